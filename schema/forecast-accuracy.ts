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
  type RecordFilter,
  scoresBy,
} from './accuracy-filter.js';
import {
  AccuracyScopeEnum,
  forecastsWithOdds,
  type RecordScope,
  scopeOf,
} from './accuracy-scope.js';
import { accuracySummary } from './accuracy-text.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { NotScoredType } from './forecast-standing.js';
import { Forecast } from './forecast.js';
import { metricWords } from './metric.js';
import { OddsAccuracy } from './odds-record.js';
import { capitalised } from './readable.js';
import { ForecastPlatform } from './scenario-input.js';
import { type HeldForecast, MOST_FORECASTS } from './scored-forecasts.js';
import { CoverageType, PitBinType, QuantileLossType, VerdictEnum } from './track-record.js';
import { PLATFORM_OF } from './used-parameters.js';
import { STANDINGS, type Standing } from './what-came.js';

export interface Accuracy {
  readonly filter: RecordFilter;
  readonly scope: RecordScope;
  readonly held: readonly HeldForecast[];
  /** Forecasts of which anything was scored. */
  readonly forecasts: number;
  /** Whether the demonstration's are among these. */
  readonly usesDemoData: boolean;
  readonly record: TrackRecord | null;
  readonly odds: OddsRecord | null;
}

export async function accuracyOf(filter: RecordFilter, ctx: Context): Promise<Accuracy> {
  const held = await heldBy(filter, ctx);
  const scores = held.map((forecast) => scoresBy(filter, forecast));
  const scope = scopeOf(filter, scores.flat());
  const withOdds = filter.metric == null ? forecastsWithOdds(scope, held) : [];
  return {
    filter,
    scope,
    held,
    forecasts: scores.filter(({ length }) => length > 0).length,
    usesDemoData: held.some((forecast, i) => forecast.usesDemoData && scores[i].length > 0),
    record: trackRecord(scores.flat().map(({ observation }) => observation)),
    odds: oddsRecord(withOdds.flatMap(({ odds }) => odds)),
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
      description:
        'Plain sentences: of what the record is, how often ranges held, whether any of it is the demonstration’s and so made up, and what the forecasts are worth, as far as so many campaigns can tell.',
      resolve: ({ filter, scope, record, odds, held, usesDemoData }) =>
        accuracySummary(record, odds, {
          scope,
          usesDemoData,
          ofAllMetrics: filter.metric == null,
          saved: held.length,
          notScored: held.filter(({ standing }) => standing !== 'SCORED').length,
        }),
    }),
    scope: t.field({
      type: AccuracyScopeEnum,
      description:
        'Of what the record is. `Forecast.accuracy` takes the record nearest to its plan of which there is enough, so read this beside it.',
      resolve: ({ scope }) => scope.kind,
    }),
    platforms: t.field({
      type: [ForecastPlatform],
      description:
        'The platforms that it is of, those without a number in it left out; empty where it is of whole campaigns on any platforms, or of a tier.',
      resolve: ({ scope }) => [...scope.platforms],
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
    skillLow: t.float({
      nullable: true,
      description:
        'With 95% confidence the forecasts save at least this share in the long run, one trial for each campaign as in `coverage`: only above 0 are they better beyond chance. Null where campaigns are too few to tell.',
      resolve: ({ record }) => record?.skillInterval?.low ?? null,
    }),
    skillHigh: t.float({
      nullable: true,
      description:
        'With 95% confidence they save at most this share; below 0 they are worse beyond chance. Null where campaigns are too few to tell.',
      resolve: ({ record }) => record?.skillInterval?.high ?? null,
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
        'Odds of targets against what came. Targets are for whole plans: of platforms it is the odds of plans on just these. Null without any, and for a tier or a metric.',
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
    description: `How good the workspace’s saved forecasts were, to show next to this one: the nearest record of at least ${ENOUGH_CAMPAIGNS} campaigns, which \`scope\` and \`platforms\` name. For a plan on several platforms, whole campaigns on just these; else what was forecast for the plan’s platforms, in all campaigns; else all campaigns, however few. Outlooks next to an outlook, forecasts of plans next to one. Null as long as there is no record.`,
    resolve: async ({ resolved: { scenario } }, _args, ctx) => {
      const platforms = [...new Set(scenario.lines.map(({ row }) => PLATFORM_OF[row]))];
      // What has seen results misses by less than what has not.
      const outlook = scenario.today !== undefined;
      // On one platform, campaigns on it alone are among those that have a part on it.
      const nearest: RecordFilter[] =
        platforms.length > 1
          ? [{ plansOn: platforms }, { parts: platforms }]
          : [{ parts: platforms }];
      for (const part of nearest) {
        const accuracy = await accuracyOf({ ...part, outlook }, ctx);
        if ((accuracy.record?.campaigns ?? 0) >= ENOUGH_CAMPAIGNS) return accuracy;
      }
      const all = await accuracyOf({ outlook }, ctx);
      return all.record === null ? null : all;
    },
  }),
);
