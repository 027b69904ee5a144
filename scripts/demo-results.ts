import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Format } from '../prisma/generated/enums.js';
import { resolveAssumptions } from '../simulations/index.js';
import { exp, log } from '../simulations/math/elementary.js';
import { bindParameters } from '../simulations/bind-parameters.js';
import type { CreatorRow } from '../simulations/parameters.js';
import { sharesSoFar } from '../simulations/evidence/lags.js';
import { lnEngagementRate } from '../simulations/oracle/engagement-curve.js';
import { IN_FLIGHT } from '../src/demo-campaigns.js';
import { demoRoster, Random } from './demo-roster.js';

/**
 * Generates what was seen of the demonstration campaign that is under way,
 * prisma/demo/results.csv: each placement is drawn from the model's own medians, spreads and
 * growth. The same roster and assumptions give the same bytes.
 */

export const RESULTS_FILE = fileURLToPath(new URL('../prisma/demo/results.csv', import.meta.url));

/** Days after it was posted on which a placement is looked at. */
const AGES = [0.5, 1, 3, 7];

/** What stands out: standard deviations of a post's reach, logits of its negative share. */
const HOT = { handle: 'demo.photo.0303', sds: 3 };
const NEGATIVE = { handle: 'demo.video.0201', logits: 2.2 };

const ROW = {
  POST: 'INSTAGRAM_POST',
  VIDEO: 'YOUTUBE_VIDEO',
  SHARE: 'SHARER_ACTION',
} as const satisfies Partial<Record<Format, CreatorRow>>;

const COUNTS = [
  ...['impressions', 'reach', 'engagements', 'valencedReactions', 'negativeReactions'],
  ...['shares', 'clicks'],
] as const;
const COLUMNS = ['handle', 'status', 'postedDay', 'ageDays', ...COUNTS];

type Cells = Readonly<Record<string, string | number>>;

const parameters = bindParameters(
  resolveAssumptions({ preset: '2025', negativity: null, overrides: {} }),
  'USD',
);

/** What happens until the day after `IN_FLIGHT.elapsedDays` is over: whoever starts is inside of it. */
const END_DAY = IN_FLIGHT.elapsedDays + 1;

/** Everything that happens to placements before `END_DAY` as CSV, by line and handle. */
export function demoResults(): string {
  const roster = readRoster();
  const rows = IN_FLIGHT.layers.flatMap(({ role, book }) =>
    book.flatMap(({ handles, format, count }) => {
      const people = roster.filter(
        (cells) => cells['handle'].startsWith(handles) && cells[`price.${format}`] !== '',
      );
      return people
        .slice(0, count)
        .flatMap((cells, k) =>
          placement(cells, role, format, ((k + 0.5) / count) * IN_FLIGHT.days),
        );
    }),
  );
  const lines = rows.map((cells) => COLUMNS.map((column) => cells[column] ?? '').join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\n');
}

/** In the order of the handles. */
function readRoster(): Record<string, string>[] {
  const [header, ...lines] = demoRoster().trim().split('\n');
  const columns = header.split(',');
  return lines
    .map((line) => line.split(','))
    .map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i]])))
    .sort((a, b) => (a['handle'] < b['handle'] ? -1 : 1));
}

/** Its snapshots; nothing of one whose day has not come, or that is late. */
function placement(
  cells: Readonly<Record<string, string>>,
  role: 'CREATOR' | 'SHARER',
  format: keyof typeof ROW,
  plannedDay: number,
): Cells[] {
  const { handle } = cells;
  if (plannedDay >= END_DAY) return [];
  const random = new Random(`groundswell demonstration autumn ${handle}`);
  if (random.uniform() < parameters.roles[role].cancellation) {
    return [{ handle, status: 'CANCELLED' }];
  }
  // Erlang: the shape of the delays is 2.
  const delay = -parameters.delayScale * log((1 - random.uniform()) * (1 - random.uniform()));
  const postedDay = plannedDay + (random.uniform() < parameters.onTime ? 0 : delay);
  if (postedDay >= END_DAY) return [];
  const countsAt = post(random, cells, ROW[format]);
  return AGES.map((ageDays) => ({
    ...{ handle, status: 'POSTED', postedDay: postedDay.toFixed(3), ageDays },
    ...countsAt(ageDays),
  }));
}

/** One post, by the equations of simulations/README.md, sections 3 to 8, in a usual world. */
function post(
  random: Random,
  { handle, followers: size, reach, views, engagements }: Readonly<Record<string, string>>,
  name: CreatorRow,
): (ageDays: number) => Cells {
  const row = parameters.rows[name];
  const lnFollowers = log(Number(size));
  const lnSize = lnFollowers - log(1e5);
  const v = row.postSd * (handle === HOT.handle ? HOT.sds : random.normal());
  const recent = Number(row.basedOnViews ? views : reach);
  const lnUsual =
    recent > 0
      ? log(recent) + parameters.driftSd * random.normal()
      : lnFollowers +
        row.lnReachRate +
        row.reachSlope * lnSize +
        row.influencerSd * random.normal();
  const base = exp(lnUsual + row.lnSponsoredReach + v);
  const lnUsualRate =
    recent > 0
      ? log(Number(engagements) / recent)
      : lnEngagementRate(row, parameters.lnKnee, lnFollowers, 0) +
        row.engagementInfluencerSd * random.normal();
  const rate = exp(
    lnUsualRate +
      row.lnSponsoredEngagement +
      row.engagementPostSd * random.normal() -
      row.engagementOverPost * v,
  );
  const negativeShare = logistic(
    parameters.negativityIntercept +
      ((parameters.negativitySlope + parameters.sponsoredSlope) * lnSize) / Math.LN10 +
      parameters.negativityInfluencerSd * random.normal() +
      parameters.negativityPostSd * random.normal() +
      (handle === NEGATIVE.handle ? NEGATIVE.logits : 0),
  );
  const passedOn = row.shareRate * exp(parameters.sharePlacementSd * random.normal());
  const clicked = row.clickRate * exp(parameters.clickPlacementSd * random.normal());
  const { instagramComments, youtubeComments } = parameters;
  const middle = ({ min, max }: { min: number; max: number }) => (min + max) / 2;
  // Comments stand beside likes; dislikes among them.
  const valencedShare = row.basedOnViews
    ? 1 / (1 + middle(youtubeComments))
    : middle(instagramComments);
  // Rounded by a chance of its own, always the same: counts only rise.
  const luck = Array.from({ length: 5 }, () => random.uniform());
  const whole = (value: number, i: number) => Math.floor(value + luck[i]);

  return (ageDays) => {
    const grown = sharesSoFar(parameters, row, ageDays);
    const seen = base * Math.min(rate, parameters.engagementCap) * grown.views;
    const engagements = whole(seen, 0);
    const valenced = Math.min(engagements, whole(seen * valencedShare, 1));
    const people = Math.round(base * grown.views);
    return {
      ...(row.basedOnViews
        ? { impressions: people }
        : { impressions: Math.round(people * row.viewsPerPerson), reach: people }),
      engagements,
      // Nobody reads the comments of sharers' friends.
      ...(name !== 'SHARER_ACTION' && {
        valencedReactions: valenced,
        negativeReactions: Math.min(valenced, whole(seen * valencedShare * negativeShare, 2)),
      }),
      shares: whole(base * passedOn * grown.views, 3),
      clicks: whole(base * clicked * grown.clicks, 4),
    };
  };
}

const logistic = (logit: number): number => 1 / (1 + exp(-logit));

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(RESULTS_FILE, demoResults());
