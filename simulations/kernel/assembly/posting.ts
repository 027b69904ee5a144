/**
 * From booked to posted: who cancels, who steps in, and on which day the post goes live. Narrows
 * the active draws to those in which the candidate at hand, or a stand-in, posts.
 *
 * @see simulations/README.md, section 9
 */
import {
  a,
  active,
  b,
  below,
  block,
  c,
  day,
  dayAt,
  fourBelow,
  isNamed,
  k,
  known,
  line,
  lnFollowers,
  member,
  model,
  postHigh,
  postLow,
  postWords,
  row,
  setStandIns,
  size,
  standIn,
  standInCount,
  standIns,
} from './candidate';
import { exp64 } from './elementary';
import { fill, ROW, splat } from './lanes';
import { CANCELLATION, DELAY, REPLACEMENT, REPLACEMENT_LAG, SHOCK } from './purposes';
import { quantileOf, quantileOfFour, origin } from './quantiles';
import { fillWords, standInWords } from './random';

/** i32 per draw: how many the line has booked, and how many of them were posted. */
export const booked: usize = memory.data(1024, 16);
export const posted: usize = memory.data(1024, 16);
/** f32 sums of the line that posting adds to. */
export const outreach: usize = memory.data(1024, 16);

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
  memory.fill(outreach, 0, ROW);
  return most;
}

export function post(): void {
  const onTheAir = isNamed && known(line.isPosted) != 0;
  const position = i32x4.splat(k);
  for (let at: usize = 0; at < ROW; at += 16) {
    v128.store(active + at, i32x4.gt_s(v128.load(booked + at), position));
  }
  if (!onTheAir) {
    countOutreach();
    if (line.cancellation > 0) cancel();
  }
  for (let at: usize = 0; at < ROW; at += 16) {
    v128.store(posted + at, i32x4.sub(v128.load(posted + at), v128.load(active + at)));
  }
  planDays(onTheAir);
}

function countOutreach(): void {
  const largeFrom = splat(model.lnAcceptanceLargeFrom);
  const large = <usize>model.perAcceptanceLarge;
  const small = <usize>model.perAcceptanceSmall;
  for (let at: usize = 0; at < ROW; at += 16) {
    const isLarge = f32x4.ge(v128.load(lnFollowers + at), largeFrom);
    const asked = v128.bitselect(v128.load(large + at), v128.load(small + at), isLarge);
    const before = v128.load(outreach + at);
    v128.store(outreach + at, f32x4.add(before, v128.and(asked, v128.load(active + at))));
  }
}

function cancel(): void {
  postWords(a, CANCELLATION);
  postWords(b, REPLACEMENT);
  let count = 0;
  for (let at: usize = 0; at < ROW; at += 16) {
    const offered = v128.load(active + at);
    const cancelled = v128.and(fourBelow(v128.load(a + at), line.cancellation), offered);
    if (!v128.any_true(cancelled)) {
      v128.store(standIn + at, i32x4.splat(0));
      continue;
    }
    const replaced = v128.and(
      fourBelow(v128.load(b + at), model.replacementProbability),
      cancelled,
    );
    v128.store(standIn + at, replaced);
    v128.store(active + at, v128.or(v128.andnot(offered, cancelled), replaced));
    let lanes = i32x4.bitmask(replaced);
    while (lanes != 0) {
      store<i32>(standIns + (<usize>count << 2), <i32>(at >> 2) + ctz(lanes));
      count++;
      lanes &= lanes - 1;
    }
  }
  setStandIns(count);
}

/** The day of the flight that each post goes live on, as planned, late, or by a stand-in. */
function planDays(onTheAir: bool): void {
  const planned = isNamed ? known(line.plannedDay) : NaN;
  if (!isNaN(planned) || sameBooked) {
    const on = isNaN(planned) ? plannedOf(load<i32>(booked)) : planned;
    const position = positionOf(on);
    for (let at: usize = 0; at < ROW; at += 16) v128.store(dayAt + at, i32x4.splat(position));
    for (let at: usize = 0; at < 2 * ROW; at += 16) v128.store(day + at, f64x2.splat(on));
  } else {
    for (let d = 0; d < size; d++) {
      if (load<i32>(active + (<usize>d << 2)) != 0) setDay(d, plannedOf(load<i32>(booked + (<usize>d << 2))));
    }
  }
  if (onTheAir) return;
  if (model.onTime < 1) addDelays();
  addReplacementLags();
}

@inline
function plannedOf(count: i32): f64 {
  return ((<f64>k + 0.5) / <f64>count) * model.flightDays;
}

function addDelays(): void {
  fillWords(c, DELAY, postHigh, postLow, member, block);
  const onTime = model.onTime;
  const late = onTime * 4294967296;
  const table = <usize>model.delayWords;
  for (let at: usize = 0; at < ROW; at += 16) {
    const words = v128.load(c + at);
    const isLate = v128.andnot(v128.load(active + at), fourBelow(words, onTime));
    let lanes = i32x4.bitmask(isLate);
    while (lanes != 0) {
      const d = <i32>(at >> 2) + ctz(lanes);
      lanes &= lanes - 1;
      const word = <f64>load<u32>(c + (<usize>d << 2));
      // The late part of the words, stretched over all of them.
      const stretched = Math.floor((word + 0.5 - late) / (1 - onTime));
      const rest = <u32>Math.min(stretched, 4294967295);
      setDay(d, dayOf(d) + model.delayScale * quantileOf(table, rest));
    }
  }
}

function addReplacementLags(): void {
  for (let s = 0; s < standInCount; s += 4) {
    const draws = v128.load(standIns + (<usize>s << 2));
    const words = standInWords(REPLACEMENT_LAG, postHigh, postLow, member, block, draws);
    addLag(s, i32x4.extract_lane(words, 0));
    addLag(s + 1, i32x4.extract_lane(words, 1));
    addLag(s + 2, i32x4.extract_lane(words, 2));
    addLag(s + 3, i32x4.extract_lane(words, 3));
  }
}

function addLag(s: i32, word: u32): void {
  if (s >= standInCount) return;
  const d = load<i32>(standIns + (<usize>s << 2));
  const z = quantileOf(<usize>model.normalWords, word);
  setDay(d, dayOf(d) + model.lagMedian * exp64(model.lagLnSd * z));
}

@inline
function dayOf(d: i32): f64 {
  return load<f64>(day + (<usize>d << 3));
}

@inline
function setDay(d: i32, value: f64): void {
  store<f64>(day + (<usize>d << 3), value);
  store<i32>(dayAt + (<usize>d << 2), positionOf(value));
}

/** Position of a day among those that shocks are kept for; draws them when it is the first to ask. */
@inline
function positionOf(value: f64): i32 {
  const position = <i32>Math.min(Math.max(Math.floor(value) - model.firstDay, 0), model.dayCount - 1);
  const drawn = <usize>row.daysDrawn + (<usize>position << 2);
  if (load<i32>(drawn) != block + 1) {
    store<i32>(drawn, block + 1);
    drawDay(position);
  }
  return position;
}

function drawDay(position: i32): void {
  const out = <usize>row.days + <usize>position * ROW;
  if (row.daySd == 0) {
    fill(out, 0);
    return;
  }
  // A day of the flight is its own person: the same shock in every scenario.
  fillWords(
    out,
    SHOCK,
    <i32>row.dayHigh,
    <i32>row.dayLow,
    position + <i32>model.firstDay,
    block,
  );
  const from = origin(<usize>model.normals);
  const sd = splat(row.daySd);
  for (let at: usize = 0; at < ROW; at += 16) {
    v128.store(out + at, f32x4.mul(sd, quantileOfFour(from, v128.load(out + at))));
  }
}
