/**
 * Whom the placement at hand reaches: the wanted share of its audience, and the pools of people
 * that unique reach is counted in.
 *
 * @see simulations/README.md, section 10
 */
import {
  a,
  influencerWords,
  isNamed,
  k,
  known,
  line,
  model,
  reach,
  standIn,
  standInCount,
  wanted,
} from './candidate';
import { add, exp, fill, ln, mulAdd, one, ROW, ROW64, splat } from './lanes';
import { AUDIENCE } from './purposes';
import { origin, quantileOfFour } from './quantiles';

/** Share of the audience at hand that is wanted. */
export function drawWantedShare(): void {
  const measured = isNamed ? known(line.wantedShare) : NaN;
  const isFixed = line.wantedWords == 0;
  if (!isNaN(measured) && (standInCount == 0 || isFixed)) {
    fill(wanted, measured);
    return;
  }
  if (isFixed) {
    fill(wanted, line.wantedMean);
    return;
  }
  influencerWords(wanted, AUDIENCE);
  const table = origin(<usize>line.wantedWords);
  const value = splat(measured);
  const isMeasured = !isNaN(measured);
  let at: usize = 0;
  do {
    const share = exp(quantileOfFour(table, v128.load(at, wanted)));
    const chosen = isMeasured ? v128.bitselect(share, value, v128.load(at, standIn)) : share;
    v128.store(at, chosen, wanted);
    at += 16;
  } while (at < ROW);
}

/** Adds the placement at hand to the pools of people that it reaches. */
export function addToPools(): void {
  if (!isNamed) {
    addWeights(<usize>line.poolWLanes, <usize>line.poolW, reach, 1 / model.universe, 1, 2);
  } else {
    const from = load<i32>(<usize>line.poolStart + (<usize>k << 2));
    const to = load<i32>(<usize>line.poolStart + (<usize>k << 2), 4);
    for (let i = from; i < to; i++) {
      const pool = <usize>load<i32>(<usize>line.poolOf + (<usize>i << 2));
      const isCell = load<i32>(<usize>line.poolCapped + (pool << 2)) != 0;
      addWeights(
        <usize>line.poolWLanes + pool * ROW,
        <usize>line.poolW + pool * ROW64,
        reach,
        load<f64>(<usize>line.poolWeight + (<usize>i << 3)),
        isCell ? model.cellCap : 1,
        load<i32>(<usize>line.poolOverlap + (pool << 2)),
      );
    }
  }
  if (model.needsTarget == 0) return;
  const pool = isNamed ? <usize>load<i32>(<usize>line.targetPoolOf + (<usize>k << 2)) : 0;
  let at: usize = 0;
  do {
    v128.store(at, f32x4.mul(v128.load(at, reach), v128.load(at, wanted)), people);
    at += 16;
  } while (at < ROW);
  addWeights(
    <usize>line.targetWLanes + pool * ROW,
    <usize>line.targetW + pool * ROW64,
    people,
    1 / model.targetPeople,
    model.cellCap,
    load<i32>(<usize>line.targetOverlap + (pool << 2)),
  );
}

const people: usize = memory.data(1024, 16);

/** Below the first two the series are exact to 1e-7; above the third, e^x leaves the range of f32. */
const MOST_P: f32 = 0.125;
const MOST_X: f32 = 0.25;
const HUGE_X: f32 = 80;

/**
 * Adds w = θ[(1 − p)^(−1/θ) − 1] of p = min(cap, reached·weight), θ = 1 ÷ (κ − 1).
 *
 * @param sum - f32, to which it is added
 * @param exactSum - f64, for what has no room in f32
 * @param overlap - which κ: 0 same niche, 1 across niches, 2 unknown niche
 */
function addWeights(
  sum: usize,
  exactSum: usize,
  reached: usize,
  weight: f64,
  cap: f64,
  overlap: i32,
): void {
  const factor = splat(weight);
  const most = splat(cap);
  const excess = <usize>model.excess + <usize>overlap * ROW;
  let at: usize = 0;
  do {
    const p = f32x4.pmin(f32x4.mul(v128.load(reached + at), factor), most);
    v128.store(at, evenWeight(p), a);
    at += 16;
  } while (at < ROW);
  at = 0;
  do {
    const even = v128.load(at, a);
    const x = f32x4.mul(even, v128.load(excess + at));
    const isHuge = f32x4.gt(x, f32x4.splat(HUGE_X));
    let w = f32x4.mul(even, growth(x));
    if (v128.any_true(isHuge)) {
      w = v128.andnot(w, isHuge);
      let lanes = i32x4.bitmask(isHuge);
      while (lanes != 0) {
        const lane = <usize>ctz(lanes) << 2;
        lanes &= lanes - 1;
        addHuge(exactSum + ((at + lane) << 1), reached + at + lane, excess + at + lane, weight, cap);
      }
    }
    add(sum + at, w);
    at += 16;
  } while (at < ROW);
}

function addHuge(sum: usize, reached: usize, excess: usize, weight: f64, cap: f64): void {
  const even = -Math.log1p(-Math.min(<f64>load<f32>(reached) * weight, cap));
  const theta = 1 / <f64>load<f32>(excess);
  store<f64>(sum, load<f64>(sum) + theta * Math.expm1(even / theta));
}

/** −ln(1 − p). */
@inline
function evenWeight(p: v128): v128 {
  let series = mulAdd(f32x4.splat(0.125), p, f32x4.splat(0.14285714285714285));
  series = mulAdd(series, p, f32x4.splat(0.16666666666666666));
  series = mulAdd(series, p, f32x4.splat(0.2));
  series = mulAdd(series, p, f32x4.splat(0.25));
  series = mulAdd(series, p, f32x4.splat(0.3333333333333333));
  series = mulAdd(series, p, f32x4.splat(0.5));
  series = mulAdd(f32x4.mul(series, p), p, p);
  const isLarge = f32x4.gt(p, f32x4.splat(MOST_P));
  if (!v128.any_true(isLarge)) return series;
  return v128.bitselect(f32x4.neg(ln(f32x4.sub(one(), p))), series, isLarge);
}

/** (e^x − 1) ÷ x, x ≥ 0. */
@inline
function growth(x: v128): v128 {
  let series = mulAdd(f32x4.splat(0.008333333333333333), x, f32x4.splat(0.041666666666666664));
  series = mulAdd(series, x, f32x4.splat(0.16666666666666666));
  series = mulAdd(series, x, f32x4.splat(0.5));
  series = mulAdd(series, x, one());
  const isLarge = f32x4.gt(x, f32x4.splat(MOST_X));
  if (!v128.any_true(isLarge)) return series;
  return v128.bitselect(f32x4.div(f32x4.sub(exp(x), one()), x), series, isLarge);
}
