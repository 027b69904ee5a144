import {
  BANDS,
  type Coverage,
  ENOUGH_CAMPAIGNS,
  type OddsRecord,
  oddsRecord,
  PINBALL_LEVELS,
  PIT_BINS,
  type Platform,
  type ReliabilityBin,
  type TrackRecord,
  trackRecord,
} from '../simulations/index.js';
import { accuracySummary } from './accuracy-text.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { InputError } from './errors.js';
import { Forecast, PLATFORM_NAMES } from './forecast.js';
import { UnitEnum } from './distribution.js';
import { DateTimeRange } from './list-input.js';
import { MetricEnum, metricWords } from './metric.js';
import { SavedForecast } from './saved-forecast.js';
import { ForecastPlatform } from './scenario-input.js';
import {
  type ForecastScore,
  type GroupKind,
  type HeldForecast,
  heldForecastLoader,
  heldForecasts,
  HORIZONS,
  type Horizon,
  MOST_FORECASTS,
} from './scored-forecasts.js';
import { unitOf } from './unit.js';
import { PLATFORM_OF } from './used-parameters.js';
import { STANDINGS, type Standing } from './what-came.js';

const described = <Name extends string>(names: Readonly<Record<Name, string>>) =>
  Object.fromEntries(
    Object.entries<string>(names).map(([name, description]) => [name, { description }]),
  ) as Record<Name, { description: string }>;

const HorizonEnum = builder.enumType('ForecastHorizon', {
  description: 'When a forecast was saved, relative to the flight.',
  values: described<Horizon>(HORIZONS),
});

const StandingEnum = builder.enumType('ForecastStanding', {
  description: 'How far a saved forecast has come on its way to a score.',
  values: described<Standing>(STANDINGS),
});

const VerdictEnum = builder.enumType('AccuracyVerdict', {
  description: 'Whether ranges held as often as they promise, going by those of 8 chances in 10.',
  values: described<TrackRecord['verdict']>({
    AS_PROMISED: 'They did, as far as so many campaigns can tell.',
    TOO_NARROW: 'They held too seldom for that to be bad luck.',
    TOO_WIDE: 'They held too often for that to be good luck.',
    TOO_EARLY: 'Too few campaigns to tell.',
  }),
});

const CoverageType = builder.objectRef<Coverage>('Coverage').implement({
  description: 'How often outcomes fell into a range that promises to hold a share of them.',
  fields: (t) => ({
    band: t.expose('band', {
      type: 'Probability',
      description: 'What the range promises: 0.8 is the range from `p10` to `p90`.',
    }),
    share: t.expose('share', {
      type: 'Probability',
      description: 'Share of the outcomes that it held.',
    }),
    low: t.expose('low', {
      type: 'Probability',
      description:
        'With 95% confidence it will hold at least this share in the long run (Wilson’s interval, one trial for each campaign, because what a campaign brings comes out together).',
    }),
    high: t.expose('high', {
      type: 'Probability',
      description: 'With 95% confidence it will hold at most this share.',
    }),
  }),
});

interface PitBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const PitBinType = builder.objectRef<PitBin>('PitBin').implement({
  description: 'Outcomes that fell into a tenth of their forecasts.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Probability', description: 'Lower end of the tenth.' }),
    to: t.expose('to', { type: 'Probability', description: 'Upper end of the tenth.' }),
    count: t.exposeInt('count', { description: 'Outcomes in this tenth.' }),
  }),
});

interface QuantileLoss {
  readonly p: number;
  readonly loss: number;
  readonly baselineLoss: number;
}

const QuantileLossType = builder.objectRef<QuantileLoss>('QuantileLoss').implement({
  description: 'What a forecast quantile costs by being wrong (pinball loss).',
  fields: (t) => ({
    p: t.expose('p', { type: 'Probability', description: 'Which quantile.' }),
    loss: t.exposeFloat('loss', {
      description: 'Mean loss, as a share of the baseline’s point; lower is better.',
    }),
    baselineLoss: t.exposeFloat('baselineLoss', {
      description: 'Mean loss of taking the baseline’s point for this quantile.',
    }),
  }),
});

const ReliabilityBinType = builder.objectRef<ReliabilityBin>('ReliabilityBin').implement({
  description: 'Targets that were given similar odds, and how many of them were met.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'Probability',
      description: 'Lowest odds in this group, included.',
    }),
    to: t.expose('to', {
      type: 'Probability',
      description: 'Odds below this are in this group; 1 is in the last.',
    }),
    count: t.exposeInt('count', { description: 'Targets in this group.' }),
    stated: t.expose('stated', {
      type: 'Probability',
      description: 'Average odds of the targets in this group.',
    }),
    met: t.expose('happened', {
      type: 'Probability',
      description: 'Share of the targets in this group that was met.',
    }),
    low: t.expose('low', {
      type: 'Probability',
      description: 'With 95% confidence at least this share is met in the long run.',
    }),
    high: t.expose('high', {
      type: 'Probability',
      description: 'With 95% confidence at most this share is met.',
    }),
  }),
});

const OddsAccuracy = builder.objectRef<OddsRecord>('OddsAccuracy').implement({
  description: 'The odds of targets against whether they were met.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'Targets with odds.' }),
    brier: t.exposeFloat('brier', {
      description: 'Brier score, the mean squared error of the odds: 0 is perfect, 0.25 a coin.',
    }),
    baseRateBrier: t.exposeFloat('baseRateBrier', {
      description:
        'Brier score of giving every target the same odds: the share that was met, which only hindsight knows.',
    }),
    reliability: t.field({
      type: [ReliabilityBinType],
      description: 'By fifths of the odds; those without targets are left out.',
      resolve: ({ bins }) => [...bins],
    }),
  }),
});

/** Which part of the workspace's record; all of it where nothing is said. */
interface RecordFilter {
  readonly platform?: string | null;
  readonly tier?: string | null;
  readonly horizon?: Horizon | null;
  readonly metric?: string | null;
  readonly saved?: { readonly from?: Date | null; readonly to?: Date | null } | null;
  /** Plans on just these platforms. */
  readonly platforms?: readonly string[];
}

const kindOf = ({ platform, tier }: RecordFilter): GroupKind => {
  if (platform != null) return 'PLATFORM';
  return tier != null ? 'TIER' : 'TOTAL';
};

async function heldBy(filter: RecordFilter, ctx: Context): Promise<HeldForecast[]> {
  const { horizon, saved, platforms } = filter;
  const held = await heldForecasts(ctx, kindOf(filter));
  return held.filter(
    (forecast) =>
      (horizon == null || forecast.horizon === horizon) &&
      (saved?.from == null || forecast.createdAt >= saved.from) &&
      (saved?.to == null || forecast.createdAt < saved.to) &&
      (platforms === undefined || [...forecast.platforms].sort().join() === platforms.join()),
  );
}

function scoresBy({ platform, tier, metric }: RecordFilter, { scores }: HeldForecast) {
  return scores.filter(
    (score) =>
      (metric == null || score.metric === metric) &&
      [platform, tier].every((key) => key == null || score.key === key),
  );
}

interface Accuracy {
  readonly filter: RecordFilter;
  readonly held: readonly HeldForecast[];
  /** Forecasts of which anything was scored. */
  readonly forecasts: number;
  readonly record: TrackRecord | null;
  readonly odds: OddsRecord | null;
}

async function accuracyOf(filter: RecordFilter, ctx: Context): Promise<Accuracy> {
  const held = await heldBy(filter, ctx);
  const scores = held.map((forecast) => scoresBy(filter, forecast));
  // Targets are of the whole plan, and of a metric of their own.
  const isWhole = kindOf(filter) === 'TOTAL' && filter.metric == null;
  return {
    filter,
    held,
    forecasts: scores.filter(({ length }) => length > 0).length,
    record: trackRecord(scores.flat().map(({ observation }) => observation)),
    odds: isWhole ? oddsRecord(held.flatMap(({ odds }) => odds)) : null,
  };
}

interface NotScored {
  readonly standing: Standing;
  readonly count: number;
}

const NotScoredType = builder.objectRef<NotScored>('NotScored').implement({
  description: 'How many saved forecasts are not held against results, and why.',
  fields: (t) => ({
    standing: t.expose('standing', { type: StandingEnum, description: 'Why not; never `SCORED`.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
});

const DimensionEnum = builder.enumType('AccuracyDimension', {
  description: 'What a record can be split by.',
  values: {
    METRIC: { description: 'By metric.' },
    PLATFORM: { description: 'By platform, friends’ feeds beside them.' },
    TIER: { description: 'By tier of the default scheme, going by the accounts as they are now.' },
    HORIZON: { description: 'By when the forecast was saved.' },
  } as const,
});

interface AccuracyGroup {
  readonly key: string;
  readonly name: string;
  readonly accuracy: Accuracy;
}

const ForecastAccuracy = builder.objectRef<Accuracy>('ForecastAccuracy').implement({
  description: `The workspace’s saved forecasts against what came, archived ones included, the newest ${MOST_FORECASTS}. A forecast counts when the flight is over, every placement is posted or cancelled (or two weeks have passed), and of a metric every posted placement has results that were seen when at least 95% of the final count is usually there. A forecast of a campaign’s own placements is held against those that it knew. Unique reach is never scored: nobody sees which people two placements share. Losses are shares of the baseline’s point, so that metrics can be averaged; the baseline multiplies the preset’s medians out, without any distribution.`,
  fields: (t) => ({
    summary: t.string({
      description: 'Plain sentences: how often ranges held, and what the forecasts are worth.',
      resolve: ({ record, odds }) => accuracySummary(record, odds),
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

const AccuracyGroupType = builder.objectRef<AccuracyGroup>('AccuracyGroup').implement({
  description: 'One part of a record.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Metric, platform, tier or horizon.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    accuracy: t.field({
      type: ForecastAccuracy,
      description: 'The record of this part.',
      resolve: ({ accuracy }) => accuracy,
    }),
  }),
});

builder.objectField(ForecastAccuracy, 'by', (t) =>
  t.field({
    type: [AccuracyGroupType],
    complexity: { field: 10, multiplier: 10 },
    description: 'The record split into parts; those without observations are left out.',
    args: {
      dimension: t.arg({ type: DimensionEnum, required: true, description: 'By what.' }),
    },
    resolve: async ({ filter }, { dimension }, ctx) => {
      const groups = await Promise.all(
        (await partsOf(filter, dimension, ctx)).map(
          async ({ key, name, part }): Promise<AccuracyGroup> => ({
            key,
            name,
            accuracy: await accuracyOf({ ...filter, ...part }, ctx),
          }),
        ),
      );
      return groups.filter(({ accuracy }) => accuracy.record !== null);
    },
  }),
);

interface Part {
  readonly key: string;
  readonly name: string;
  readonly part: RecordFilter;
}

async function partsOf(
  filter: RecordFilter,
  dimension: 'METRIC' | 'PLATFORM' | 'TIER' | 'HORIZON',
  ctx: Context,
): Promise<Part[]> {
  switch (dimension) {
    case 'METRIC': {
      const scores = (await heldBy(filter, ctx)).flatMap((held) => scoresBy(filter, held));
      const metrics = [...new Set(scores.map(({ metric }) => metric))];
      return metrics.map((metric) => ({
        key: metric,
        name: capitalised(metricWords(metric)),
        part: { metric },
      }));
    }
    case 'HORIZON':
      return (Object.keys(HORIZONS) as Horizon[]).map((horizon) => ({
        key: horizon,
        name: capitalised(horizon.toLowerCase().replace('_', ' ')),
        part: { horizon },
      }));
    case 'PLATFORM':
      if (filter.tier != null) throw oneKindOfPart('PLATFORM', dimension);
      return Object.entries(PLATFORM_NAMES).map(([platform, name]) => ({
        key: platform,
        name,
        part: { platform },
      }));
    case 'TIER': {
      if (filter.platform != null) throw oneKindOfPart('TIER', dimension);
      const tiers = await ctx.loaders.tiersInUse.load(ctx.viewer.workspaceId);
      return tiers
        .filter(({ scheme }) => scheme.isDefault)
        .map(({ key, name }) => ({ key, name, part: { tier: key } }));
    }
  }
}

const oneKindOfPart = (what: string, got: string) =>
  new InputError(['dimension'], `must not be ${what} inside the other of PLATFORM and TIER`, got);

const capitalised = (words: string): string => `${words[0].toUpperCase()}${words.slice(1)}`;

const AccuracyFilter = builder.inputType('AccuracyFilter', {
  description: 'Which part of the record. Left out: whole campaigns, all metrics, all forecasts.',
  fields: (t) => ({
    platform: t.field({
      type: ForecastPlatform,
      description: 'What was forecast for this platform, instead of whole campaigns.',
    }),
    tier: t.string({
      description:
        'What was forecast for the tier with this key, instead of whole campaigns; not with `platform`.',
    }),
    horizon: t.field({ type: HorizonEnum, description: 'Forecasts saved at this time.' }),
    metric: t.field({ type: MetricEnum, description: 'Only this metric.' }),
    saved: t.field({ type: DateTimeRange, description: 'Forecasts saved in this range of time.' }),
  }),
});

builder.queryField('forecastAccuracy', (t) =>
  t.field({
    type: ForecastAccuracy,
    complexity: 10,
    description:
      'How good the workspace’s saved forecasts were: every one against what came. Show it next to new ones.',
    args: { filter: t.arg({ type: AccuracyFilter, description: 'Which part of the record.' }) },
    resolve: (_root, { filter }, ctx) => {
      if (filter?.platform != null && filter.tier != null) {
        throw new InputError(['filter', 'tier'], 'must not be given with platform', filter.tier);
      }
      return accuracyOf(filter ?? {}, ctx);
    },
  }),
);

builder.objectField(Forecast, 'accuracy', (t) =>
  t.field({
    type: ForecastAccuracy,
    nullable: true,
    complexity: 10,
    description: `How good the workspace’s saved forecasts of the same platforms were, to show next to this one; of all plans where those were for fewer than ${ENOUGH_CAMPAIGNS} campaigns. Null as long as there is no record.`,
    resolve: async ({ resolved: { scenario } }, _args, ctx) => {
      const platforms = [...new Set(scenario.lines.map(({ row }) => PLATFORM_OF[row]))].sort();
      const alike = await accuracyOf({ platforms }, ctx);
      if ((alike.record?.campaigns ?? 0) >= ENOUGH_CAMPAIGNS) return alike;
      const all = await accuracyOf({}, ctx);
      return all.record === null ? null : all;
    },
  }),
);

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
  description: 'One number of a saved forecast, and what came.',
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
        description: 'What came, by the results.',
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
