/** Sums over a line's placements: f32 while a few hundred are added, then f64. */
import { isNamed, line, model, row } from './candidate';
import { ROW, ROW64 } from './lanes';
import { askedLarge, askedSmall, posted } from './posting';

export const reach: usize = memory.data(1024, 16);
export const positiveRate: usize = memory.data(1024, 16);
export const negativeRate: usize = memory.data(1024, 16);
export const shareRate: usize = memory.data(1024, 16);
export const viralShareRate: usize = memory.data(1024, 16);
export const clickRate: usize = memory.data(1024, 16);
export const conversionRate: usize = memory.data(1024, 16);

/** How many placements are added up before their sums move on to f64. */
export const PLACEMENTS_PER_FLUSH: i32 = 256;

export function clearSums(): void {
  memory.fill(reach, 0, ROW);
  memory.fill(positiveRate, 0, ROW);
  memory.fill(negativeRate, 0, ROW);
  memory.fill(shareRate, 0, ROW);
  memory.fill(viralShareRate, 0, ROW);
  memory.fill(clickRate, 0, ROW);
  memory.fill(conversionRate, 0, ROW);
  const pools = <usize>line.poolCount * ROW;
  const targets = <usize>line.targetPoolCount * ROW;
  memory.fill(<usize>line.poolWLanes, 0, pools);
  memory.fill(<usize>line.poolAmplifiedLanes, 0, pools);
  memory.fill(<usize>line.targetWLanes, 0, targets);
  memory.fill(<usize>line.targetAmplifiedLanes, 0, targets);
}

export function flushSums(): void {
  let at: usize = 0;
  do {
    const count = f64x2.convert_low_i32x4_s(v128.load64_zero(posted + at));
    const sum = <usize>line.posted + (at << 1);
    v128.store(sum, f64x2.add(v128.load(sum), count));
    at += 8;
  } while (at < ROW);
  memory.fill(posted, 0, ROW);
  if (model.needsReach == 0) return;
  flush(<usize>line.reach, reach, ROW);
  flush(<usize>line.positiveRate, positiveRate, ROW);
  flush(<usize>line.negativeRate, negativeRate, ROW);
  if (model.needsShares != 0) {
    flush(<usize>line.shareRate, shareRate, ROW);
    flush(<usize>line.viralShareRate, viralShareRate, ROW);
  }
  if (model.needsClicks != 0) {
    flush(<usize>line.clickRate, clickRate, ROW);
    flush(<usize>line.conversionRate, conversionRate, ROW);
  }
  const pools = <usize>line.poolCount * ROW;
  const targets = <usize>line.targetPoolCount * ROW;
  flush(<usize>line.poolW, <usize>line.poolWLanes, pools);
  flush(<usize>line.poolAmplified, <usize>line.poolAmplifiedLanes, pools);
  flush(<usize>line.targetW, <usize>line.targetWLanes, targets);
  flush(<usize>line.targetAmplified, <usize>line.targetAmplifiedLanes, targets);
}

/** What follows from the sums of a whole line. */
export function deriveSums(): void {
  if (model.needsOutreach != 0) deriveOutreach();
  if (model.needsReach == 0) return;
  const viewsPerPerson = f64x2.splat(row.viewsPerPerson);
  const universe = f64x2.splat(model.universe);
  let at: usize = 0;
  do {
    const people = v128.load(<usize>line.reach + at);
    const views = f64x2.mul(people, viewsPerPerson);
    v128.store(<usize>line.views + at, views);
    v128.store(<usize>line.base + at, row.basedOnViews != 0 ? views : people);
    if (!isNamed) {
      const amplified = f64x2.div(v128.load(<usize>line.viralShareRate + at), universe);
      v128.store(<usize>line.poolAmplified + at, amplified);
    }
    at += 16;
  } while (at < ROW64);
}

/** Offers ÷ acceptance, in f64: hardly anybody may accept. */
function deriveOutreach(): void {
  let d: usize = 0;
  do {
    const at = d << 3;
    const large = <f64>load<i32>(askedLarge + (d << 2));
    const small = <f64>load<i32>(askedSmall + (d << 2));
    const ofLarge = large / load<f64>(<usize>model.acceptanceLarge + at);
    const ofSmall = small / load<f64>(<usize>model.acceptanceSmall + at);
    store<f64>(<usize>line.outreach + at, ofLarge + ofSmall);
    d++;
  } while (d < 256);
}

function flush(sum: usize, lanes: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const values = v128.load(lanes + at);
    v128.store(lanes + at, f32x4.splat(0));
    const low = sum + (at << 1);
    v128.store(low, f64x2.add(v128.load(low), f64x2.promote_low_f32x4(values)));
    const upper = f64x2.promote_low_f32x4(v128.shuffle<i32>(values, values, 2, 3, 2, 3));
    v128.store(low, f64x2.add(v128.load(low, 16), upper), 16);
  }
}
