import { exp, log } from '../math/elementary.js';
import { digamma } from '../math/special-functions.js';
import { postWidthAt } from '../oracle/account-spread.js';
import { lnEngagementRate } from '../oracle/engagement-curve.js';
import { LN_ANCHOR, type CreatorRow, type Parameters, type RowParameters } from '../parameters.js';
import type { Platform } from '../scenario.js';
import { lnMaturity, maturityShare } from '../world/maturity.js';
import { campaignColumn, negativityColumn, NEGATIVITY_SLOPE, rowColumn } from './columns.js';
import type { RecordedPlacement } from './recorded.js';

/** A spread that the fit learns, by the name of its parameter. */
export type SpreadName =
  | `reach.influencerSd.${CreatorRow}`
  | `reach.postSd.${CreatorRow}`
  | `engagement.influencerSd.${CreatorRow}`
  | `engagement.postSd.${CreatorRow}`
  | 'negativity.influencerSd'
  | 'negativity.postSd';

/** A variance as a sum of learned ones, each times a weight, and what is not learned. */
export interface Variance {
  readonly parts: readonly { readonly of: SpreadName; readonly weight: number }[];
  readonly fixed: number;
}

/** A count instead of a number: Poisson, or binomial where there are trials. */
export interface Count {
  readonly count: number;
  /** What the rate is per, in the unit that makes the observation's model mean 0. */
  readonly exposure: number;
  readonly trials: number | null;
}

/** A placement's base beside what the assumptions expect, in ln, and what that depends on. */
export interface Beyond {
  readonly value: number;
  readonly columns: Observation['columns'];
}

/** What one placement says about one step: columns + account's effect + noise (+ counting). */
export interface Observation {
  readonly placement: RecordedPlacement;
  readonly columns: readonly (readonly [column: number, value: number])[];
  /** ln or logit beside what the assumptions expect; NaN for a count. */
  readonly value: number;
  readonly count: Count | null;
  readonly noise: Variance;
  /** The row's post noise follows its mixture. */
  readonly mixed: RowParameters | null;
  /** Of an engagement rate whose base is known: more of it than usual takes from the rate. */
  readonly beyond: Beyond | null;
}

/** All that one account says about one step: its observations share an effect. */
export interface Account {
  readonly key: string;
  /** Whose own evidence it is. */
  readonly source: Source;
  readonly effect: Variance;
  readonly observations: Observation[];
  /** Size of the account, ln(followers ÷ 100,000). */
  readonly size: number;
}

/** `BOTH` is engagements without a known base: reach and engagement at once. */
export interface Source {
  readonly kind: 'REACH' | 'ENGAGEMENT' | 'BOTH' | 'NEGATIVITY';
  readonly row: CreatorRow;
  readonly platform: Platform;
}

const LN_10 = Math.LN10;
/** A view count of 0 stands as half a view. */
const LEAST_BASE = 0.5;

/**
 * Recorded placements as the linear model sees them, accounts and their observations in the order of
 * their keys and of arrival.
 */
export function observe(
  placements: readonly RecordedPlacement[],
  p: Parameters,
  { leastMaturity, adLoad }: { readonly leastMaturity: number; readonly adLoad: number },
  campaignIndex: ReadonlyMap<string, number>,
): Account[] {
  const accounts = new Map<string, Account>();
  const add = (
    placement: RecordedPlacement,
    kind: Source['kind'],
    effect: Variance,
    observation: Omit<Observation, 'placement'>,
  ): void => {
    const { creator, row } = placement;
    const { platform } = p.rows[row];
    const key = `${kind} ${kind === 'NEGATIVITY' ? platform : row} ${creator}`;
    let account = accounts.get(key);
    if (account === undefined) {
      const source = { kind, row, platform };
      account = { key, source, effect, observations: [], size: sizeOf(placement) };
      accounts.set(key, account);
    }
    account.observations.push({ placement, ...observation });
  };

  for (const placement of placements) {
    const row = p.rows[placement.row];
    const campaign =
      placement.campaign === null ? null : (campaignIndex.get(placement.campaign) ?? null);
    const size = sizeOf(placement);
    const seenAt = (days: number) =>
      maturityShare(row.maturity, days) >= leastMaturity
        ? lnMaturity(row.maturity, p.maturitySd, days)
        : null;
    const atBase = seenAt(placement.baseAgeDays);
    const atEngagements = seenAt(placement.engagementsAgeDays);
    const lnBase = atBase === null ? null : lnBaseOf(placement, row);
    const postMean = row.postMean * postWidthAt(p, row, size + LN_ANCHOR);
    const ofDay = p.daySd[row.platform] * p.daySd[row.platform];
    const expectedBase = lnExpectedBase(placement, row, p);
    const expectedRate = lnExpectedRate(placement, row, p, adLoad);
    const reachEffect = (weight: number) => part(`reach.influencerSd.${row.row}`, weight);
    const engagementEffect = part(`engagement.influencerSd.${row.row}`);
    const reachNoise = (weight: number) => part(`reach.postSd.${row.row}`, weight);
    const engagementNoise = part(`engagement.postSd.${row.row}`);
    const reachColumns = columnsOf('reach', row, size, campaign);
    const engagementColumns = columnsOf('engagement', row, size, campaign);

    if (lnBase !== null && atBase !== null) {
      add(
        placement,
        'REACH',
        { parts: [reachEffect(1)], fixed: 0 },
        {
          columns: reachColumns,
          value: lnBase - expectedBase - atBase.median,
          count: null,
          noise: { parts: [reachNoise(1)], fixed: ofDay + atBase.sd * atBase.sd },
          mixed: row.mixture === null ? null : row,
          beyond: null,
        },
      );
    }
    if (placement.engagements !== null && atEngagements !== null) {
      const count = placement.engagements;
      if (lnBase !== null && atBase !== null) {
        // Of one age, what a post's growth does to both cancels.
        const later = atEngagements.median - atBase.median;
        const expected = lnBase + expectedRate + later;
        add(
          placement,
          'ENGAGEMENT',
          { parts: [engagementEffect], fixed: 0 },
          {
            columns: engagementColumns,
            value: NaN,
            count: { count, exposure: exp(expected), trials: null },
            noise: { parts: [engagementNoise], fixed: 0 },
            mixed: null,
            beyond: { value: lnBase - expectedBase - atBase.median, columns: reachColumns },
          },
        );
      } else {
        const passedOn = 1 - row.engagementOverAccount;
        const kept = 1 - row.engagementOverPost;
        const expected = expectedBase + expectedRate + atEngagements.median + kept * postMean;
        add(
          placement,
          'BOTH',
          { parts: [reachEffect(passedOn * passedOn), engagementEffect], fixed: 0 },
          {
            columns: [...reachColumns, ...engagementColumns],
            value: NaN,
            count: { count, exposure: exp(expected), trials: null },
            noise: {
              parts: [engagementNoise, reachNoise(kept * kept)],
              fixed: ofDay + atEngagements.sd * atEngagements.sd,
            },
            mixed: null,
            beyond: null,
          },
        );
      }
    }
    const { valenced, negative } = placement;
    if (valenced !== null && negative !== null && valenced > 0 && atEngagements !== null) {
      const perDecade = p.negativityOverReach / LN_10;
      const effect = { parts: [part('negativity.influencerSd')], fixed: p.negativityFit ** 2 };
      const slopes = p.negativitySlope + (placement.sponsored ? p.sponsoredSlope : 0);
      const expected =
        p.negativityIntercept +
        p.negativityOf[row.platform] +
        (slopes * size) / LN_10 +
        perDecade * postMean;
      add(placement, 'NEGATIVITY', effect, {
        columns: [
          [negativityColumn(row.platform), 1],
          [NEGATIVITY_SLOPE, (size - p.negativityPivot) / LN_10],
          ...(campaign === null ? [] : [[campaignColumn('negativity', campaign), 1] as const]),
        ],
        value: NaN,
        count: { count: negative, exposure: exp(expected), trials: valenced },
        noise: { parts: [part('negativity.postSd'), reachNoise(perDecade * perDecade)], fixed: 0 },
        mixed: null,
        beyond: null,
      });
    }
  }
  return [...accounts.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function part(of: SpreadName, weight = 1): Variance['parts'][number] {
  return { of, weight };
}

export function sizeOf({ followers }: { readonly followers: number }): number {
  return log(Math.max(followers, 1)) - LN_ANCHOR;
}

function columnsOf(
  step: 'reach' | 'engagement',
  row: RowParameters,
  size: number,
  campaign: number | null,
): [number, number][] {
  const isReach = step === 'reach';
  const pivot = isReach ? row.reachPivot : row.engagementPivot;
  return [
    [rowColumn(isReach ? 'reachLevel' : 'engagementLevel', row.row), 1],
    [rowColumn(isReach ? 'reachSlope' : 'engagementSlope', row.row), size - pivot],
    ...(campaign === null ? [] : [[campaignColumn(step, campaign), 1] as [number, number]]),
  ];
}

/** ln of what engagements are counted from: people reached, views on TikTok and YouTube. */
function lnBaseOf(
  { reach, impressions }: RecordedPlacement,
  { basedOnViews, viewsPerPerson }: RowParameters,
): number | null {
  const own = basedOnViews ? impressions : reach;
  const other = basedOnViews ? reach : impressions;
  const base =
    own ?? (other === null ? null : basedOnViews ? other * viewsPerPerson : other / viewsPerPerson);
  return base === null ? null : log(Math.max(base, LEAST_BASE));
}

/** Section 3 of simulations/README.md at every shock's mean, without post noise. */
function lnExpectedBase(placement: RecordedPlacement, row: RowParameters, p: Parameters): number {
  const size = sizeOf(placement);
  const { authenticity, vetted, sponsored } = placement;
  const lnAuthentic =
    authenticity === null
      ? vetted
        ? digamma(p.vetted.alpha) - digamma(p.vetted.alpha + p.vetted.beta)
        : p.meanLnAuthenticity
      : log(Math.max(authenticity, 0.01));
  return (
    LN_ANCHOR +
    size +
    row.lnReachRate +
    row.reachSlope * size +
    row.lnDeliverable +
    (sponsored ? row.lnSponsoredReach : 0) +
    lnAuthentic -
    p.meanLnAuthenticity
  );
}

/** Section 5 of simulations/README.md at every shock's mean. */
function lnExpectedRate(
  placement: RecordedPlacement,
  row: RowParameters,
  p: Parameters,
  defaultAdLoad: number,
): number {
  const sponsored = placement.sponsored
    ? row.lnSponsoredEngagement - p.adLoad * (defaultAdLoad - 1)
    : 0;
  return lnEngagementRate(row, p.lnKnee, sizeOf(placement) + LN_ANCHOR, 0) + sponsored;
}
