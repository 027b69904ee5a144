/**
 * Unique reach and frequency with the operations of simulations/math/gamma-mixture.ts and
 * frequency.ts, so with their bits. All arrays are f64, one value per draw.
 */
import { areBetween, expm164, expm1OfTwo, log1p64, log1pOfTwo, log64, logOfTwo } from './logarithms';

const EVEN: f64 = 1000;

/** 1 − (1 + W/θ)^(−θ); in place or not. */
export function mixtureShares(shares: usize, weights: usize, thetas: usize, size: i32): void {
  for (let at: usize = 0; at < <usize>size << 3; at += 16) {
    const weight = v128.load(weights + at);
    const theta = v128.load(thetas + at);
    const isEven = f64x2.gt(theta, f64x2.splat(EVEN));
    let exponent = f64x2.neg(weight);
    if (!i64x2.all_true(isEven)) {
      const mixed = f64x2.mul(f64x2.neg(theta), log1pOfTwo(f64x2.div(weight, theta)));
      exponent = v128.bitselect(exponent, mixed, isEven);
    }
    v128.store(shares + at, f64x2.neg(expm1OfTwo(exponent)));
  }
}

/** Adds w = θ[(1 − p)^(−1/θ) − 1] of each share. */
export function addMixtureWeights(joined: usize, shares: usize, thetas: usize, size: i32): void {
  for (let at: usize = 0; at < <usize>size << 3; at += 16) {
    const theta = v128.load(thetas + at);
    const isEven = f64x2.gt(theta, f64x2.splat(EVEN));
    const even = f64x2.neg(log1pOfTwo(f64x2.neg(v128.load(shares + at))));
    let weight = even;
    if (!i64x2.all_true(isEven)) {
      const mixed = f64x2.mul(theta, expm1OfTwo(f64x2.div(even, theta)));
      weight = v128.bitselect(even, mixed, isEven);
    }
    v128.store(joined + at, f64x2.add(v128.load(joined + at), weight));
  }
}

/** People who see something at least three times. */
export function reachedThrice(
  thrice: usize,
  impressions: usize,
  unique: usize,
  universe: f64,
  size: i32,
): void {
  const people = f64x2.splat(universe);
  for (let at: usize = 0; at < <usize>size << 3; at += 16) {
    const m = f64x2.div(v128.load(impressions + at), people);
    const reached = f64x2.div(v128.load(unique + at), people);
    v128.store(thrice + at, f64x2.mul(people, shareOfTwo(m, reached)));
  }
}

@inline
function shareOfTwo(m: v128, reached: v128): v128 {
  if (areBetween(reached, 0, 1)) {
    const s = f64x2.neg(log1pOfTwo(f64x2.neg(reached)));
    const y = f64x2.div(s, m);
    const unlike = f64x2.sub(f64x2.splat(1), f64x2.mul(y, y));
    const isMixed = v128.and(f64x2.gt(m, s), f64x2.ge(unlike, f64x2.splat(1e-6)));
    if (i64x2.all_true(isMixed)) return mixedOfTwo(m, reached, y);
  }
  const first = share(f64x2.extract_lane(m, 0), f64x2.extract_lane(reached, 0));
  const second = share(f64x2.extract_lane(m, 1), f64x2.extract_lane(reached, 1));
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

/** Of the negative binomial law; `y` as in simulations/math/frequency.ts. */
@inline
function mixedOfTwo(m: v128, reached: v128, y: v128): v128 {
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  const u = f64x2.sub(f64x2.sub(y, one), logOfTwo(y));
  const start = f64x2.div(
    f64x2.sqrt(f64x2.mul(two, u)),
    f64x2.add(one, f64x2.mul(f64x2.splat(0.3361), f64x2.sqrt(f64x2.div(u, two)))),
  );
  let t = f64x2.sub(f64x2.div(f64x2.add(f64x2.add(one, u), start), y), one);
  for (let step = 0; step < 2; step++) {
    const off = f64x2.sub(log1pOfTwo(t), f64x2.mul(y, t));
    const next = f64x2.add(one, t);
    const slope = f64x2.sub(one, f64x2.mul(y, next));
    const above = f64x2.mul(f64x2.mul(f64x2.mul(two, off), slope), next);
    const below = f64x2.add(f64x2.mul(f64x2.mul(two, slope), slope), off);
    t = f64x2.sub(t, f64x2.div(above, below));
  }
  const r = f64x2.div(m, t);
  const q = f64x2.div(t, f64x2.add(one, t));
  const never = f64x2.sub(one, reached);
  const twice = f64x2.mul(f64x2.div(f64x2.add(r, one), two), q);
  const seldom = f64x2.mul(f64x2.mul(f64x2.mul(never, r), q), f64x2.add(one, twice));
  return f64x2.max(f64x2.splat(0), f64x2.sub(reached, seldom));
}

function share(m: f64, reached: f64): f64 {
  if (!(reached > 0)) return 0;
  if (reached >= 1) return 1;
  const s = -log1p64(-reached);
  if (m <= s) {
    const more = max<f64>(0, m / reached - 1);
    return reached * -expm164(log1p64(more) - more);
  }
  const y = s / m;
  if (1 - y * y < 1e-6) {
    return max<f64>(0, reached - (1 - reached) * m * (1 + m / 2));
  }
  const u = y - 1 - log64(y);
  let t = (1 + u + sqrt(2 * u) / (1 + 0.3361 * sqrt(u / 2))) / y - 1;
  for (let step = 0; step < 2; step++) {
    const off = log1p64(t) - y * t;
    const slope = 1 - y * (1 + t);
    t -= (2 * off * slope * (1 + t)) / (2 * slope * slope + off);
  }
  const r = m / t;
  const q = t / (1 + t);
  return max<f64>(0, reached - (1 - reached) * r * q * (1 + ((r + 1) / 2) * q));
}
