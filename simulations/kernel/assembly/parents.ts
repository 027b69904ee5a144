/** What sharers inherit from the posts that they pass on: the engagement noise y of each. */
import { differsByDraw, spreadOfFour } from './account-spread';
import { a, active, isNamed, k, lnFollowers, model, postNormals, row, size, y } from './candidate';
import { mulAdd, ROW, splat } from './lanes';
import { PARENT_SPLIT } from './purposes';

/** i32 per draw: the creator whose post the sharer at hand passes on. */
const parent: usize = memory.data(1024, 16);

/**
 * Keeps y of the creator at hand in each world; 0 where the post is not there. What was drawn as a
 * sum is split: y given the sum is normal.
 */
export function rememberParentEffects(): void {
  const room = <i32>model.parentRoom;
  if (room == 0) return;
  const own = isNamed ? y : splitY();
  const effects = <usize>model.parentEffects;
  const creators = <usize>model.creators;
  const first = load<i32>(creators);
  if (allAre(creators, first)) {
    if (first + k >= room) return;
    const out = effects + <usize>(first + k) * ROW;
    let at: usize = 0;
    do {
      v128.store(out + at, v128.and(v128.load(own + at), v128.load(at, active)));
      at += 16;
    } while (at < ROW);
    return;
  }
  for (let d = 0; d < size; d++) {
    const at = <usize>d << 2;
    if (load<i32>(at, active) == 0) continue;
    const creator = load<i32>(creators + at) + k;
    if (creator < room) store<f32>(effects + <usize>creator * ROW + at, load<f32>(own + at));
  }
}

/** y of the post, of which only the sum with the account's effect was drawn. */
function splitY(): usize {
  const ofInfluencer = row.engagementInfluencerSd;
  const ofPost = row.engagementPostSd;
  const variance = ofInfluencer * ofInfluencer + ofPost * ofPost;
  if (variance == 0) return y;
  if (differsByDraw(row.engagementInfluencerSdSlope)) return splitYBySize(ofPost);
  postNormals(a, (ofInfluencer * ofPost) / Math.sqrt(variance), PARENT_SPLIT);
  const share = splat((ofPost * ofPost) / variance);
  let at: usize = 0;
  do {
    v128.store(at, mulAdd(share, v128.load(at, y), v128.load(at, a)), a);
    at += 16;
  } while (at < ROW);
  return a;
}

function splitYBySize(ofPost: f64): usize {
  postNormals(a, 1, PARENT_SPLIT);
  const sdAtAnchor = splat(row.engagementInfluencerSd);
  const slope = splat(row.engagementInfluencerSdSlope);
  const most = splat(model.lnMostSpread);
  const anchor = splat(model.lnAnchor);
  const sdPost = splat(ofPost);
  let at: usize = 0;
  do {
    const sd = spreadOfFour(sdAtAnchor, slope, most, anchor, v128.load(at, lnFollowers));
    const both = f32x4.sqrt(mulAdd(sd, sd, f32x4.mul(sdPost, sdPost)));
    const share = f32x4.div(sdPost, both);
    const rest = f32x4.mul(f32x4.mul(sd, share), v128.load(at, a));
    v128.store(at, mulAdd(f32x4.mul(share, share), v128.load(at, y), rest), a);
    at += 16;
  } while (at < ROW);
  return a;
}

/** Adds to y what sharer k inherits of creator k mod n; nothing of brand content. */
export function addParentEffects(exponent: f64): void {
  const effects = <usize>model.parentEffects;
  const creators = <usize>model.creators;
  // One sharer after the other, so k mod n goes up by one or back to 0.
  if (k == 0) memory.fill(parent, 0, ROW);
  else next(creators);
  const first = load<i32>(parent);
  const room = <i32>model.parentRoom;
  if (first < room && allAre(parent, first) && allAre(creators, load<i32>(creators))) {
    if (load<i32>(creators) == 0) return;
    const factor = splat(exponent);
    const from = effects + <usize>first * ROW;
    let at: usize = 0;
    do {
      v128.store(at, mulAdd(factor, v128.load(from + at), v128.load(at, y)), y);
      at += 16;
    } while (at < ROW);
    return;
  }
  for (let d = 0; d < size; d++) {
    const at = <usize>d << 2;
    const creator = load<i32>(at, parent);
    if (load<i32>(creators + at) == 0 || creator >= room) continue;
    const inherited = <f32>exponent * load<f32>(effects + <usize>creator * ROW + at);
    store<f32>(at, load<f32>(at, y) + inherited, y);
  }
}

function next(creators: usize): void {
  let at: usize = 0;
  do {
    const creator = i32x4.add(v128.load(at, parent), i32x4.splat(1));
    const isLast = i32x4.ge_s(creator, v128.load(creators + at));
    v128.store(at, v128.andnot(creator, isLast), parent);
    at += 16;
  } while (at < ROW);
}

/** Whether all draws of a block have the same value; draws beyond its size count as having it. */
function allAre(values: usize, value: i32): bool {
  const wanted = i32x4.splat(value);
  let same = i32x4.splat(-1);
  for (let at: usize = 0; at < <usize>size << 2; at += 16) {
    same = v128.and(same, i32x4.eq(v128.load(values + at), wanted));
  }
  return i32x4.all_true(same);
}

/** After a creator line: its bookings come before those of the next. */
export function countCreators(booked: usize): void {
  const creators = <usize>model.creators;
  let at: usize = 0;
  do {
    v128.store(creators + at, i32x4.add(v128.load(creators + at), v128.load(booked + at)));
    at += 16;
  } while (at < ROW);
}
