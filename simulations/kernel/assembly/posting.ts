/**
 * From booked to posted: who cancels, who steps in, and on which day the post goes live. Narrows
 * the active draws to those in which the candidate at hand, or a stand-in, posts.
 *
 * @see simulations/README.md, section 9
 */
import {
  a,
  active,
  block,
  canBeBelow,
  dayOffset,
  delayWords,
  isNamed,
  k,
  known,
  line,
  lnFollowers,
  model,
  mostBelow,
  postHash,
  postWords,
  row,
  setLatestDay,
  setStandIns,
  size,
  standIn,
  standInHashes,
  standInCount,
  standIns,
  ticks,
} from './candidate';
import { fill, ROW, splat } from './lanes';
import { CANCELLATION, DELAY, REPLACEMENT_LAG, SHOCK } from './purposes';
import { toNormals } from './quantiles';
import { fillWords, hashMember, standInWords } from './random';

/** Ticks of 84 seconds, as in simulations/world/delays.ts. */
const TICK_BITS: i32 = 10;
const TICKS_PER_DAY: f64 = 1024;

/** i32 per draw: how many the line has booked, and how many of them were posted. */
export const booked: usize = memory.data(1024, 16);
export const posted: usize = memory.data(1024, 16);
/** i32 per draw: how many accounts are asked that accept as large ones do, and as small ones. */
export const askedLarge: usize = memory.data(1024, 16);
export const askedSmall: usize = memory.data(1024, 16);

/** Whether all draws have booked the same number. */
let sameBooked: bool = false;

export function startLine(): i32 {
  let most = 0;
  let least = i32.MAX_VALUE;
  for (let d = 0; d < 256; d++) {
    const count = d < size ? <i32>load<f64>(<usize>line.booked + (<usize>d << 3)) : 0;
    store<i32>(booked + (<usize>d << 2), count);
    if (d < size) least = min(least, count);
    most = max(most, count);
  }
  sameBooked = least == most;
  memory.fill(posted, 0, ROW);
  memory.fill(askedLarge, 0, ROW);
  memory.fill(askedSmall, 0, ROW);
  return most;
}

export function post(): void {
  const onTheAir = isNamed && known(line.isPosted) != 0;
  if (!onTheAir && model.needsOutreach != 0) countOutreach();
  if (!onTheAir && line.cancellation > 0) {
    cancel();
  } else {
    let at: usize = 0;
    do {
      countPosted(at, offeredIn(at));
      at += 16;
    } while (at < ROW);
  }
  planDays(onTheAir);
}

/** In which of four draws the candidate at hand is booked. */
@inline
function offeredIn(at: usize): v128 {
  return i32x4.gt_s(v128.load(at, booked), i32x4.splat(k));
}

/** Masks count as −1. */
@inline
function countPosted(at: usize, posts: v128): void {
  v128.store(at, posts, active);
  v128.store(at, i32x4.sub(v128.load(at, posted), posts), posted);
}

function countOutreach(): void {
  const largeFrom = splat(model.lnAcceptanceLargeFrom);
  let at: usize = 0;
  do {
    const isLarge = f32x4.ge(v128.load(at, lnFollowers), largeFrom);
    const asked = offeredIn(at);
    // Masks count as −1.
    const large = i32x4.sub(v128.load(at, askedLarge), v128.and(asked, isLarge));
    const small = i32x4.sub(v128.load(at, askedSmall), v128.andnot(asked, isLarge));
    v128.store(at, large, askedLarge);
    v128.store(at, small, askedSmall);
    at += 16;
  } while (at < ROW);
}

/** One word says both: of those who cancel, the luckiest are replaced. */
function cancel(): void {
  postWords(a, CANCELLATION);
  const replacement = line.cancellation * model.replacementProbability;
  const mostCancelled = mostBelow(line.cancellation);
  const mostReplaced = mostBelow(replacement);
  const canCancel = canBeBelow(line.cancellation);
  const canReplace = canBeBelow(replacement);
  let count = 0;
  let at: usize = 0;
  do {
    const offered = offeredIn(at);
    const words = v128.load(at, a);
    const unlucky = v128.and(i32x4.le_u(words, mostCancelled), canCancel);
    const cancelled = v128.and(unlucky, offered);
    const replaceable = v128.and(i32x4.le_u(words, mostReplaced), canReplace);
    const replaced = v128.and(replaceable, cancelled);
    v128.store(at, replaced, standIn);
    countPosted(at, v128.or(v128.andnot(offered, cancelled), replaced));
    let lanes = i32x4.bitmask(replaced);
    while (lanes != 0) {
      store<i32>(standIns + (<usize>count << 2), <i32>(at >> 2) + ctz(lanes));
      count++;
      lanes &= lanes - 1;
    }
    at += 16;
  } while (at < ROW);
  setStandIns(count);
}

/** When each post goes live: as planned, late, or by a stand-in. */
function planDays(onTheAir: bool): void {
  fillWords(delayWords, postHash, DELAY);
  const planned = isNamed ? known(line.plannedDay) : NaN;
  if (!isNaN(planned) || sameBooked) {
    const on = isNaN(planned) ? plannedOf(load<i32>(booked)) : planned;
    const whole = i32x4.splat(<i32>wholeTicks(on));
    let at: usize = 0;
    do {
      v128.store(at, onTheAir ? whole : i32x4.add(whole, delaysIn(at)), ticks);
      at += 16;
    } while (at < ROW);
  } else {
    planByCount();
    if (!onTheAir) addDelays();
  }
  if (!onTheAir) addReplacementLags();
  findDays();
}

@inline
function plannedOf(count: i32): f64 {
  return ((<f64>k + 0.5) / <f64>count) * model.flightDays;
}

@inline
function wholeTicks(days: f64): f64 {
  return Math.floor(days * TICKS_PER_DAY);
}

/** As `plannedOf`, where every draw has booked a number of its own. */
function planByCount(): void {
  const position = f64x2.splat(<f64>k + 0.5);
  const flightDays = f64x2.splat(model.flightDays);
  const perDay = f64x2.splat(TICKS_PER_DAY);
  let at: usize = 0;
  do {
    const count = f64x2.convert_low_i32x4_s(v128.load64_zero(at, booked));
    const days = f64x2.mul(f64x2.div(position, count), flightDays);
    const whole = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.mul(days, perDay)));
    v128.store64_lane(at + ticks, whole, 0);
    at += 8;
  } while (at < ROW);
}

function addDelays(): void {
  let at: usize = 0;
  do {
    v128.store(at, i32x4.add(v128.load(at, ticks), delaysIn(at)), ticks);
    at += 16;
  } while (at < ROW);
}

/** Ticks late in four draws. */
@inline
function delaysIn(at: usize): v128 {
  const table = <usize>model.delayTicks;
  const cells = i32x4.shl(i32x4.shr_u(v128.load(at, delayWords), 19), 2);
  const low = i64x2.extract_lane(cells, 0);
  const high = i64x2.extract_lane(cells, 1);
  let late = v128.load32_zero(table + <usize><u32>low);
  late = v128.load32_lane(table + <usize>(low >>> 32), late, 1);
  late = v128.load32_lane(table + <usize><u32>high, late, 2);
  return v128.load32_lane(table + <usize>(high >>> 32), late, 3);
}

function addReplacementLags(): void {
  for (let s = 0; s < standInCount; s += 4) {
    const words = standInWords(standInHashes, s, REPLACEMENT_LAG);
    const cells = i32x4.shr_u(words, 19);
    addLag(s, i32x4.extract_lane(cells, 0));
    addLag(s + 1, i32x4.extract_lane(cells, 1));
    addLag(s + 2, i32x4.extract_lane(cells, 2));
    addLag(s + 3, i32x4.extract_lane(cells, 3));
  }
}

@inline
function addLag(s: i32, cell: i32): void {
  if (s >= standInCount) return;
  const at = <usize>load<i32>(standIns + (<usize>s << 2)) << 2;
  const lag = load<i32>(<usize>model.lagTicks + (<usize>cell << 2));
  store<i32>(at, load<i32>(at, ticks) + lag, ticks);
}

/** Finds the days of the posts among those that shocks are kept for, and draws what is missing. */
function findDays(): void {
  const first = i32x4.splat(<i32>model.firstDay);
  const last = i32x4.splat(<i32>model.dayCount - 1);
  const zero = i32x4.splat(0);
  let earliest = last;
  let latest = zero;
  let latestTick = zero;
  let at: usize = 0;
  do {
    const day = i32x4.sub(i32x4.shr_s(v128.load(at, ticks), TICK_BITS), first);
    const position = i32x4.max_s(i32x4.min_s(day, last), zero);
    const posts = v128.load(at, active);
    earliest = i32x4.min_s(earliest, v128.bitselect(position, last, posts));
    latest = i32x4.max_s(latest, v128.and(position, posts));
    latestTick = i32x4.max_s(latestTick, v128.and(v128.load(at, ticks), posts));
    v128.store(at, v128.and(i32x4.shl(position, 10), posts), dayOffset);
    at += 16;
  } while (at < ROW);
  const from = least(earliest);
  const to = most(latest);
  // Posts may be later than the last day that has shocks of its own.
  setLatestDay((most(latestTick) >> TICK_BITS) + 1);
  for (let position = from; position <= to; position++) {
    const drawn = <usize>row.daysDrawn + (<usize>position << 2);
    if (load<i32>(drawn) == block + 1) continue;
    store<i32>(drawn, block + 1);
    drawDay(position);
  }
}

function least(x: v128): i32 {
  return min(
    min(i32x4.extract_lane(x, 0), i32x4.extract_lane(x, 1)),
    min(i32x4.extract_lane(x, 2), i32x4.extract_lane(x, 3)),
  );
}

function most(x: v128): i32 {
  return max(
    max(i32x4.extract_lane(x, 0), i32x4.extract_lane(x, 1)),
    max(i32x4.extract_lane(x, 2), i32x4.extract_lane(x, 3)),
  );
}

const dayHash: usize = memory.data(64, 16);

function drawDay(position: i32): void {
  const out = <usize>row.days + <usize>position * ROW;
  if (row.daySd == 0) {
    fill(out, 0);
    return;
  }
  const day = position + <i32>model.firstDay;
  hashMember(dayHash, <i32>row.dayHigh, <i32>row.dayLow, day, block);
  fillWords(out, dayHash, SHOCK);
  toNormals(out, <usize>model.normals, row.daySd);
}
