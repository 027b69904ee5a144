import { exp, log, log1p } from '../math/elementary.js';

/** A count as the model's Gaussian arithmetic sees it: ln rate or logit, and its precision. */
export interface Site {
  readonly at: number;
  readonly precision: number;
}

/** Nodes and weights of Gauss–Hermite quadrature for N(0, 1), 15 points, from the middle out. */
const NODES = [
  0, 0.799129068324548, 1.60671006902873, 2.432436827009758, 3.289082424398766, 4.196207711269016,
  5.190093591304781, 6.363947888829839,
];
const WEIGHTS = [
  0.3182595182595182, 0.2324622936097323, 0.08941779539984437, 0.01736577449213762,
  0.001567357503549956, 5.642146405189029e-5, 5.975419597920599e-7, 8.589649899633252e-10,
];
const LEAST_PRECISION = 1e-10;
const NEWTON_STEPS = 50;

/**
 * What a Poisson count says of the ln of its rate, which without it is N(mean, variance).
 *
 * @param exposure - the expected count is exposure · exp(ln rate)
 */
export function poissonSite(count: number, exposure: number, mean: number, variance: number): Site {
  const lnExposure = log(exposure);
  const start = count > 0 ? log(count) - lnExposure : mean;
  return site(mean, variance, Math.min(start, mean + 1), (x) => {
    const expected = exp(x + lnExposure);
    return { ln: count * x - expected, slope: count - expected, bend: expected };
  });
}

/** What `count` of `trials` say of the logit of their share, which without them is N(mean, variance). */
export function binomialSite(count: number, trials: number, mean: number, variance: number): Site {
  return site(mean, variance, mean, (x) => {
    const share = 1 / (1 + exp(-x));
    const lnOther = x > 0 ? -x - log1p(exp(-x)) : -log1p(exp(x));
    return {
      ln: count * x + trials * lnOther,
      slope: count - trials * share,
      bend: trials * share * (1 - share),
    };
  });
}

/**
 * Expectation propagation: the Gaussian that, times the prior, has the first two moments of
 * likelihood times prior (Minka 2001), by quadrature about the mode. Log-concave likelihoods only.
 */
function site(
  mean: number,
  variance: number,
  start: number,
  likelihood: (x: number) => { ln: number; slope: number; bend: number },
): Site {
  let mode = start;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { slope, bend } = likelihood(mode);
    const move = (slope - (mode - mean) / variance) / (bend + 1 / variance);
    // A likelihood that hardly bends where the search stands would throw it far away.
    mode += Math.max(-2, Math.min(2, move));
    if (Math.abs(move) < 1e-10) break;
  }
  const top = likelihood(mode);
  const sd = 1 / Math.sqrt(top.bend + 1 / variance);
  const lnAt = (x: number) => likelihood(x).ln - ((x - mean) * (x - mean)) / (2 * variance);
  const lnTop = lnAt(mode);
  let [mass, first, second] = [0, 0, 0];
  const add = (node: number, weight: number): void => {
    const x = mode + sd * node;
    const share = weight * exp(lnAt(x) - lnTop + (node * node) / 2);
    mass += share;
    first += share * node;
    second += share * node * node;
  };
  add(NODES[0], WEIGHTS[0]);
  for (let i = 1; i < NODES.length; i++) {
    add(NODES[i], WEIGHTS[i]);
    add(-NODES[i], WEIGHTS[i]);
  }
  const shift = first / mass;
  const tilted = sd * sd * Math.max(second / mass - shift * shift, 1e-12);
  const precision = Math.max(1 / tilted - 1 / variance, LEAST_PRECISION);
  const at = ((mode + sd * shift) / tilted - mean / variance) / precision;
  return { at: precision > LEAST_PRECISION ? at : mean, precision };
}
