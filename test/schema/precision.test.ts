import { describe, expect, it } from 'vitest';
import { choosePrecision, seedOf } from '../../schema/precision.js';

const at = ['scenario'];

describe('the number of draws', () => {
  it.each([
    [1, 8192],
    [488, 8192],
    [489, 4096],
    [976, 4096],
    [977, 2048],
    [7812, 512],
    [60_000, 512],
  ])('is for %i placements the largest power of two within the budget: %i', (placements, draws) => {
    expect(choosePrecision(placements, null, at).draws).toBe(draws);
  });

  it('is what was asked for, rounded up to whole batches, and says so', () => {
    expect(choosePrecision(10, { draws: 1000 }, at)).toEqual({
      draws: 1000,
      placements: 10,
      reason: '1000 draws were asked for.',
    });
    expect(choosePrecision(10, { draws: 1001 }, at)).toEqual({
      draws: 1008,
      placements: 10,
      reason: '1008 draws were asked for, rounded up from 1001 to a multiple of 8.',
    });
  });

  it('is explained when the server chooses it', () => {
    expect(choosePrecision(3000, null, at).reason).toBe(
      'The server took 1,024 draws: the largest power of two that keeps draws × placements (about 3,000) within 4,000,000.',
    );
    expect(choosePrecision(5, null, at).reason).toBe(
      'The server took 8,192 draws, its most unless asked for more with `precision`.',
    );
    expect(choosePrecision(9000, null, at).reason).toBe(
      'The server took 512 draws, its fewest, because there are about 9,000 placements to simulate; ask for more with `precision`.',
    );
  });

  it.each([7, 131_073, 0, -8])('is refused when %i are asked for', (draws) => {
    expect(() => choosePrecision(1, { draws }, at)).toThrow(
      `precision.draws must be from 8 to 131072, but got ${draws}`,
    );
  });

  it('is refused with what would be affordable when the answer would cost too much', () => {
    expect(choosePrecision(5000, { draws: 8000 }, at).draws).toBe(8000);
    expect(() => choosePrecision(5000, { draws: 8008 }, at)).toThrow(
      'precision.draws must be at most 8000 for about 5,000 placements (draws × placements at most 40000000), but got 8008',
    );
    expect(() => choosePrecision(1e9, null, at)).toThrow(
      'scenario must lead to at most about 78125 placements, or ask for fewer draws than 512 with precision, but got 1000000000',
    );
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
