import { expect, it } from 'vitest';
import { STUDIED, study } from '../../study/outlook/study.js';

const CAMPAIGNS = 12;
const WORLDS = 3;
const FLIGHT_SHARES = { 3: '10%', 9: '30%', 18: '60%' } as const;

it(
  '80% bands of outlooks hold the final totals of drawn campaigns, and narrow',
  { timeout: 60_000 },
  () => {
    const days = Object.keys(FLIGHT_SHARES).map(Number);
    const points = [
      ...study({ campaigns: CAMPAIGNS, worlds: WORLDS, days, draws: 128, seed: 'short' }),
    ];
    for (const metric of STUDIED) {
      const widths = days.map((day) => {
        const of = points.filter((point) => point.metric === metric && point.day === day);
        const inside = of.filter((point) => point.inside).length;
        // Binomial(n, .8) leaves this range once in 20,000 times, so this test once in 1,600; the long
        // study, of 500 campaigns, is in docs/outlook.md.
        const tolerance = 4.06 * Math.sqrt(0.8 * 0.2 * of.length);
        expect(Math.abs(inside - 0.8 * of.length), `${metric} on day ${day}`).toBeLessThan(
          tolerance,
        );
        return of.reduce((sum, { width }) => sum + width, 0) / of.length;
      });
      expect(widths, metric).toEqual(widths.toSorted((a, b) => b - a));
    }
  },
);
