import { describe, expect, it } from 'vitest';
import { expectNear, firstDraw, lineOf, scenarioOf, SINGLE, Z } from '../../support/closed-form.js';
import { aCandidate, average, deviation, drawsOf, run } from '../../support/scenario.js';

it('views are capped before reach: twenty times the followers are seen, not reached', () => {
  const overrides = { 'reach.rate.INSTAGRAM_POST': 20, 'shares.rate.INSTAGRAM_POST': 0 };
  const scenario = scenarioOf([lineOf({}, aCandidate({ authenticity: 0.6 }))], overrides);
  expectNear(firstDraw(scenario, 'GROSS_REACH'), (20 * 100_000) / 1.25, SINGLE);
});

it('nobody is reached twice over, however much audiences duplicate', () => {
  const overlap = {
    'overlap.unknownNiche.median': 100,
    'overlap.unknownNiche.lnSd': 3,
    'reach.universeCap': 0.99,
    'shares.rate.INSTAGRAM_POST': 0,
  };
  const scenario = scenarioOf([lineOf({})], overlap, { universe: 1e6 });
  const outcome = run(scenario, { metrics: ['REACH', 'GROSS_REACH'] });
  drawsOf(outcome, 'REACH').forEach((reach, d) => {
    expectNear(reach, drawsOf(outcome, 'GROSS_REACH')[d], SINGLE);
  });
});

describe('a wanted audience', () => {
  const cells = [{ key: 'young', people: 1e9, wanted: true }];
  const shares = { 'shares.rate.INSTAGRAM_POST': 0.01 };

  it('is reached in proportion to its share of a profile’s audience, friends’ shares included', () => {
    const audience = { people: 1e9, platformShare: {} };
    const line = lineOf({}, aCandidate({ authenticity: 0.6, audience: { young: 0.25 } }));
    const scenario = scenarioOf([line], shares, { cells, audience });
    const outcome = run(scenario, { draws: 8, metrics: ['TARGET_REACH', 'GROSS_REACH'] });
    // So few of so many that nobody is reached twice.
    const gross = drawsOf(outcome, 'GROSS_REACH')[0];
    expectNear(drawsOf(outcome, 'TARGET_REACH')[0], 0.25 * gross, 0.001);
  });

  it.each([
    ['the platform’s mean', { INSTAGRAM: 0.3 }, 0.3],
    ['that of everybody', {}, 0.1],
  ])('is a Beta share of unknown audiences around %s', (_name, platformShare, m) => {
    const audience = { people: 1e9, platformShare };
    const scenario = scenarioOf([lineOf({}, aCandidate({ authenticity: 0.6 }))], {}, { audience });
    const n = 1024;
    const outcome = run(scenario, { draws: n, metrics: ['TARGET_REACH', 'GROSS_REACH'] });
    const gross = drawsOf(outcome, 'GROSS_REACH');
    const share = drawsOf(outcome, 'TARGET_REACH').map((reach, d) => reach / gross[d]);
    // Beta(10m, 10(1 − m)): variance m(1 − m)/11; its kurtosis is below 5 for both.
    const variance = (m * (1 - m)) / 11;
    expect(Math.abs(average(share) - m)).toBeLessThan(Z * Math.sqrt(variance / n));
    expect(Math.abs(deviation(share) ** 2 / variance - 1)).toBeLessThan(Z * Math.sqrt(4 / n));
  });

  it('is reached to .6 by one placement at most, as any audience cell', () => {
    const few = [{ key: 'young', people: 1000, wanted: true }];
    const line = lineOf({}, aCandidate({ audience: { young: 1 } }));
    const audience = { people: 1000, platformShare: {} };
    const still = { 'shares.rate.INSTAGRAM_POST': 0 };
    const scenario = scenarioOf([line], still, { cells: few, audience });
    expectNear(firstDraw(scenario, 'REACH'), 600, SINGLE);
    expectNear(firstDraw(scenario, 'TARGET_REACH'), 600, SINGLE);
  });
});
