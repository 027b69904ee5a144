/** Poisson counts with the operations of simulations/math/counts.ts and normal.ts, so with their bits. */
import { exp64 } from './elementary';
import { areBetween, log64 } from './logarithms';

const SEARCH_BELOW: f64 = 40;
const CENTRE: f64 = 0.425;

/** One count per draw. @param counts - f64, as the means and the uniforms */
export function poissons(counts: usize, means: usize, uniforms: usize, size: i32): void {
  for (let at: usize = 0; at < <usize>size << 3; at += 16) {
    const mean = v128.load(means + at);
    const uniform = v128.load(uniforms + at);
    if (areBetween(mean, SEARCH_BELOW, Infinity)) {
      v128.store(counts + at, expansionOfTwo(mean, uniform));
      continue;
    }
    store<f64>(counts + at, poisson(load<f64>(means + at), load<f64>(uniforms + at)));
    store<f64>(counts + at, poisson(load<f64>(means + at, 8), load<f64>(uniforms + at, 8)), 8);
  }
}

function poisson(mean: f64, uniform: f64): f64 {
  if (!(mean > 0)) return 0;
  if (mean >= SEARCH_BELOW) return expansion(mean, uniform);
  let term = exp64(-mean);
  let below = term;
  let count: f64 = 0;
  while (uniform > below && count < 200) {
    count++;
    term *= mean / count;
    below += term;
  }
  return count;
}

function expansion(mean: f64, uniform: f64): f64 {
  return f64x2.extract_lane(expansionOfTwo(f64x2.splat(mean), f64x2.splat(uniform)), 0);
}

/** Giles' expansion of two counts. */
@inline
function expansionOfTwo(mean: v128, uniform: v128): v128 {
  const w = normalOfTwo(uniform);
  const root = f64x2.sqrt(mean);
  const w2 = f64x2.mul(w, w);
  const cubed = f64x2.mul(w2, w);
  let x = f64x2.add(mean, f64x2.mul(root, w));
  x = f64x2.add(x, f64x2.add(f64x2.splat(1.0 / 3), f64x2.div(w2, f64x2.splat(6))));
  const third = f64x2.sub(
    f64x2.div(f64x2.neg(w), f64x2.splat(36)),
    f64x2.div(cubed, f64x2.splat(72)),
  );
  x = f64x2.add(x, f64x2.div(third, root));
  let fourth = f64x2.add(f64x2.splat(-8.0 / 405), f64x2.mul(f64x2.splat(7.0 / 810), w2));
  fourth = f64x2.add(fourth, f64x2.div(f64x2.mul(w2, w2), f64x2.splat(270)));
  x = f64x2.add(x, f64x2.div(fourth, mean));
  return f64x2.max(f64x2.splat(0), f64x2.floor(x));
}

/** Standard normal quantiles: AS241. */
@inline
function normalOfTwo(p: v128): v128 {
  const q = f64x2.sub(p, f64x2.splat(0.5));
  const isCentral = f64x2.le(f64x2.abs(q), f64x2.splat(CENTRE));
  if (!v128.any_true(isCentral)) return normalTails(p, q);
  const central = centre(q);
  if (i64x2.all_true(isCentral)) return central;
  return v128.bitselect(central, normalTails(p, q), isCentral);
}

@inline
function horner(sum: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, r), f64x2.splat(coefficient));
}

@inline
function centre(q: v128): v128 {
  const r = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q));
  let above = horner(f64x2.splat(2509.0809287301227), r, 33430.57558358813);
  above = horner(above, r, 67265.7709270087);
  above = horner(above, r, 45921.95393154987);
  above = horner(above, r, 13731.69376550946);
  above = horner(above, r, 1971.5909503065513);
  above = horner(above, r, 133.14166789178438);
  above = horner(above, r, 3.3871328727963665);
  let below = horner(f64x2.splat(5226.495278852546), r, 28729.085735721943);
  below = horner(below, r, 39307.89580009271);
  below = horner(below, r, 21213.794301586597);
  below = horner(below, r, 5394.196021424751);
  below = horner(below, r, 687.1870074920579);
  below = horner(below, r, 42.31333070160091);
  below = horner(below, r, 1);
  return f64x2.div(f64x2.mul(q, above), below);
}

/** Of those beyond the centre; the others' lanes hold anything. */
function normalTails(p: v128, q: v128): v128 {
  const first = tail(f64x2.extract_lane(p, 0), f64x2.extract_lane(q, 0));
  const second = tail(f64x2.extract_lane(p, 1), f64x2.extract_lane(q, 1));
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

function tail(p: f64, q: f64): f64 {
  if (abs(q) <= CENTRE) return 0;
  const z = upperTailQuantile(q < 0 ? p : 1 - p);
  return q < 0 ? -z : z;
}

function upperTailQuantile(p: f64): f64 {
  let r = sqrt(-log64(p));
  if (r <= 5) {
    r -= 1.6;
    return (
      (((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r +
        1.2704582524523684) *
        r +
        3.6478483247632045) *
        r +
        5.769497221460691) *
        r +
        4.630337846156546) *
        r +
        1.4234371107496835) /
      (((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r +
        0.14810397642748008) *
        r +
        0.6897673349851) *
        r +
        1.6763848301838038) *
        r +
        2.053191626637759) *
        r +
        1)
    );
  }
  r -= 5;
  return (
    (((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r +
      0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
      6.657904643501103) /
    (((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r +
      0.0007868691311456133) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
      1)
  );
}
