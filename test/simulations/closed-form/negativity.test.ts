import { describe, expect, it } from 'vitest';
import {
  big,
  expectNear,
  expectNormal,
  firstDraw,
  lineOf,
  logit,
  scenarioOf,
  Z,
} from '../../support/closed-form.js';
import { average, drawsOf, run } from '../../support/scenario.js';

describe('the negative share', () => {
  it('falls by .3 logits per sd of fit', () => {
    const share = (fit: number) =>
      firstDraw(
        scenarioOf([lineOf({}, big({ fit }))], { 'negativity.fit': 0.3 }),
        'NEGATIVE_ENGAGEMENT_RATIO',
      );
    // Three decades above the anchor at .15 each; 18,000 negatives or more.
    expect(Math.abs(logit(share(0)) - (-3.35 + 0.45))).toBeLessThan(Z / Math.sqrt(18_000));
    expect(Math.abs(logit(share(2)) - logit(share(0)) + 0.6)).toBeLessThan(
      Z * Math.sqrt(2 / 18_000),
    );
  });

  it('of a stand-in does not know the fit of whom it replaces', () => {
    const replaced = {
      'negativity.fit': 0.3,
      'booking.cancellation.CREATOR': 1,
      'booking.replacement.probability': 1,
    };
    const scenario = scenarioOf([lineOf({}, big({ fit: 5 }))], replaced);
    const outcome = run(scenario, { draws: 512, metrics: ['NEGATIVE_ENGAGEMENT_RATIO'] });
    expectNormal(drawsOf(outcome, 'NEGATIVE_ENGAGEMENT_RATIO').map(logit), -2.9, 0.3 ** 2);
  });

  it('has eight times the odds on what is posted after an event, not before', () => {
    // Ten a year: by day 36.5 of ten years 1 − 1/e of all have had theirs.
    const scenario = scenarioOf(
      [lineOf({}, big({ plannedDay: 36.5 }))],
      { 'brandSafety.annualRate.CREATOR': 10 },
      { flightDays: 3650 },
    );
    const n = 1024;
    const ratio = drawsOf(
      run(scenario, { draws: n, metrics: ['NEGATIVE_ENGAGEMENT_RATIO'] }),
      'NEGATIVE_ENGAGEMENT_RATIO',
    );
    const p = 1 - Math.exp(-1);
    const turned = ratio.filter((share) => logit(share) > -2.9 + Math.log(3));
    expect(Math.abs(turned.length / n - p)).toBeLessThan(Z * Math.sqrt((p * (1 - p)) / n));
    expectNear(average(turned.map(logit)), -2.9 + Math.log(8));
  });
});
