import { describe, expect, it } from 'vitest';
import {
  BLOCK,
  identityOf,
  isBelow,
  type Purpose,
  PURPOSE,
  seedKey,
  Streams,
} from '../../simulations/random.js';

interface Key {
  readonly purpose?: Purpose;
  readonly index?: number;
  readonly standIn?: boolean;
  readonly block?: number;
  readonly seed?: string;
}

function uniforms(
  name: string,
  { purpose = PURPOSE.PRICE, index = 0, standIn = false, block = 0, seed = 'test' }: Key = {},
): Float64Array {
  const out = new Float64Array(BLOCK);
  const streams = new Streams(seedKey(seed));
  if (!standIn) {
    streams.fillUniforms(out, purpose, identityOf(name), index, block);
    return out;
  }
  return out.map((_, d) => {
    return (streams.standInWord(purpose, identityOf(name), index, block, d) + 0.5) * 2 ** -32;
  });
}

function correlation(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < BLOCK; d++) sum += (x[d] - 0.5) * (y[d] - 0.5);
  return (12 * sum) / BLOCK;
}

describe('a stream', () => {
  // By mmh3's algorithm and xoshiro128++ in Python: of struct.pack('<12i', 1,2,3,4, 0,-5,6,7,
  // kind,9,lane,0) each word moved by 3 steps and avalanched.
  it('is a hash of its key, moved for each step, into xoshiro128++, one generator per lane', () => {
    const out = new Uint32Array(BLOCK);
    const streams = new Streams(Int32Array.of(1, 2, 3, 4));
    streams.fillWords(out, PURPOSE.PRICE, { high: -5, low: 6 }, 7, 9);
    expect([...out.subarray(0, 12)]).toEqual([
      1111192264, 3571463997, 1559348352, 784212957, 759577695, 590487265, 1246898888, 3646981492,
      2258245613, 1413650310, 1477173599, 250908259,
    ]);
  });

  it('has for a stand-in two words of the hash, with the draw in it', () => {
    const streams = new Streams(Int32Array.of(1, 2, 3, 4));
    const words = [0, 1, 200].map((draw) =>
      streams.standInWord(PURPOSE.PRICE, { high: -5, low: 6 }, 7, 9, draw),
    );
    expect(words).toEqual([3159560883, 2882763984, 2180973698]);
  });

  it('has uniforms in the middle of the words’ cells', () => {
    const streams = new Streams(seedKey('test'));
    const words = new Uint32Array(BLOCK);
    streams.fillWords(words, PURPOSE.PRICE, identityOf('ada'), 0, 0);
    expect(uniforms('ada')).toEqual(Float64Array.from(words, (word) => (word + 0.5) / 2 ** 32));
  });

  it('is the same whatever was drawn before', () => {
    const streams = new Streams(seedKey('test'));
    const out = new Float64Array(BLOCK);
    streams.fillUniforms(out, PURPOSE.DELAY, identityOf('else'), 3, 5);
    streams.fillUniforms(out, PURPOSE.PRICE, identityOf('ada'), 0, 0);
    expect(out).toEqual(uniforms('ada'));
  });

  it('differs by seed, purpose, name, member, stand-in and block, and is uncorrelated with them', () => {
    const one = uniforms('ada');
    const others = [
      uniforms('ada', { seed: 'tests' }),
      uniforms('ada', { purpose: PURPOSE.NEGOTIATION }),
      uniforms('adb'),
      uniforms('ada', { index: 1 }),
      uniforms('ada', { standIn: true }),
      uniforms('ada', { block: 1 }),
    ];
    // The sd of the correlation of independent uniforms is 1/√256; z = 4.892.
    for (const other of others) expect(Math.abs(correlation(one, other))).toBeLessThan(4.892 / 16);
  });

  it('is uniform: the counts in 64 bins over 256,000 draws pass χ²', () => {
    const bins = new Float64Array(64);
    for (let block = 0; block < 1000; block++) {
      for (const u of uniforms('ada', { block })) {
        if (u > 0 && u < 1) bins[Math.floor(u * 64)]++;
      }
    }
    const expected = 256_000 / 64;
    expect(bins.reduce((sum, count) => sum + count, 0)).toBe(256_000);
    const chi2 = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 63 degrees: 1e-6 above 130.4, 1e-6 below 24.4 (R: qchisq).
    expect(chi2).toBeLessThan(130.4);
    expect(chi2).toBeGreaterThan(24.4);
  });

  it('has lanes that are independent of each other', () => {
    let sum = 0;
    for (let block = 0; block < 400; block++) {
      const u = uniforms('lanes', { block });
      for (let d = 0; d + 1 < BLOCK; d++) sum += (u[d] - 0.5) * (u[d + 1] - 0.5) * 12;
    }
    const pairs = 400 * (BLOCK - 1);
    expect(Math.abs(sum / pairs)).toBeLessThan(4.892 / Math.sqrt(pairs));
  });
});

describe('a decision', () => {
  it('is made at the middle of the word’s cell, exactly', () => {
    expect(isBelow(0, 0)).toBe(false);
    expect(isBelow(0, 2 ** -33)).toBe(false);
    expect(isBelow(0, 2 ** -33 + 2 ** -84)).toBe(true);
    expect(isBelow(2 ** 32 - 1, 1)).toBe(true);
    expect(isBelow(2 ** 32 - 1, 1 - 2 ** -33)).toBe(false);
  });
});

describe('an identity', () => {
  it('is the first 64 bits of MurmurHash3_x86_128 for names of whole blocks', () => {
    // mmh3.hash_bytes(b'groundswell-1234', 0, False)
    expect(identityOf('groundswell-1234')).toEqual({ high: 1485875007, low: -1529188111 });
  });

  it('tells names apart that differ in trailing zero bytes, accents or order', () => {
    const names = ['', '\0', '\0\0', 'a', 'a\0', '\u00e9', 'e\u0301', 'ab', 'ba'];
    const seen = new Set(names.map((name) => JSON.stringify(identityOf(name))));
    expect(seen.size).toBe(names.length);
  });
});

describe('the key of a run', () => {
  it('comes from the seed’s text', () => {
    // seedrandom 3.0.5, alea('groundswell'), four times int32().
    expect([...seedKey('groundswell')]).toEqual([-992966892, -1229765050, 1307164381, 1944687836]);
  });
});
