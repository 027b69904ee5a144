/** .975 quantile of the standard normal. */
const Z_975 = 1.959963984540054;

export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Where a probability lies with 95% confidence after a share of `trials` came true (Wilson 1927);
 * 0–1 without trials.
 *
 * @param successes - 0–trials; need not be whole, where several observations make one trial
 */
export function binomialInterval(successes: number, trials: number): ShareInterval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const z2 = (Z_975 * Z_975) / trials;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = Math.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
