import { BANDS, type Platform } from '../simulations/index.js';
import { builder } from './builder.js';
import { UnitEnum } from './distribution.js';
import { StandingEnum } from './forecast-standing.js';
import { MetricEnum } from './metric.js';
import type { ForecastScore } from './saved-scores.js';
import { SavedForecast } from './saved-forecast.js';
import { ForecastPlatform } from './scenario-input.js';
import { heldForecastLoader } from './scored-forecasts.js';
import { unitOf } from './unit.js';

builder.objectField(SavedForecast, 'standing', (t) =>
  t.field({
    type: StandingEnum,
    description: 'Whether it was held against what came, or why not.',
    resolve: async ({ id }, _args, ctx) =>
      (await heldForecastLoader(ctx).load(id))?.standing ?? 'NO_CAMPAIGN',
  }),
);

interface ShownScore {
  readonly score: ForecastScore;
  readonly currency: string;
}

const ForecastScoreType = builder.objectRef<ShownScore>('ForecastScore').implement({
  description:
    'One number of a saved forecast, and what came. Impressions and gross reach are those of the posts themselves, without what their shares reach: below the forecast’s own, which include `amplifiedReach`.',
  fields: (t) => {
    const shown = ({ score: { metric }, currency }: ShownScore, value: number | null) =>
      value === null ? null : value / unitOf(metric, currency).scale;
    return {
      metric: t.field({
        type: MetricEnum,
        description: 'Of what.',
        resolve: ({ score }) => score.metric,
      }),
      platform: t.field({
        type: ForecastPlatform,
        nullable: true,
        description: 'Of this platform alone; null for a tier and for the whole campaign.',
        resolve: ({ score: { kind, key } }) => (kind === 'PLATFORM' ? (key as Platform) : null),
      }),
      tier: t.string({
        nullable: true,
        description: 'Of the tier with this key alone; null for a platform and for the whole.',
        resolve: ({ score: { kind, key } }) => (kind === 'TIER' ? key : null),
      }),
      unit: t.field({
        type: UnitEnum,
        description: 'What its numbers are counted in; money in major units.',
        resolve: ({ score: { metric }, currency }) => unitOf(metric, currency).kind,
      }),
      actual: t.float({
        description:
          'What came, by the results: final counts, with the growth that is usual after the last one.',
        resolve: (shownScore) => shown(shownScore, shownScore.score.observed) ?? 0,
      }),
      p10: t.float({
        nullable: true,
        description: 'One tenth of the draws were at most this.',
        resolve: (shownScore) => shown(shownScore, shownScore.score.p10),
      }),
      p50: t.float({
        nullable: true,
        description: 'The forecast’s median.',
        resolve: (shownScore) => shown(shownScore, shownScore.score.p50),
      }),
      p90: t.float({
        nullable: true,
        description: 'Nine tenths of the draws were at most this.',
        resolve: (shownScore) => shown(shownScore, shownScore.score.p90),
      }),
      inside: t.boolean({
        description: 'Whether it came out between `p10` and `p90`.',
        resolve: ({ score }) => score.observation.inside[BANDS.indexOf(0.8)],
      }),
      pit: t.field({
        type: 'Probability',
        description: 'Share of the draws below what came; ties are broken at random.',
        resolve: ({ score }) => score.observation.pit,
      }),
      baseline: t.float({
        description: 'What multiplying the preset’s medians out would have said.',
        resolve: (shownScore) => shown(shownScore, shownScore.score.baseline) ?? 0,
      }),
    };
  },
});

builder.objectField(SavedForecast, 'scores', (t) =>
  t.field({
    type: [ForecastScoreType],
    complexity: { field: 10, multiplier: 20 },
    description:
      'Its numbers against what came: of the whole campaign first, then of each platform and tier. Empty until it is `SCORED`.',
    resolve: async ({ id }, _args, ctx) => {
      const { currency } = ctx.viewer;
      const held = await heldForecastLoader(ctx).load(id);
      return (held?.scores ?? []).map((score) => ({ score, currency }));
    },
  }),
);
