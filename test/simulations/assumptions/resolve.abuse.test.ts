import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARAMETERS, resolveAssumptions, ScenarioError } from '../../../simulations/index.js';

const resolve = (overrides: Readonly<Record<string, unknown>>) =>
  resolveAssumptions({ preset: '2025', negativity: null, overrides });

const refusal = (overrides: Readonly<Record<string, unknown>>) => {
  try {
    resolve(overrides);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

describe('overrides', () => {
  it('replace the value they name and no other', () => {
    const before = resolve({}).values;
    const after = resolve({ 'reach.rate.TIKTOK_VIDEO': 0.3 }).values;
    expect(after).toEqual({ ...before, 'reach.rate.TIKTOK_VIDEO': 0.3 });
  });

  it('do not leak into the next resolution', () => {
    resolve({ 'reach.rate.TIKTOK_VIDEO': 0.3 });
    expect(resolve({}).values['reach.rate.TIKTOK_VIDEO']).toBe(0.18);
  });

  it('may lie anywhere in the range of their parameter, its ends included', () => {
    const free = PARAMETERS('2025', null).filter(
      ({ name }) => !/\.(min|max|weight)$|correlation/.test(name),
    );
    fc.assert(
      fc.property(fc.constantFrom(...free), fc.double({ min: 0, max: 1, noNaN: true }), (p, at) => {
        const value = Math.min(p.max, p.min + at * (p.max - p.min));
        expect(resolve({ [p.name]: value }).values[p.name]).toBe(value);
      }),
      { seed: 1 },
    );
  });

  it.each([
    [
      { 'reach.rat.TIKTOK_VIDEO': 0.3 },
      'overrides["reach.rat.TIKTOK_VIDEO"]',
      'overrides["reach.rat.TIKTOK_VIDEO"] must name a parameter (the nearest is "reach.rate.TIKTOK_VIDEO"), but got "reach.rat.TIKTOK_VIDEO"',
    ],
    [
      JSON.parse('{ "__proto__": 1 }') as Record<string, unknown>,
      'overrides["__proto__"]',
      'overrides["__proto__"] must name a parameter (the nearest is "emv.like"), but got "__proto__"',
    ],
    [
      { 'reach.rate.TIKTOK_VIDEO': -0.1 },
      'overrides["reach.rate.TIKTOK_VIDEO"]',
      'overrides["reach.rate.TIKTOK_VIDEO"] must be a number between 0.0001 and 20, but got -0.1',
    ],
    [
      { 'reach.rate.TIKTOK_VIDEO': NaN },
      'overrides["reach.rate.TIKTOK_VIDEO"]',
      'overrides["reach.rate.TIKTOK_VIDEO"] must be a number between 0.0001 and 20, but got NaN',
    ],
    [
      { 'scenario.universe': Infinity },
      'overrides["scenario.universe"]',
      'overrides["scenario.universe"] must be a number between 1000 and 10000000000, but got Infinity',
    ],
    [
      { 'booking.refund': '1' },
      'overrides["booking.refund"]',
      'overrides["booking.refund"] must be a number between 0 and 1, but got 1',
    ],
    [
      { 'booking.refund': null },
      'overrides["booking.refund"]',
      'overrides["booking.refund"] must be a number between 0 and 1, but got null',
    ],
    [
      { 'display.blocked.max': 0.1 },
      'overrides["display.blocked.max"]',
      'overrides["display.blocked.max"] must leave display.blocked.min at most display.blocked.max, but got 0.15 and 0.1',
    ],
    [
      { 'reach.postMixture.TIKTOK_VIDEO.viral.weight': 0.5 },
      'overrides["reach.postMixture.TIKTOK_VIDEO.viral.weight"]',
      'overrides["reach.postMixture.TIKTOK_VIDEO.viral.weight"] must leave reach.postMixture.TIKTOK_VIDEO.usual.weight and reach.postMixture.TIKTOK_VIDEO.viral.weight adding up to 1, but got 1.15',
    ],
    [
      {
        'campaign.correlation.reachEngagement': 0.9,
        'campaign.correlation.engagementNegativity': 0.9,
      },
      'overrides["campaign.correlation.reachEngagement"]',
      'overrides["campaign.correlation.reachEngagement"] must leave the three campaign correlations possible together (a positive definite matrix), but got 0.9, 0.9 and -0.2',
    ],
  ])('%j are refused by name', (overrides, path, message) => {
    expect(refusal(overrides)).toMatchObject({ path, message });
  });

  it('accept mixture weights that are changed together', () => {
    const values = resolve({
      'reach.postMixture.TIKTOK_VIDEO.usual.weight': 0.9,
      'reach.postMixture.TIKTOK_VIDEO.viral.weight': 0.1,
    }).values;
    expect(values['reach.postMixture.TIKTOK_VIDEO.viral.weight']).toBe(0.1);
  });

  it('accept three correlations exactly where the matrix they make has a Cholesky factor', () => {
    const correlation = fc.double({ min: -0.99, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(correlation, correlation, correlation, (a, b, c) => {
        const overrides = {
          'campaign.correlation.reachEngagement': a,
          'campaign.correlation.engagementNegativity': b,
          'campaign.correlation.reachNegativity': c,
        };
        const second = Math.sqrt(1 - a * a);
        const last = 1 - c * c - ((b - a * c) / second) ** 2;
        // Skips the knife's edge, where rounding decides.
        fc.pre(Math.abs(last * second * second) > 1e-6);
        if (last > 0) expect(() => resolve(overrides)).not.toThrow();
        else expect(() => resolve(overrides)).toThrow(ScenarioError);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('with a name of 10 KB are refused in a message that can be read', () => {
    expect(refusal({ ['x'.repeat(10_000)]: 1 }).message.length).toBeLessThan(400);
  });
});
