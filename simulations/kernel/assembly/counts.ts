/** Poisson counts with the operations of simulations/math/counts.ts and normal.ts, so with their bits. */
import { exp64OfTwo } from './elementary';
import { coefficient, logOfTwo } from './logarithms';

const SEARCH_BELOW: f64 = 40;
const CENTRE: f64 = 0.425;

/** Numerators and denominators of AS241: the centre, tails, and far tails. */
const CENTRE_ABOVE = memory.data<f64>([2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665]);
const CENTRE_BELOW = memory.data<f64>([5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1]);
const NEAR_ABOVE = memory.data<f64>([0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835]);
const NEAR_BELOW = memory.data<f64>([1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038, 2.053191626637759, 1]);
const FAR_ABOVE = memory.data<f64>([2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103]);
const FAR_BELOW = memory.data<f64>([2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1]);
/** What Giles' expansion is made of. */
const EXPANSION = memory.data<f64>([1.0 / 3, 6, 36, 72, -8.0 / 405, 7.0 / 810, 270]);

/** One count per draw. @param counts - f64, as the means and the uniforms */
export function poissons(counts: usize, means: usize, uniforms: usize, size: i32): void {
  for (let at: usize = 0; at < <usize>size << 3; at += 16) {
    const mean = v128.load(means + at);
    const uniform = v128.load(uniforms + at);
    const isLarge = f64x2.ge(mean, f64x2.splat(SEARCH_BELOW));
    let count: v128;
    if (i64x2.all_true(isLarge)) {
      count = expansionOfTwo(mean, uniform);
    } else {
      // A mean of 0 ends at once where the other is large.
      count = search(v128.andnot(mean, isLarge), uniform);
      if (v128.any_true(isLarge)) {
        count = v128.bitselect(expansionOfTwo(mean, uniform), count, isLarge);
      }
    }
    v128.store(counts + at, count);
  }
}

/** Two counts one by one; who is found stays found, for sums of probabilities do not fall. */
@inline
function search(mean: v128, uniform: v128): v128 {
  let term = exp64OfTwo(f64x2.neg(mean));
  let below = term;
  let count = f64x2.splat(0);
  for (let n: f64 = 1; n <= 200; n++) {
    const isAbove = f64x2.gt(uniform, below);
    if (!v128.any_true(isAbove)) break;
    count = f64x2.add(count, v128.and(isAbove, f64x2.splat(1)));
    term = f64x2.mul(term, f64x2.div(mean, f64x2.splat(n)));
    below = f64x2.add(below, term);
  }
  return count;
}

/** Giles' expansion of two counts. */
@inline
function expansionOfTwo(mean: v128, uniform: v128): v128 {
  const w = normalOfTwo(uniform);
  const root = f64x2.sqrt(mean);
  const w2 = f64x2.mul(w, w);
  const cubed = f64x2.mul(w2, w);
  let x = f64x2.add(mean, f64x2.mul(root, w));
  x = f64x2.add(x, f64x2.add(coefficient(EXPANSION, 0), f64x2.div(w2, coefficient(EXPANSION, 1))));
  const third = f64x2.sub(
    f64x2.div(f64x2.neg(w), coefficient(EXPANSION, 2)),
    f64x2.div(cubed, coefficient(EXPANSION, 3)),
  );
  x = f64x2.add(x, f64x2.div(third, root));
  let fourth = f64x2.add(coefficient(EXPANSION, 4), f64x2.mul(coefficient(EXPANSION, 5), w2));
  fourth = f64x2.add(fourth, f64x2.div(f64x2.mul(w2, w2), coefficient(EXPANSION, 6)));
  x = f64x2.add(x, f64x2.div(fourth, mean));
  return f64x2.max(f64x2.splat(0), f64x2.floor(x));
}

/** Standard normal quantiles: AS241. */
@inline
function normalOfTwo(p: v128): v128 {
  const q = f64x2.sub(p, f64x2.splat(0.5));
  const isCentral = f64x2.le(f64x2.abs(q), f64x2.splat(CENTRE));
  const central = centre(q);
  return i64x2.all_true(isCentral) ? central : v128.bitselect(central, tails(p, q), isCentral);
}

/** Of degree 7, the highest power first. */
@inline
function polynomial(table: usize, x: v128): v128 {
  let sum = f64x2.add(f64x2.mul(coefficient(table, 0), x), coefficient(table, 1));
  sum = f64x2.add(f64x2.mul(sum, x), coefficient(table, 2));
  sum = f64x2.add(f64x2.mul(sum, x), coefficient(table, 3));
  sum = f64x2.add(f64x2.mul(sum, x), coefficient(table, 4));
  sum = f64x2.add(f64x2.mul(sum, x), coefficient(table, 5));
  sum = f64x2.add(f64x2.mul(sum, x), coefficient(table, 6));
  return f64x2.add(f64x2.mul(sum, x), coefficient(table, 7));
}

@inline
function centre(q: v128): v128 {
  const r = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q));
  const above = polynomial(CENTRE_ABOVE, r);
  const below = polynomial(CENTRE_BELOW, r);
  return f64x2.div(f64x2.mul(q, above), below);
}

/** Of those beyond the centre; the others' lanes hold anything. */
function tails(p: v128, q: v128): v128 {
  const isLower = f64x2.lt(q, f64x2.splat(0));
  const tail = v128.bitselect(p, f64x2.sub(f64x2.splat(1), p), isLower);
  const root = f64x2.sqrt(f64x2.neg(logOfTwo(tail)));
  const isNear = f64x2.le(root, f64x2.splat(5));
  let z = nearTail(f64x2.sub(root, f64x2.splat(1.6)));
  if (!i64x2.all_true(isNear)) {
    z = v128.bitselect(z, farTail(f64x2.sub(root, f64x2.splat(5))), isNear);
  }
  return v128.bitselect(f64x2.neg(z), z, isLower);
}

@inline
function nearTail(r: v128): v128 {
  const above = polynomial(NEAR_ABOVE, r);
  const below = polynomial(NEAR_BELOW, r);
  return f64x2.div(above, below);
}

/** Beyond 10⁻¹¹, where no word of 32 bits is. */
function farTail(r: v128): v128 {
  const above = polynomial(FAR_ABOVE, r);
  const below = polynomial(FAR_BELOW, r);
  return f64x2.div(above, below);
}
