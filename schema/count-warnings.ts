import { type CreatorRow, UNLIKELY } from '../simulations/index.js';
import type { Context } from './context.js';
import type { OutlookAnswer } from './outlook.js';
import type { PlacementOutlook } from './outlook-placement.js';
import { type OutlookWarning, some } from './outlook-text.js';
import { readableCount, readableMoney, readableShare } from './readable.js';
import type { CountColumn } from './result-counts.js';
import { sourcesApart, TIMES_APART } from './sources-apart.js';
import { minorUnits } from './unit.js';

const WAY_BACK =
  'Ask who counted it. If it is right, there is nothing to do. One that is too high cannot be taken back, because counts only rise: take its placement out with `archivePlacement`, and make it anew with the right counts.';

/** What an outlook rests on and nobody should believe unasked. */
export async function countWarnings(
  answer: OutlookAnswer,
  ctx: Pick<Context, 'db' | 'loaders'>,
): Promise<OutlookWarning[]> {
  return [...(await unlikelyCount(answer, ctx)), ...(await sourcesDisagree(answer, ctx))];
}

async function unlikelyCount(
  { placements, resolved }: OutlookAnswer,
  { loaders }: Pick<Context, 'loaders'>,
): Promise<OutlookWarning[]> {
  const counts = placements.flatMap(({ report: { unlikely }, placement }) =>
    unlikely.flatMap(({ count, expected }) => {
      const [most] = placement.sources
        .flatMap(({ source, [count]: counted }) =>
          counted === null ? [] : [{ source, counted: Number(counted) }],
        )
        .sort((a, b) => b.counted - a.counted);
      return [{ id: placement.id, count, expected, ...most }];
    }),
  );
  if (counts.length === 0) return [];
  const about = placements.filter(({ report: { unlikely } }) => unlikely.length > 0);
  const worst = counts.reduce((a, b) => (b.counted / b.expected > a.counted / a.expected ? b : a));
  const figure = `${worst.source} counted ${amount(worst.count, worst.counted, resolved.scenario.currency)} of ${await handleOf(worst.id, loaders)}, where some ${readableCount(worst.expected)} were to be expected in the end`;
  return [
    {
      code: 'UNLIKELY_COUNT',
      placements: about,
      message: `What was counted of ${some(about.length)} is so high that the odds of it were below ${readableShare(UNLIKELY)} beforehand${furthest(about)}: ${figure}. ${WAY_BACK}`,
    },
  ];
}

async function sourcesDisagree(
  { placements, resolved }: OutlookAnswer,
  ctx: Pick<Context, 'db' | 'loaders'>,
): Promise<OutlookWarning[]> {
  const rowOf = new Map(resolved.scenario.lines.map(({ key, row }) => [key, row as CreatorRow]));
  const apart = await sourcesApart(
    placements.map(({ placement, report }) => ({ ...placement, row: rowOf.get(report.line)! })),
    ctx,
  );
  if (apart.length === 0) return [];
  const ids = new Set(apart.map(({ placementId }) => placementId));
  const about = placements.filter(({ placement: { id } }) => ids.has(id));
  const { currency } = resolved.scenario;
  const [{ placementId, column, more, less }] = apart;
  const figure = `of ${await handleOf(placementId, ctx.loaders)} ${more.source} counted ${amount(column, more.count, currency)}, and ${less.source} ${amount(column, less.count, currency)}`;
  return [
    {
      code: 'SOURCES_DISAGREE',
      placements: about,
      message: `What sources counted of ${some(about.length)} is more than ${TIMES_APART} times apart for its age${furthest(about)}: ${figure}. The outlook takes the highest. ${WAY_BACK}`,
    },
  ];
}

const furthest = ({ length }: readonly PlacementOutlook[]): string =>
  length === 1 ? '' : '; the furthest off';

/** A count as its source has it, to the last digit: that may be what is wrong with it. */
function amount(column: CountColumn, count: number, currency: string): string {
  if (column === 'revenueMinor') {
    return `${readableMoney(count / minorUnits(currency), currency)} of revenue`;
  }
  return `${count.toLocaleString('en-US')} ${column === 'reach' ? 'people' : column}`;
}

async function handleOf(placementId: string, loaders: Context['loaders']): Promise<string> {
  const placement = await loaders.placement.load(placementId);
  const profile = placement && (await loaders.profile.load(placement.profileId));
  if (!profile) throw new Error(`The profile of placement ${placementId} is missing`);
  return `@${profile.handle}`;
}
