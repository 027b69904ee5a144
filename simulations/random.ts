import seedrandom from 'seedrandom';

/** Draws are made in blocks: block b holds draws 256·b … 256·b + 255. */
export const BLOCK = 256;

/**
 * The model steps that consume randomness. A step that nobody asked for opens no stream, so it
 * moves no other number. Values are part of the draws: never renumber, only append.
 */
export const PURPOSE = {
  SHOCK: 1,
  FOLLOWERS: 2,
  PRICE: 3,
  NEGOTIATION: 4,
  CANCELLATION: 5,
  // 6 was the replacement, which the word of the cancellation now decides.
  REPLACEMENT_LAG: 7,
  DELAY: 8,
  AUTHENTICITY: 9,
  INFLUENCER_REACH: 10,
  POST_REACH: 11,
  POST_MIXTURE: 12,
  INFLUENCER_ENGAGEMENT: 13,
  POST_ENGAGEMENT: 14,
  OWN_POSTS_DRIFT: 15,
  OWN_POSTS_SPLIT: 16,
  FIT: 17,
  INFLUENCER_NEGATIVITY: 18,
  POST_NEGATIVITY: 19,
  BRAND_SAFETY: 20,
  POST_SHARES: 21,
  // 22 was whether a post goes viral, which the low bits of the delay's word now decide.
  VIRAL_SIZE: 23,
  POST_CLICKS: 24,
  AUDIENCE: 25,
  COUNT_POSITIVE: 26,
  COUNT_NEGATIVE: 27,
  COUNT_SHARES: 28,
  COUNT_CLICKS: 29,
  COUNT_CONVERSIONS: 30,
  COUNT_REDEMPTIONS: 31,
  PARENT_SPLIT: 32,
  MATURITY: 33,
  DAYS_POSITIVE: 34,
  DAYS_NEGATIVE: 35,
  DAYS_SHARES: 36,
  DAYS_CLICKS: 37,
  DAYS_CONVERTING: 38,
  DAYS_CONVERSIONS: 39,
  DAYS_LATE: 40,
} as const;

export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

/** 64 bits that stand for a name: an influencer, a line, a parameter. */
export interface Identity {
  readonly high: number;
  readonly low: number;
}

/**
 * The 128-bit key of a run, from the planner's text seed.
 *
 * @returns four 32-bit words from seedrandom's alea generator
 */
export function seedKey(seed: string): Int32Array {
  const alea = seedrandom.alea(seed);
  return Int32Array.from({ length: 4 }, () => alea.int32());
}

/** The first 64 bits of MurmurHash3_x86_128 of a name's UTF-8 bytes, zero-padded to 16-byte blocks. */
export function identityOf(name: string): Identity {
  const bytes = new TextEncoder().encode(name);
  const state = new Int32Array(4);
  // Zero padding is told apart from real zero bytes by the length that `finish` mixes in.
  const padded = new Uint8Array(Math.ceil(bytes.length / 16) * 16);
  padded.set(bytes);
  const words = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 16) {
    absorb(
      state,
      words.getInt32(at, true),
      words.getInt32(at + 4, true),
      words.getInt32(at + 8, true),
      words.getInt32(at + 12, true),
    );
  }
  finish(state, bytes.length);
  return { high: state[0], low: state[1] };
}

/** Odd numbers apart in all bits: how far each step of the model moves the four words of a hash. */
const STEP_0 = 0x9e3779b9;
const STEP_1 = 0x7f4a7c15;
const STEP_2 = 0xbf58476d;
const STEP_3 = 0x94d049bb;

const NOBODY: Identity = { high: 0, low: 0 };

/**
 * Counter-keyed random streams: what a stream holds depends on the seed, the purpose, the identity
 * and the block alone, never on what was drawn before.
 *
 * @see simulations/README.md, section 13
 */
export class Streams {
  private readonly keyed = new Int32Array(4);
  private readonly state = new Int32Array(4);
  private readonly words = new Uint32Array(BLOCK);

  constructor(readonly key: Int32Array) {
    absorb(this.keyed, key[0], key[1], key[2], key[3]);
  }

  /**
   * Fills one word per draw of a block; it stands for the uniform (word + ½)·2⁻³².
   *
   * Draw d takes its word from lane d mod 4; each lane is a xoshiro128++ generator of its own, so
   * that a SIMD kernel can run the four side by side.
   *
   * @param out - BLOCK values, filled in place
   * @param member - of the identity: the k-th hypothetical influencer; 0 for one person
   */
  fillWords(
    out: Uint32Array,
    purpose: Purpose,
    identity: Identity,
    member: number,
    block: number,
  ): void {
    const { state } = this;
    for (let lane = 0; lane < 4; lane++) {
      this.hash(identity, member, 0, block, lane);
      let s0 = avalanche((state[0] + Math.imul(purpose, STEP_0)) | 0);
      let s1 = avalanche((state[1] + Math.imul(purpose, STEP_1)) | 0);
      let s2 = avalanche((state[2] + Math.imul(purpose, STEP_2)) | 0);
      let s3 = avalanche((state[3] + Math.imul(purpose, STEP_3)) | 0);
      for (let d = lane; d < BLOCK; d += 4) {
        const sum = (s0 + s3) | 0;
        out[d] = ((sum << 7) | (sum >>> 25)) + s0;
        const t = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = (s3 << 11) | (s3 >>> 21);
      }
    }
  }

  /** As `fillWords`, for uniforms in (0, 1) on a grid of 2⁻³². */
  fillUniforms(
    out: Float64Array,
    purpose: Purpose,
    identity: Identity,
    member: number,
    block: number,
  ): void {
    const { words } = this;
    this.fillWords(words, purpose, identity, member, block);
    for (let d = 0; d < BLOCK; d++) out[d] = (words[d] + 0.5) * 2 ** -32;
  }

  /** The word of whoever stands in for a member in one draw: no stream, for they are few. */
  standInWord(
    purpose: Purpose,
    identity: Identity,
    member: number,
    block: number,
    draw: number,
  ): number {
    const { state } = this;
    this.hash(identity, member, 1, block, draw);
    const own = avalanche((state[1] + Math.imul(purpose, STEP_1)) | 0);
    return avalanche((state[0] + own) | 0) >>> 0;
  }

  /** The word that scrambles a replicate of a dimension of common shocks. */
  scramblingWord(dimension: number, replicate: number): number {
    const { state } = this;
    this.hash(NOBODY, dimension, 2, 0, replicate);
    return state[0] >>> 0;
  }

  /** What all steps of a member in one lane have in common, into `state`. */
  private hash(
    { high, low }: Identity,
    member: number,
    kind: 0 | 1 | 2,
    block: number,
    lane: number,
  ): void {
    const { state } = this;
    state.set(this.keyed);
    absorb(state, 0, high, low, member);
    absorb(state, kind, block, lane, 0);
    finish(state, 48);
  }
}

/** Whether the uniform that a word stands for is below a probability, without any rounding. */
export function isBelow(word: number, probability: number): boolean {
  return word + 0.5 < probability * 2 ** 32;
}

/** As `isBelow`, by the last 19 bits alone: what a delay leaves of its word. */
export function isBelowByRest(word: number, probability: number): boolean {
  return (word & 0x7ffff) + 0.5 < probability * 2 ** 19;
}

/** One 16-byte block of MurmurHash3_x86_128 (Austin Appleby, public domain). */
function absorb(h: Int32Array, k1: number, k2: number, k3: number, k4: number): void {
  let h1 = h[0];
  let h2 = h[1];
  let h3 = h[2];
  let h4 = h[3];
  h1 ^= Math.imul(rotate(Math.imul(k1, 0x239b961b), 15), 0xab0e9789);
  h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
  h2 ^= Math.imul(rotate(Math.imul(k2, 0xab0e9789), 16), 0x38b34ae5);
  h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
  h3 ^= Math.imul(rotate(Math.imul(k3, 0x38b34ae5), 17), 0xa1e38b93);
  h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
  h4 ^= Math.imul(rotate(Math.imul(k4, 0xa1e38b93), 18), 0x239b961b);
  h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  h[0] = h1;
  h[1] = h2;
  h[2] = h3;
  h[3] = h4;
}

function finish(h: Int32Array, length: number): void {
  for (let i = 0; i < 4; i++) h[i] ^= length;
  spread(h);
  for (let i = 0; i < 4; i++) h[i] = avalanche(h[i]);
  spread(h);
}

function spread(h: Int32Array): void {
  h[0] = (h[0] + h[1] + h[2] + h[3]) | 0;
  h[1] = (h[1] + h[0]) | 0;
  h[2] = (h[2] + h[0]) | 0;
  h[3] = (h[3] + h[0]) | 0;
}

function avalanche(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
