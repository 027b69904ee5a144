import { describe, expect, it } from 'vitest';
import { giveBack, takeArena } from '../../../simulations/kernel/arenas.js';

describe('memory that was given back', () => {
  it('is given out again, as zeros', () => {
    const first = takeArena();
    first.f64(100_000).fill(7);
    expect(giveBack(first)).toBe(0);
    const again = takeArena();
    expect(again).toBe(first);
    expect(new Set(again.i32(50))).toEqual(new Set([0]));
    expect(new Set(again.f64(200_000))).toEqual(new Set([0]));
  });

  it('is not kept when it is large', () => {
    const large = takeArena();
    large.f32(2 ** 23);
    expect(giveBack(large)).toBeGreaterThanOrEqual(2 ** 25);
    expect(takeArena()).not.toBe(large);
  });
});
