import { describe, expect, it } from 'vitest';
import { aLine, aScenario, assumptions, drawsOf, run } from '../../support/scenario.js';
import { aSeen } from '../../support/seen.js';

describe('an outlook takes what was counted of a step that is assumed to bring nothing', () => {
  it.each([
    ['shares.rate.INSTAGRAM_POST', { shares: 10 }, 'SHARES', 10],
    ['clicks.rate.INSTAGRAM_POST', { clicks: 10 }, 'CLICKS', 10],
    ['conversion.rate', { clicks: 10, conversions: 2 }, 'CONVERSIONS', 2],
  ] as const)('%s', (name, counts, metric, least) => {
    const seen = aSeen({ ageDays: 5, reach: 20_000, ...counts }, { plannedDay: 2 });
    const scenario = aScenario({
      today: 10,
      lines: [aLine({ buy: { all: true }, candidates: [seen] })],
      assumptions: assumptions({ [name]: 0 }),
    });
    const draws = drawsOf(run(scenario, { draws: 64 }), metric);
    for (const count of draws) expect(count).toBeGreaterThanOrEqual(least);
  });
});
