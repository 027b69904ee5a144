import type { RecordedPlacement } from '../../../simulations/index.js';
import type { Account } from './fit.js';

/** Posts as a workspace would have recorded them: organic, settled, in no campaign. */
export function recordedFrom(
  accounts: readonly Account[],
  row: RecordedPlacement['row'],
): RecordedPlacement[] {
  return accounts.flatMap(({ key, followers, posts }) =>
    posts.map(({ views, engagements, valenced, negative }) => ({
      creator: `${row} ${key}`,
      campaign: null,
      row,
      followers,
      ...{ authenticity: null, vetted: false, sponsored: false },
      ...{ baseAgeDays: Infinity, engagementsAgeDays: Infinity },
      ...{ reach: null, impressions: views, engagements, valenced, negative },
    })),
  );
}

/** Two forecasters over the same campaigns. */
export interface Comparison {
  /** Mean CRPS of the second, relative to the first's. */
  readonly ratio: number;
  /** Standard error of the ratio; campaigns that share creators count as one. */
  readonly error: number;
}

/** @param independent - number of campaigns without anybody in common */
export function compare(
  first: readonly number[],
  second: readonly number[],
  independent: number,
): Comparison {
  const n = first.length;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const [a, b] = [mean(first), mean(second)];
  // The delta method: of a ratio of means, the spread of b_i − ratio·a_i.
  const spread = mean(first.map((value, i) => (second[i] - (b / a) * value) ** 2));
  return { ratio: b / a, error: Math.sqrt(spread / independent) / a };
}
