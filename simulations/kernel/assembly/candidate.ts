/** The candidate at hand: who it is, and scratch arrays with one value per draw. */
import { ROW, splat } from './lanes';
import { Line, Model, Row } from './layout';
import { normalOfFour, origin, toNormals } from './quantiles';
import { fillWords, HASH, hashMember, hashStandIns, standInWords } from './random';

/** Looks at the host's signal, which throws when the run is to stop. */
@external('env', 'stopIfAsked')
declare function stopIfAsked(): void;

/** How often a long line looks at the signal. */
const CANDIDATES_PER_LOOK: i32 = 256;

export let model: Model = changetype<Model>(0);
export let line: Line = changetype<Line>(0);
export let row: Row = changetype<Row>(0);
export let block: i32 = 0;
/** Number of draws of the block. */
export let size: i32 = 0;

/** Hashes of the influencer and of the post at hand, from which their words come. */
export const influencerHash: usize = memory.data(64, 16);
const ownPostHash: usize = memory.data(64, 16);
export let postHash: usize = influencerHash;
/** Hashes of the stand-ins. */
export const standInHashes: usize = memory.data(2048 + 32, 16);
let postHigh: i32 = 0;
let postLow: i32 = 0;
let member: i32 = 0;
/** Whether it is a named profile. */
export let isNamed: bool = false;
/** Position in its line. */
export let k: i32 = 0;

/** i32 masks: draws in which it takes part, and among them those in which a stand-in does. */
export const active: usize = memory.data(1024, 16);
export const standIn: usize = memory.data(1024, 16);
/** Draws with a stand-in (i32), and how many there are. */
export const standIns: usize = memory.data(1024 + 16, 16);
export let standInCount: i32 = 0;

export const lnFollowers: usize = memory.data(1024, 16);
/** Dearness for the size, in sds. */
export const dearness: usize = memory.data(1024, 16);
/** ln effects: of the account on reach and engagement, of the post on reach and engagement. */
export const u: usize = memory.data(1024, 16);
export const w: usize = memory.data(1024, 16);
export const v: usize = memory.data(1024, 16);
export const y: usize = memory.data(1024, 16);
/** What engagements, shares and clicks are taken from: reach, or views. */
export const base: usize = memory.data(1024, 16);
export const reach: usize = memory.data(1024, 16);
export const engagementRate: usize = memory.data(1024, 16);
/** Share of the audience that is wanted. */
export const wanted: usize = memory.data(1024, 16);
/** When it is posted, in ticks from the start of the flight, and where that day's shocks are (i32). */
export const ticks: usize = memory.data(1024, 16);
export const dayOffset: usize = memory.data(1024, 16);
/** By the beginning of which day it is posted in all draws. */
export let latestDay: i32 = 0;
/** Words of the delay: its cell, and in their last 19 bits whether the post goes viral. */
export const delayWords: usize = memory.data(1024, 16);
/** f32 or word scratch. */
export const a: usize = memory.data(1024, 16);
export const b: usize = memory.data(1024, 16);
export const c: usize = memory.data(1024, 16);

/** Whether the host hears of every placement. */
export let isRecorded: bool = false;

/** Tells the host of every placement from now on; what it is paid then is paid as it is posted. */
export function recordPlacements(): void {
  isRecorded = true;
}

export function setModel(address: usize): void {
  model = changetype<Model>(address);
}

export function setBlock(index: i32, draws: i32): void {
  block = index;
  size = draws;
}

export function setLine(address: usize): void {
  line = changetype<Line>(address);
  row = changetype<Row>(<usize>line.row);
  isNamed = line.size > 0;
}

/** Makes candidate `at` of the line the one at hand, with no stand-ins. */
export function take(at: i32): void {
  if (at % CANDIDATES_PER_LOOK == CANDIDATES_PER_LOOK - 1) stopIfAsked();
  k = at;
  standInCount = 0;
  if (!isNamed) {
    postHigh = <i32>line.identityHigh;
    postLow = <i32>line.identityLow;
    member = at;
    hashMember(influencerHash, postHigh, postLow, member, block);
    postHash = influencerHash;
    return;
  }
  const pair = <usize>at << 3;
  const influencer = <usize>line.influencer + pair;
  hashMember(influencerHash, load<i32>(influencer), load<i32>(influencer, 4), 0, block);
  postHigh = load<i32>(<usize>line.post + pair);
  postLow = load<i32>(<usize>line.post + pair, 4);
  member = 0;
  hashMember(ownPostHash, postHigh, postLow, member, block);
  postHash = ownPostHash;
}

/** A column of the named profiles at the candidate at hand. */
@inline
export function known(column: f64): f64 {
  return load<f64>(<usize>column + (<usize>k << 3));
}

export function setLatestDay(day: i32): void {
  latestDay = day;
}

export function setStandIns(count: i32): void {
  standInCount = count;
  hashStandIns(standInHashes, postHigh, postLow, member, block, standIns, count);
}

/** Words of the influencer at hand; a stand-in brings its own. */
export function influencerWords(out: usize, purpose: i32): void {
  fillWords(out, influencerHash, purpose);
  overwriteWords(out, purpose);
}

/** Words of the post at hand; a stand-in brings its own. */
export function postWords(out: usize, purpose: i32): void {
  fillWords(out, postHash, purpose);
  overwriteWords(out, purpose);
}

function overwriteWords(out: usize, purpose: i32): void {
  for (let s = 0; s < standInCount; s += 4) {
    scatterToStandIns(out, s, standInWords(standInHashes, s, purpose));
  }
}

/** Normals with mean 0 of the influencer at hand. */
export function influencerNormals(out: usize, sd: f64, purpose: i32): void {
  influencerWords(out, purpose);
  toNormals(out, <usize>model.normals, sd);
}

/** Normals with mean 0 of the post at hand. */
export function postNormals(out: usize, sd: f64, purpose: i32): void {
  postWords(out, purpose);
  toNormals(out, <usize>model.normals, sd);
}

/** Normals of the stand-ins alone. */
export function standInNormals(out: usize, sd: f64, purpose: i32): void {
  const from = origin(<usize>model.normals);
  const scale = splat(sd);
  for (let s = 0; s < standInCount; s += 4) {
    const words = standInWords(standInHashes, s, purpose);
    scatterToStandIns(out, s, f32x4.mul(scale, normalOfFour(from, words)));
  }
}

/** Writes the values of four stand-ins, or how many there are, from the s-th on. */
@inline
export function scatterToStandIns(out: usize, s: i32, values: v128): void {
  const draws = v128.load(standIns + (<usize>s << 2));
  const count = standInCount - s;
  v128.store32_lane(out + (<usize>i32x4.extract_lane(draws, 0) << 2), values, 0);
  if (count > 1) v128.store32_lane(out + (<usize>i32x4.extract_lane(draws, 1) << 2), values, 1);
  if (count > 2) v128.store32_lane(out + (<usize>i32x4.extract_lane(draws, 2) << 2), values, 2);
  if (count > 3) v128.store32_lane(out + (<usize>i32x4.extract_lane(draws, 3) << 2), values, 3);
}

/** Whether u < p for a word: (word + ½) < p·2³². */
@inline
export function below(word: u32, p: f64): bool {
  return <f64>word + 0.5 < p * 4294967296;
}

/**
 * The largest word for which u < p, in four lanes: word + ½ < p·2³² is word ≤ ⌈p·2³² − ½⌉ − 1.
 *
 * @param p - 0 is taken for a smallest probability: ask canBeBelow, too
 */
@inline
export function mostBelow(p: f64): v128 {
  const most = Math.ceil(p * 4294967296 - 0.5) - 1;
  return i32x4.splat(<i32><u32>Math.min(most, 4294967295));
}

/** The smallest of a block's words, each in those bits that a mask has. */
export function leastWord(words: usize, mask: i32): u32 {
  const bits = i32x4.splat(mask);
  let first = i32x4.splat(-1);
  let second = first;
  let at: usize = 0;
  do {
    first = i32x4.min_u(first, v128.and(v128.load(words + at), bits));
    second = i32x4.min_u(second, v128.and(v128.load(words + at, 16), bits));
    at += 32;
  } while (at < ROW);
  first = i32x4.min_u(first, second);
  first = i32x4.min_u(first, v128.shuffle<i32>(first, first, 2, 3, 0, 1));
  first = i32x4.min_u(first, v128.shuffle<i32>(first, first, 1, 0, 3, 2));
  return i32x4.extract_lane(first, 0);
}

/** Whether u < p for any word, as a mask. */
@inline
export function canBeBelow(p: f64): v128 {
  return i32x4.splat(below(0, p) ? -1 : 0);
}

/** Copies f64 values into lanes. */
export function demote(out: usize, values: usize): void {
  let at: usize = 0;
  do {
    const low = f32x4.demote_f64x2_zero(v128.load(values + (at << 1)));
    const high = f32x4.demote_f64x2_zero(v128.load(values + (at << 1), 16));
    v128.store(out + at, v128.shuffle<i32>(low, high, 0, 1, 4, 5));
    at += 16;
  } while (at < ROW);
}
