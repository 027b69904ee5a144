import { describe, expect, it } from 'vitest';
import { correlates, expectNormal, lineOf, logit, scenarioOf } from '../../support/closed-form.js';
import { average, drawsOf, run } from '../../support/scenario.js';

describe('campaign shocks', () => {
  it('of reach, engagement and negativity correlate as the table says', () => {
    const scenario = scenarioOf([lineOf({})], {
      'campaign.reach.sd': 0.12,
      'campaign.engagement.sd': 0.25,
      'campaign.negativity.sd': 0.4,
      'shares.rate.INSTAGRAM_POST': 0,
    });
    const metrics = ['GROSS_REACH', 'ENGAGEMENTS', 'NEGATIVE_ENGAGEMENT_RATIO'] as const;
    const outcome = run(scenario, { draws: 4096, metrics });
    const reach = drawsOf(outcome, 'GROSS_REACH').map(Math.log);
    const rate = drawsOf(outcome, 'ENGAGEMENTS').map((n, d) => Math.log(n) - reach[d]);
    const negativity = drawsOf(outcome, 'NEGATIVE_ENGAGEMENT_RATIO').map(logit);
    expectNormal(reach, average(reach), 0.12 ** 2);
    expectNormal(rate, average(rate), 0.25 ** 2);
    expectNormal(negativity, -2.9, 0.4 ** 2);
    expect(correlates(reach, rate, 0.5)).toBe(true);
    expect(correlates(rate, negativity, -0.4)).toBe(true);
    expect(correlates(reach, negativity, -0.2)).toBe(true);
    expect(correlates(reach, negativity, 0)).toBe(false);
  });
});
