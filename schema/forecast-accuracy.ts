import {
  BANDS,
  ENOUGH_CAMPAIGNS,
  type Metric,
  OBSERVED_METRICS,
  type ObservedMetric,
  type OddsRecord,
  oddsRecord,
  PINBALL_LEVELS,
  PIT_BINS,
  type TrackRecord,
  trackRecord,
} from '../simulations/index.js';
import {
  AccuracyFilter,
  checkFilter,
  heldBy,
  kindOf,
  type RecordFilter,
  scoresBy,
} from './accuracy-filter.js';
import { accuracySummary } from './accuracy-text.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { NotScoredType } from './forecast-standing.js';
import { Forecast } from './forecast.js';
import { metricWords } from './metric.js';
import { OddsAccuracy } from './odds-record.js';
import { capitalised } from './readable.js';
import { type HeldForecast, MOST_FORECASTS } from './scored-forecasts.js';
import { CoverageType, PitBinType, QuantileLossType, VerdictEnum } from './track-record.js';
import { PLATFORM_OF } from './used-parameters.js';
import { STANDINGS, type Standing } from './what-came.js';

export interface Accuracy {
  readonly filter: RecordFilter;
  readonly held: readonly HeldForecast[];
  /** Forecasts of which anything was scored. */
  readonly forecasts: number;
  readonly record: TrackRecord | null;
  readonly odds: OddsRecord | null;
}

/** Whether it is of whole plans and all metrics, as targets are. */
const isWhole = (filter: RecordFilter): boolean =>
  kindOf(filter) === 'TOTAL' && filter.metric == null;

export async function accuracyOf(filter: RecordFilter, ctx: Context): Promise<Accuracy> {
  const held = await heldBy(filter, ctx);
  const scores = held.map((forecast) => scoresBy(filter, forecast));
  return {
    filter,
    held,
    forecasts: scores.filter(({ length }) => length > 0).length,
    record: trackRecord(scores.flat().map(({ observation }) => observation)),
    odds: isWhole(filter) ? oddsRecord(held.flatMap(({ odds }) => odds)) : null,
  };
}

const words = (metrics: readonly Metric[]) => metrics.map(metricWords).join(', ');
const ALONE: readonly ObservedMetric[] = ['REACH', 'FREQUENCY'];

/** For planners, who look for it where they read the record. */
const WHAT_IS_SCORED = `Scored are ${words(OBSERVED_METRICS.filter((metric) => !ALONE.includes(metric)))}: impressions and gross reach of the posts themselves, without what their shares reach, which no post counts. ${capitalised(words(ALONE))} are scored only where one placement is all that was planned for the campaign, platform or tier, and shares reach nobody: nobody sees which people two placements share. Nothing else is, brand-safety events among it: no result tells them.`;

export const ForecastAccuracy = builder.objectRef<Accuracy>('ForecastAccuracy').implement({
  description: `The workspace’s saved forecasts against what came, archived ones included, the newest ${MOST_FORECASTS}. A forecast counts when the flight is over, every placement is posted or cancelled (or two weeks have passed), and of a metric every posted placement has results that were seen when at least 95% of the final count is usually there; what is usually still missing is added. An outlook is not scored on what had practically come when it was saved. A forecast of a campaign’s own placements is held against those that it knew. ${WHAT_IS_SCORED} Losses are shares of the baseline’s point, so that metrics can be averaged; the baseline multiplies the preset’s medians out, without any distribution.`,
  fields: (t) => ({
    summary: t.string({
      description: 'Plain sentences: how often ranges held, and what the forecasts are worth.',
      resolve: ({ filter, record, odds, held }) =>
        accuracySummary(record, odds, {
          isWhole: isWhole(filter),
          saved: held.length,
          notScored: held.filter(({ standing }) => standing !== 'SCORED').length,
        }),
    }),
    verdict: t.field({
      type: VerdictEnum,
      description: 'Whether ranges held as often as they promise, in a word.',
      resolve: ({ record }) => record?.verdict ?? 'TOO_EARLY',
    }),
    forecasts: t.exposeInt('forecasts', { description: 'Forecasts that were scored.' }),
    campaigns: t.int({
      description: 'Campaigns whose forecasts were scored.',
      resolve: ({ record }) => record?.campaigns ?? 0,
    }),
    observations: t.int({
      description: 'Numbers that were held against what came: forecasts × metrics × parts.',
      resolve: ({ record }) => record?.observations ?? 0,
    }),
    coverage: t.field({
      type: [CoverageType],
      description: `Ranges of ${BANDS.map((band) => `${band * 100}%`).join(', ')}; empty without observations.`,
      resolve: ({ record }) => [...(record?.coverage ?? [])],
    }),
    pit: t.field({
      type: [PitBinType],
      description:
        'Where in its forecast each outcome fell (probability integral transform): of good forecasts a tenth in each tenth. A hump: too wide; a valley: too narrow; a slope: too low or too high. Ties between counts are broken at random.',
      resolve: ({ record }) =>
        (record?.pit ?? []).map((count, i) => ({
          from: i / PIT_BINS,
          to: (i + 1) / PIT_BINS,
          count,
        })),
    }),
    pitMean: t.float({
      nullable: true,
      description:
        'Mean of the places that `pit` counts, 0–1: above 0.5 more came than was forecast, below it less. Null without observations.',
      resolve: ({ record }) => record?.pitMean ?? null,
    }),
    crps: t.float({
      nullable: true,
      description:
        'Continuous ranked probability score, the error of a whole distribution, on average as a share of the baseline’s point; lower is better. Null without observations.',
      resolve: ({ record }) => record?.crps ?? null,
    }),
    baselineCrps: t.float({
      nullable: true,
      description:
        'The baseline’s `crps`. It has no range, so this is its average distance from what came. Null without observations.',
      resolve: ({ record }) => record?.baselineCrps ?? null,
    }),
    skill: t.float({
      nullable: true,
      description:
        'Share of the baseline’s error that the forecasts save: 1 is perfect, 0 no better, negative worse. Null without observations.',
      resolve: ({ record }) => record?.skill ?? null,
    }),
    pinball: t.field({
      type: [QuantileLossType],
      description: 'What being wrong cost `p10`, `p50` and `p90` (pinball loss).',
      resolve: ({ record }) =>
        record === null
          ? []
          : PINBALL_LEVELS.map((p, i) => ({
              p,
              loss: record.pinball[i],
              baselineLoss: record.baselinePinball[i],
            })),
    }),
    odds: t.field({
      type: OddsAccuracy,
      nullable: true,
      description:
        'Odds of targets against what came; null without any, and for a platform, a tier or a metric.',
      resolve: ({ odds }) => odds,
    }),
    notScored: t.field({
      type: [NotScoredType],
      description: 'Saved forecasts of campaigns that do not count yet, or never will, by reason.',
      resolve: ({ held }) =>
        (Object.keys(STANDINGS) as Standing[])
          .filter((standing) => standing !== 'SCORED')
          .map((standing) => ({
            standing,
            count: held.filter((forecast) => forecast.standing === standing).length,
          }))
          .filter(({ count }) => count > 0),
    }),
  }),
});

builder.queryField('forecastAccuracy', (t) =>
  t.field({
    type: ForecastAccuracy,
    complexity: 10,
    description:
      'How good the workspace’s saved forecasts were: every one against what came. Show it next to new ones.',
    args: { filter: t.arg({ type: AccuracyFilter, description: 'Which part of the record.' }) },
    resolve: async (_root, { filter }, ctx) => {
      if (filter != null) await checkFilter(filter, ctx);
      return accuracyOf(filter ?? {}, ctx);
    },
  }),
);

builder.objectField(Forecast, 'accuracy', (t) =>
  t.field({
    type: ForecastAccuracy,
    nullable: true,
    complexity: 10,
    description: `How good the workspace’s saved forecasts of the same platforms were, to show next to this one: outlooks next to an outlook, forecasts of plans next to one; of all of them where those were for fewer than ${ENOUGH_CAMPAIGNS} campaigns. Null as long as there is no record.`,
    resolve: async ({ resolved: { scenario } }, _args, ctx) => {
      const platforms = [...new Set(scenario.lines.map(({ row }) => PLATFORM_OF[row]))].sort();
      // What has seen results misses by less than what has not.
      const outlook = scenario.today !== undefined;
      const alike = await accuracyOf({ platforms, outlook }, ctx);
      if ((alike.record?.campaigns ?? 0) >= ENOUGH_CAMPAIGNS) return alike;
      const all = await accuracyOf({ outlook }, ctx);
      return all.record === null ? null : all;
    },
  }),
);
