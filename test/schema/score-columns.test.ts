import { expect, it } from 'vitest';
import { packDraws } from '../../schema/packed-draws.js';
import { SCORE_VERSION, scoreColumns } from '../../schema/score-columns.js';

it('scores what came as this version does: one that differs has another number', async () => {
  const draws = await packDraws(Float64Array.from([4, 1, 3, 2]));
  const against = [{ campaign: 'c', observed: 3, point: 2, uniform: 0.5 }];
  expect(SCORE_VERSION).toBe(2);
  // |x − 3| is 1 on average and |x − x′| 1.25; half of the draw at 3 counts as below it.
  const score = [
    [
      {
        ...{ p10: 1, p50: 2, p90: 4 },
        observation: {
          ...{ campaign: 'c', pit: 0.625, inside: [true, true, true] },
          ...{ crps: 0.1875, baselineCrps: 0.5 },
          pinball: [expect.closeTo(0.1, 12), 0.25, expect.closeTo(0.05, 12)],
          baselinePinball: [expect.closeTo(0.05, 12), 0.25, expect.closeTo(0.45, 12)],
        },
      },
    ],
  ];
  expect(scoreColumns([{ draws, less: null, against }])).toEqual(score);
  // What is taken off is taken off draw by draw.
  const [more, less] = await Promise.all(
    [
      [9, 3, 3, 9],
      [5, 2, 0, 7],
    ].map((numbers) => packDraws(Float64Array.from(numbers))),
  );
  expect(scoreColumns([{ draws: more, less, against }])).toEqual(score);
});
