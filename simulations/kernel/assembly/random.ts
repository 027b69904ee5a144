/**
 * Random words by identity: 256 of them for a step of the model, an influencer or a post, and a
 * block. Four xoshiro128++ generators run side by side, each seeded by MurmurHash3_x86_128.
 *
 * @see simulations/README.md, section 13
 */
import { ROW } from './lanes';

/** The hash of the run's key, which every stream's hash begins with. */
let keyed0: i32 = 0;
let keyed1: i32 = 0;
let keyed2: i32 = 0;
let keyed3: i32 = 0;

let h1: i32 = 0;
let h2: i32 = 0;
let h3: i32 = 0;
let h4: i32 = 0;

/** Four hashes side by side. */
let v1: v128 = i32x4.splat(0);
let v2: v128 = i32x4.splat(0);
let v3: v128 = i32x4.splat(0);
let v4: v128 = i32x4.splat(0);

const LENGTH: i32 = 48;

export function setKey(k1: i32, k2: i32, k3: i32, k4: i32): void {
  h1 = 0;
  h2 = 0;
  h3 = 0;
  h4 = 0;
  absorb(k1, k2, k3, k4);
  keyed0 = h1;
  keyed1 = h2;
  keyed2 = h3;
  keyed3 = h4;
}

function absorb(k1: i32, k2: i32, k3: i32, k4: i32): void {
  h1 ^= rotl<i32>(k1 * 0x239b961b, 15) * <i32>0xab0e9789;
  h1 = (rotl<i32>(h1, 19) + h2) * 5 + 0x561ccd1b;
  h2 ^= rotl<i32>(k2 * <i32>0xab0e9789, 16) * 0x38b34ae5;
  h2 = (rotl<i32>(h2, 17) + h3) * 5 + 0x0bcaa747;
  h3 ^= rotl<i32>(k3 * 0x38b34ae5, 17) * <i32>0xa1e38b93;
  h3 = (rotl<i32>(h3, 15) + h4) * 5 + <i32>0x96cd1c35;
  h4 ^= rotl<i32>(k4 * <i32>0xa1e38b93, 18) * 0x239b961b;
  h4 = (rotl<i32>(h4, 13) + h1) * 5 + 0x32ac3b17;
}

@inline
function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

@inline
function times(x: v128, factor: i32): v128 {
  return i32x4.mul(x, i32x4.splat(factor));
}

@inline
function plus(x: v128, term: i32): v128 {
  return i32x4.add(x, i32x4.splat(term));
}

/** Ends four hashes of one beginning with the words (k1, k2, ks, 0). */
function finishFour(k1: i32, k2: i32, ks: v128): void {
  const a1 = h1 ^ (rotl<i32>(k1 * 0x239b961b, 15) * <i32>0xab0e9789);
  const b1 = (rotl<i32>(a1, 19) + h2) * 5 + 0x561ccd1b;
  const a2 = h2 ^ (rotl<i32>(k2 * <i32>0xab0e9789, 16) * 0x38b34ae5);
  const b2 = (rotl<i32>(a2, 17) + h3) * 5 + 0x0bcaa747;
  // From the third word on the four differ.
  let x3 = v128.xor(i32x4.splat(h3), times(rotate(times(ks, 0x38b34ae5), 17), <i32>0xa1e38b93));
  x3 = plus(times(plus(rotate(x3, 15), h4), 5), <i32>0x96cd1c35);
  const b4 = (rotl<i32>(h4, 13) + b1) * 5 + 0x32ac3b17;
  let x1 = i32x4.splat(b1 ^ LENGTH);
  let x2 = i32x4.splat(b2 ^ LENGTH);
  let x4 = i32x4.splat(b4 ^ LENGTH);
  x3 = v128.xor(x3, i32x4.splat(LENGTH));
  x1 = i32x4.add(i32x4.add(x1, x2), i32x4.add(x3, x4));
  x2 = avalanche(i32x4.add(x2, x1));
  x3 = avalanche(i32x4.add(x3, x1));
  x4 = avalanche(i32x4.add(x4, x1));
  x1 = avalanche(x1);
  x1 = i32x4.add(i32x4.add(x1, x2), i32x4.add(x3, x4));
  v1 = x1;
  v2 = i32x4.add(x2, x1);
  v3 = i32x4.add(x3, x1);
  v4 = i32x4.add(x4, x1);
}

@inline
function avalanche(x: v128): v128 {
  let h = times(v128.xor(x, i32x4.shr_u(x, 16)), <i32>0x85ebca6b);
  h = times(v128.xor(h, i32x4.shr_u(h, 13)), <i32>0xc2b2ae35);
  return v128.xor(h, i32x4.shr_u(h, 16));
}

function begin(high: i32, low: i32, member: i32): void {
  h1 = keyed0;
  h2 = keyed1;
  h3 = keyed2;
  h4 = keyed3;
  absorb(0, high, low, member);
}

/** Bytes of the four words that all steps of a member have in common, in four lanes. */
export const HASH: usize = 64;

/** Hashes a member of a block's draws, once for all steps of the model. */
export function hashMember(out: usize, high: i32, low: i32, member: i32, block: i32): void {
  begin(high, low, member);
  finishFour(0, block, i32x4(0, 1, 2, 3));
  v128.store(out, v1);
  v128.store(out, v2, 16);
  v128.store(out, v3, 32);
  v128.store(out, v4, 48);
}

/** As `hashMember`, of who stands in for the member in four draws each: the two words they need. */
export function hashStandIns(
  out: usize,
  high: i32,
  low: i32,
  member: i32,
  block: i32,
  draws: usize,
  count: i32,
): void {
  for (let s = 0; s < count; s += 4) {
    begin(high, low, member);
    finishFour(1, block, v128.load(draws + (<usize>s << 2)));
    v128.store(out + (<usize>s << 3), v1);
    v128.store(out + (<usize>s << 3), v2, 16);
  }
}

@inline
function moved(hash: usize, word: usize, purpose: i32, step: i32): v128 {
  return avalanche(i32x4.add(v128.load(hash + word), i32x4.splat(purpose * step)));
}

/** Words of the stand-ins in four draws. */
@inline
export function standInWords(hashes: usize, s: i32, purpose: i32): v128 {
  const hash = hashes + (<usize>s << 3);
  return avalanche(i32x4.add(v128.load(hash), moved(hash, 16, purpose, 0x7f4a7c15)));
}

/** Writes one word per draw of a block, for a step of the member that was hashed. */
export function fillWords(out: usize, hash: usize, purpose: i32): void {
  let s0 = moved(hash, 0, purpose, <i32>0x9e3779b9);
  let s1 = moved(hash, 16, purpose, 0x7f4a7c15);
  let s2 = moved(hash, 32, purpose, <i32>0xbf58476d);
  let s3 = moved(hash, 48, purpose, <i32>0x94d049bb);
  let at: usize = 0;
  // Two steps a turn, so that the state stays in its registers.
  do {
    v128.store(out + at, i32x4.add(rotate(i32x4.add(s0, s3), 7), s0));
    let t = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, t);
    s3 = rotate(s3, 11);
    v128.store(out + at, i32x4.add(rotate(i32x4.add(s0, s3), 7), s0), 16);
    t = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, t);
    s3 = rotate(s3, 11);
    at += 32;
  } while (at < ROW);
}
