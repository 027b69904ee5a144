import { exp, log, log1p } from './elementary.js';

/** Special functions that the quantile tables are built from; accurate to about 1e-13 relative. */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];
const TINY = 1e-300;
const ITERATIONS = 100_000;

/** ln Γ(x), x > 0 (Lanczos, g = 7, n = 9). */
export function lnGamma(x: number): number {
  if (x < 0.5) return lnGamma(x + 1) - log(x);
  const y = x - 1;
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (y + i);
  const t = y + 7.5;
  return 0.5 * log(2 * Math.PI) + (y + 0.5) * log(t) - t + log(sum);
}

/** d/dx ln Γ(x), x > 0. */
export function digamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) shift -= 1 / y;
  const i = 1 / (y * y);
  return (
    shift +
    log(y) -
    0.5 / y -
    i * (1 / 12 - i * (1 / 120 - i * (1 / 252 - i * (1 / 240 - i / 132))))
  );
}

/** d²/dx² ln Γ(x), x > 0. */
export function trigamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) shift += 1 / (y * y);
  const i = 1 / (y * y);
  return shift + 1 / y + i / 2 + (i / y) * (1 / 6 - i * (1 / 30 - i * (1 / 42 - i / 30)));
}

/** ln of the lower (`upper` false) or upper tail of Gamma(shape, 1) at x > 0. */
export function lnGammaTail(shape: number, x: number, upper: boolean): number {
  const lnDensity = shape * log(x) - x - lnGamma(shape);
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; n < ITERATIONS && term > sum * 1e-17; n++) {
      term *= x / (shape + n);
      sum += term;
    }
    const lnLower = lnDensity + log(sum);
    return upper ? log1p(-exp(lnLower)) : lnLower;
  }
  // Lentz's continued fraction of the upper tail.
  let b = x + 1 - shape;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < ITERATIONS; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / nonZero(a * d + b);
    c = nonZero(b + a / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  const lnUpper = lnDensity + log(h);
  return upper ? lnUpper : log1p(-exp(lnUpper));
}

/** ln of the lower (`upper` false) or upper tail of Beta(a, b) at x, with y = 1 − x given exactly. */
export function lnBetaTail(a: number, b: number, x: number, y: number, upper: boolean): number {
  if (x > (a + 1) / (a + b + 2)) return lnBetaTail(b, a, y, x, !upper);
  const lnFront = lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * log(x) + b * log(y) - log(a);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < ITERATIONS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  const lnLower = lnFront + log(h);
  return upper ? log1p(-exp(lnLower)) : lnLower;
}

/** ln Φ(−z), z ≥ 0. */
export function lnNormalTail(z: number): number {
  return z === 0 ? -Math.LN2 : -Math.LN2 + lnGammaTail(0.5, (z * z) / 2, true);
}

function nonZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}
