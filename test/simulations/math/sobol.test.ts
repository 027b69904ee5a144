import { describe, expect, it } from 'vitest';
import {
  fillScrambledSobol,
  reverseBits,
  reversedPoint,
  SOBOL_DIMENSIONS,
} from '../../../simulations/math/sobol.js';
import { JOE_KUO } from '../../../simulations/math/sobol-directions.js';
import { BLOCK, PURPOSE, seedKey, Streams } from '../../../simulations/random.js';

const point = (dimension: number, index: number): number =>
  reverseBits(reversedPoint(dimension, index)) >>> 0;

/** The order of x modulo a polynomial over two elements. */
function orderOfX(polynomial: number): number {
  const degree = 31 - Math.clz32(polynomial);
  let power = degree === 1 ? 1 : 2;
  let order = 1;
  while (power !== 1) {
    power <<= 1;
    if (power >>> degree !== 0) power ^= polynomial;
    order++;
  }
  return order;
}

/**
 * The smallest t such that the first 2^m points are a (t, m, 2)-net: m less the largest k such that
 * the first k1 rows of one matrix and the first k − k1 of the other are always independent.
 */
function tValue(i: number, j: number, m: number): number {
  const rows = (dimension: number): number[] =>
    Array.from({ length: m }, (_, row) => {
      let bits = 0;
      for (let column = 0; column < m; column++) {
        bits |= ((point(dimension, 2 ** column) >>> (31 - row)) & 1) << column;
      }
      return bits;
    });
  const a = rows(i);
  const b = rows(j);
  for (let k = 1; k <= m; k++) {
    for (let k1 = 0; k1 <= k; k1++) {
      if (rank([...a.slice(0, k1), ...b.slice(0, k - k1)]) < k) return m - k + 1;
    }
  }
  return 0;
}

function rank(rows: number[]): number {
  const left = [...rows];
  let found = 0;
  for (let pivot = left.pop(); pivot !== undefined; pivot = left.pop()) {
    if (pivot === 0) continue;
    found++;
    const lowest = pivot & -pivot;
    for (let r = 0; r < left.length; r++) if ((left[r] & lowest) !== 0) left[r] ^= pivot;
  }
  return found;
}

function randomWords(name: number): Uint32Array {
  const words = new Uint32Array(BLOCK);
  const streams = new Streams(seedKey('sobol'));
  streams.fillWords(words, PURPOSE.SHOCK, { high: 0, low: name }, 0, 0);
  return words;
}

describe('direction numbers', () => {
  it('start from odd numbers below 2^i and different primitive polynomials', () => {
    expect(SOBOL_DIMENSIONS).toBe(64);
    expect(new Set(JOE_KUO.map(([polynomial]) => polynomial)).size).toBe(63);
    for (const [polynomial, ...start] of JOE_KUO) {
      expect(start).toHaveLength(31 - Math.clz32(polynomial));
      expect(polynomial & 1).toBe(1);
      expect(orderOfX(polynomial)).toBe(2 ** start.length - 1);
      start.forEach((m, i) => {
        expect(m & 1).toBe(1);
        expect(m).toBeLessThan(2 ** (i + 1));
      });
    }
  });

  it('give SciPy’s points', () => {
    // scipy.stats.qmc.Sobol(64, scramble=False, bits=32).random(200) × 2³² at (i, j); SciPy's i-th
    // point is ours of the Gray code of i.
    const points = [
      [1, 0, 2147483648],
      [3, 1, 3221225472],
      [7, 9, 3758096384],
      [100, 31, 1778384896],
      [123, 40, 1845493760],
      [199, 63, 2332033024],
    ];
    for (const [i, j, word] of points) expect(point(j, i ^ (i >> 1))).toBe(word);
  });

  it('fill every one of 2^m cells of a dimension once', () => {
    for (let dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++) {
      const cells = new Set(
        Array.from({ length: 1024 }, (_, index) => point(dimension, index) >>> 22),
      );
      expect(cells.size).toBe(1024);
    }
  });

  it('fill squares evenly: pairs of the first ten dimensions are (t, 10, 2)-nets of t ≤ 5', () => {
    const worst = Array.from({ length: 10 }, (_, i) =>
      Array.from({ length: i }, (_, j) => tValue(i, j, 10)),
    ).flat();
    expect(tValue(0, 1, 10)).toBe(0);
    expect(Math.max(...worst)).toBeLessThanOrEqual(5);
  });
});

describe('scrambled points', () => {
  const scrambled = (dimension: number, first: number, size: number, keys: Uint32Array) => {
    const out = new Uint32Array(size * keys.length);
    fillScrambledSobol(out, dimension, first, keys);
    return out;
  };

  it('still fill every one of 2^m cells once, for each replicate in its own way', () => {
    const keys = randomWords(1).subarray(0, 8);
    for (const dimension of [0, 1, 40, 63]) {
      const words = scrambled(dimension, 0, 1024, keys);
      const orders = new Set<string>();
      for (let r = 0; r < 8; r++) {
        const cells = words.filter((_, at) => at % 8 === r).map((word) => word >>> 22);
        expect(new Set(cells).size).toBe(1024);
        orders.add(cells.join());
      }
      expect(orders.size).toBe(8);
    }
  });

  it('are the same whichever came before', () => {
    const keys = randomWords(2).subarray(0, 8);
    const all = scrambled(17, 0, 96, keys);
    expect(scrambled(17, 64, 32, keys)).toEqual(all.slice(64 * 8));
  });

  it('flip each half, quarter, … 64th of the unit interval by a fair coin of its own', () => {
    const trials = 8192;
    const nodes = 63;
    const flips = Array.from({ length: trials }, (_, trial) => {
      const key = randomWords(trial >>> 8).subarray(trial & 255, (trial & 255) + 1);
      const words = scrambled(0, 0, 64, key);
      const flip = new Int8Array(nodes);
      for (let index = 0; index < 64; index++) {
        const before = point(0, index);
        for (let level = 0; level < 6; level++) {
          const node = 2 ** level - 1 + (level === 0 ? 0 : before >>> (32 - level));
          flip[node] = ((before ^ words[index]) >>> (31 - level)) & 1 ? 1 : -1;
        }
      }
      return flip;
    });
    // One in a million over 63 means and 1953 products of two: z = 6.1.
    for (let a = 0; a < nodes; a++) {
      for (let b = a; b < nodes; b++) {
        let sum = 0;
        for (const flip of flips) sum += a === b ? flip[a] : flip[a] * flip[b];
        expect(Math.abs(sum)).toBeLessThan(6.1 * Math.sqrt(trials));
      }
    }
  });
});
