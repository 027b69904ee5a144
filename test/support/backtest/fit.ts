import { column } from '../../../simulations/index.js';

/** One account's posts: what the fits below see of the data. */
export interface Account {
  readonly key: string;
  readonly followers: number;
  readonly posts: readonly Post[];
}

/** What one post got; null where the set does not say. */
export interface Post {
  readonly views: number | null;
  readonly engagements: number;
  /** Likes and dislikes, and the dislikes among them; null where there are none. */
  readonly valenced: number | null;
  readonly negative: number | null;
}

/** ln y of account i, post j = level + slope·x_i + account effect + post effect. */
export interface LevelFit {
  /** At 100,000 followers. */
  readonly level: number;
  /** Standard error at the centre of the data. */
  readonly levelSe: number;
  readonly slope: number;
  /**
   * Standard error of the slope if the line turned about 100,000 followers, as the engine's does,
   * and not about the centre of the data: the average account's forecast is as uncertain.
   */
  readonly slopeSe: number;
  /** Of the accounts' means around the line, by their middle 80%. */
  readonly residualVariance: number;
  readonly accountVariance: number;
  readonly postVariance: number;
  /** The posts' deviations from the mean of their account, widened for that mean's own error. */
  readonly deviations: readonly Weighted[];
}

/** A value that stands for a part of its account: accounts count alike, however much they post. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** x = ln(followers ÷ 100,000). */
export const sizeOf = ({ followers }: Account): number => Math.log(followers / 1e5);

/**
 * Least squares of the accounts' means over their size, and the variance between accounts that the
 * posts' own noise does not explain. It comes from the middle 80% of the accounts: abandoned ones,
 * up to six sds below the line, say nothing about how far the others rise above it.
 */
export function fitLevel(accounts: readonly Account[], lnOf: (post: Post) => number): LevelFit {
  const rows = accounts.map((account) => {
    const values = account.posts.map(lnOf);
    const mean = average(values);
    return { x: sizeOf(account), n: values.length, mean, values };
  });
  const deviations = rows
    .filter(({ n }) => n > 1)
    .flatMap(({ n, mean, values }) =>
      values.map((value) => ({ value: (value - mean) * Math.sqrt(n / (n - 1)), weight: 1 / n })),
    );
  const postVariance = weightedMean(deviations, (value) => value ** 2);

  const centre = average(rows.map(({ x }) => x));
  const middle = average(rows.map(({ mean }) => mean));
  const sxx = rows.reduce((sum, { x }) => sum + (x - centre) ** 2, 0);
  const slope = rows.reduce((sum, { x, mean }) => sum + (x - centre) * (mean - middle), 0) / sxx;
  const residuals = rows.map(({ x, mean }) => mean - middle - slope * (x - centre));
  const residual = residuals.reduce((sum, value) => sum + value ** 2, 0) / (residuals.length - 2);
  const ownNoise = average(rows.map(({ n }) => postVariance / n));
  const turning = sxx / (sxx + rows.length * centre ** 2);
  return {
    level: middle - slope * centre,
    levelSe: Math.sqrt(residual / rows.length),
    slope,
    slopeSe: Math.sqrt((residual / sxx) * turning),
    residualVariance: varianceOfMiddle(residuals),
    accountVariance: Math.max(varianceOfMiddle(residuals) - ownNoise, 0),
    postVariance,
    deviations,
  };
}

/** Variance of the normal law with the same distance from the 10% to the 90% quantile. */
function varianceOfMiddle(values: readonly number[]): number {
  const { sorted } = column(Float64Array.from(values));
  const at = (p: number) => sorted[Math.round(p * (sorted.length - 1))];
  return ((at(0.9) - at(0.1)) / (2 * 1.2815515655446004)) ** 2;
}

/** Slope of the posts' second value over their first, both as deviations within the account. */
export function fitWithin(
  accounts: readonly Account[],
  lnX: (post: Post) => number,
  lnY: (post: Post) => number,
): number {
  let sxy = 0;
  let sxx = 0;
  for (const { posts } of accounts) {
    const xs = posts.map(lnX);
    const ys = posts.map(lnY);
    const [x, y] = [average(xs), average(ys)];
    xs.forEach((value, i) => {
      sxy += (value - x) * (ys[i] - y);
      sxx += (value - x) ** 2;
    });
  }
  return sxy / sxx;
}

export interface Mixture {
  readonly weights: readonly [number, number];
  readonly means: readonly [number, number];
  readonly sds: readonly [number, number];
}

/** Expectation–maximisation for two normals, from a narrow and a wide half. */
export function fitMixture(values: readonly Weighted[]): Mixture {
  const all = values.reduce((sum, { weight }) => sum + weight, 0);
  let weights: [number, number] = [0.5, 0.5];
  let means: [number, number] = [-0.1, 0.5];
  let sds: [number, number] = [0.5, 1.2];
  for (let step = 0; step < 200; step++) {
    const sums = [0, 1].map(() => ({ weight: 0, first: 0, second: 0 }));
    for (const { value, weight } of values) {
      const densities = [0, 1].map(
        (c) => (weights[c] / sds[c]) * Math.exp(-0.5 * ((value - means[c]) / sds[c]) ** 2),
      );
      const total = densities[0] + densities[1];
      sums.forEach((sum, c) => {
        const share = (weight * densities[c]) / total;
        sum.weight += share;
        sum.first += share * value;
        sum.second += share * value * value;
      });
    }
    weights = pair(sums, ({ weight }) => weight / all);
    means = pair(sums, ({ weight, first }) => first / weight);
    sds = pair(sums, ({ weight, first, second }) =>
      Math.sqrt(second / weight - (first / weight) ** 2),
    );
  }
  return { weights, means, sds };
}

function pair<T>(items: readonly T[], of: (item: T) => number): [number, number] {
  return [of(items[0]), of(items[1])];
}

function weightedMean(values: readonly Weighted[], of: (value: number) => number): number {
  let sum = 0;
  let all = 0;
  for (const { value, weight } of values) {
    sum += weight * of(value);
    all += weight;
  }
  return all > 0 ? sum / all : 0;
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
