import { expect, it } from 'vitest';
import { STUDIED_BY_DAY, studyByDay } from '../../study/outlook/daily-study.js';

const AHEAD = [1, 3, 8] as const;

it('80% bands of days to come hold what then comes of drawn campaigns', { timeout: 60_000 }, () => {
  const size = { campaigns: 20, worlds: 4, draws: 128 };
  const points = [...studyByDay({ ...size, today: 9, ahead: AHEAD, seed: 'short' })];
  for (const metric of Object.keys(STUDIED_BY_DAY)) {
    for (const ahead of AHEAD) {
      const of = points.filter((point) => point.metric === metric && point.ahead === ahead);
      const inside = of.filter((point) => point.inside).length;
      // Binomial(n, .8) leaves this range once in 20,000 times; the long study is in docs/outlook.md.
      const tolerance = 4.06 * Math.sqrt(0.8 * 0.2 * of.length);
      expect(
        Math.abs(inside - 0.8 * of.length),
        `${metric}, ${ahead} days ahead: ${inside} of ${of.length}`,
      ).toBeLessThan(tolerance);
    }
  }
});
