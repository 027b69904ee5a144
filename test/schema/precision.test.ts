import { describe, expect, it } from 'vitest';
import { InputError, PriceError } from '../../schema/errors.js';
import { choosePrecision, seedOf } from '../../schema/precision.js';

const at = ['scenario'];
const choose = (placements: number, asked: Parameters<typeof choosePrecision>[1] = null) =>
  choosePrecision(placements, asked, at);

describe('the number of draws', () => {
  it.each([
    [1, 8192],
    [4882, 8192],
    [4883, 4096],
    [9765, 4096],
    [9766, 2048],
    [78_125, 512],
    [390_625, 512],
  ])('is for %i placements the largest power of two within the budget: %i', (placements, draws) => {
    expect(choose(placements)).toMatchObject({ draws });
  });

  it('is what was asked for, rounded up to whole batches, and says so', () => {
    expect(choose(10, { draws: 1000 })).toEqual({
      draws: 1000,
      placements: 10,
      limit: 1_048_576,
      reason: '1,000 draws were asked for.',
    });
    expect(choose(10, { draws: 1001 })).toMatchObject({
      draws: 1008,
      reason: '1,008 draws were asked for, rounded up from 1,001 to a multiple of 8.',
    });
  });

  it('is explained when the server chooses it', () => {
    expect(choose(30_000)).toMatchObject({
      reason:
        'The server took 1,024 draws: the largest power of two that keeps draws × placements (about 30,000) within 40,000,000.',
    });
    expect(choose(5)).toMatchObject({
      reason: 'The server took 8,192 draws, its most unless asked for more with `precision`.',
    });
    expect(choose(90_000)).toMatchObject({
      reason:
        'The server took 512 draws, its fewest, because there are about 90,000 placements to simulate; ask for more with `precision`.',
    });
  });

  it.each([7, 1_048_577, 0, -8])('is refused when %i are asked for', (draws) => {
    expect(() => choose(1, { draws })).toThrow(
      `precision.draws must be from 8 to 1048576, but got ${draws}`,
    );
  });

  it('is refused with what would be affordable when the answer would cost too much', () => {
    expect(choose(5000, { draws: 40_000 })).toMatchObject({ draws: 40_000, limit: 40_000 });
    expect(() => choose(5000, { draws: 40_008 })).toThrow(
      'precision.draws must be at most 40000 for about 5000 placements, but got 40008: the price, draws × placements, is 200040000, and the limit is 200000000',
    );
    expect(() => choose(1e9)).toThrow(
      'scenario must lead to at most about 390625 placements, or ask for fewer draws than 512 with precision, but got 1000000000: the price, draws × placements, is 512000000000, and the limit is 200000000',
    );
  });

  it('is refused with the price and the limit as numbers too', () => {
    const refused = (() => {
      try {
        return choose(1e9);
      } catch (error) {
        return (error as PriceError).extensions;
      }
    })();
    expect(refused).toEqual({
      code: 'TOO_EXPENSIVE',
      path: ['scenario'],
      price: 512_000_000_000,
      limit: 200_000_000,
    });
  });
});

describe('a relative error', () => {
  it('is asked of the headline metrics’ means unless said otherwise', () => {
    expect(choose(10, { relativeError: 0.01 })).toEqual({
      placements: 10,
      limit: 1_048_576,
      goal: { relativeError: 0.01, of: null, statistic: 'MEAN' },
    });
    expect(choose(10, { relativeError: 0.01, of: 'CPE', statistic: 'P90' })).toMatchObject({
      goal: { of: 'CPE', statistic: 'P90' },
    });
  });

  it.each([
    [190, 1_048_576],
    [191, 524_288],
    [10_000, 16_384],
    [390_625, 512],
  ])('is for %i placements sought with at most %i draws', (placements, limit) => {
    expect(choose(placements, { relativeError: 0.01 })).toMatchObject({ limit });
  });

  it.each([
    [{}, 'precision must have exactly one of draws and relativeError, but got {}'],
    [
      { draws: 8, relativeError: 0.1 },
      'precision must have exactly one of draws and relativeError, but got {"draws":8,"relativeError":0.1}',
    ],
    [{ draws: 8, of: 'REACH' }, 'precision.of must come with relativeError, but got "REACH"'],
    [
      { draws: 8, statistic: 'P10' },
      'precision.statistic must come with relativeError, but got "P10"',
    ],
    [
      { of: 'REACH', statistic: null },
      'precision must have exactly one of draws and relativeError, but got {"of":"REACH"}',
    ],
    [{ relativeError: 0 }, 'precision.relativeError must be from 0.0001 to 0.5, but got 0'],
    [{ relativeError: 1 }, 'precision.relativeError must be from 0.0001 to 0.5, but got 1'],
  ] as const)('is refused: %j', (asked, message) => {
    expect(() => choose(10, asked)).toThrow(InputError);
    expect(() => choose(10, asked)).toThrow(message);
  });

  it('is refused where the first draws would cost too much', () => {
    expect(() => choose(800_000, { relativeError: 0.1 })).toThrow(PriceError);
  });
});

describe('a seed', () => {
  it('is text of 1–256 characters, and a constant when it is left out', () => {
    expect(seedOf(['seed'], 'x'.repeat(256))).toBe('x'.repeat(256));
    expect(seedOf(['seed'], null)).toBe('groundswell');
  });

  it('of 10 KB is refused without repeating it', () => {
    expect(() => seedOf(['seed'], 'x'.repeat(10_240))).toThrow(
      `seed must have 1 to 256 characters, but got "${'x'.repeat(99)}… (10242 characters)`,
    );
    expect(() => seedOf(['seed'], '')).toThrow('seed must have 1 to 256 characters, but got ""');
  });
});
