import { builder } from './builder.js';
import type { Context } from './context.js';
import { InputError } from './errors.js';
import { heldBy, type RecordFilter, scoresBy } from './accuracy-filter.js';
import { type Accuracy, accuracyOf, ForecastAccuracy } from './forecast-accuracy.js';
import { PLATFORM_NAMES } from './forecast-groups.js';
import { metricWords } from './metric.js';
import { capitalised } from './readable.js';
import type { Horizon } from './scored-forecasts.js';

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
    description:
      'The record split into parts; those without observations are left out. A forecast’s record of platforms has none by tier: forecasts are kept for each platform and for each tier, not for both at once.',
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

const HORIZON_NAMES: Readonly<Record<Horizon, string>> = {
  BEFORE: 'Before the flight',
  FIRST_THIRD: 'First third of the flight',
  SECOND_THIRD: 'Second third of the flight',
  LAST_THIRD: 'Last third of the flight',
};

/** Those that the filter leaves. */
async function partsOf(
  filter: RecordFilter,
  dimension: 'METRIC' | 'PLATFORM' | 'TIER' | 'HORIZON',
  ctx: Context,
): Promise<Part[]> {
  const parts = (
    field: 'metric' | 'platform' | 'tier' | 'horizon',
    names: readonly (readonly [key: string, name: string])[],
  ) =>
    names
      .filter(([key]) => filter[field] == null || filter[field] === key)
      .map(([key, name]): Part => ({ key, name, part: { [field]: key } }));
  switch (dimension) {
    case 'METRIC': {
      const scores = (await heldBy(filter, ctx)).flatMap((held) => scoresBy(filter, held));
      const metrics = [...new Set(scores.map(({ metric }) => metric))];
      return parts(
        'metric',
        metrics.map((metric) => [metric, capitalised(metricWords(metric))]),
      );
    }
    case 'HORIZON':
      return parts('horizon', Object.entries(HORIZON_NAMES));
    case 'PLATFORM':
      if (filter.tier != null) throw notOfBoth('tier', dimension);
      return parts(
        'platform',
        Object.entries(PLATFORM_NAMES).filter(([key]) => filter.parts?.includes(key) ?? true),
      );
    case 'TIER': {
      if (filter.platform != null) throw notOfBoth('platform', dimension);
      // Nobody asked for the platforms of a forecast's record, so it is no fault of the question.
      if (filter.parts !== undefined) return [];
      const tiers = await ctx.loaders.tiersInUse.load(ctx.viewer.workspaceId);
      const ofDefault = tiers.filter(({ scheme }) => scheme.isDefault);
      return parts(
        'tier',
        ofDefault.map(({ key, name }) => [key, name]),
      );
    }
  }
}

const notOfBoth = (chosen: string, got: string) =>
  new InputError(
    ['dimension'],
    `must not split a ${chosen}: forecasts are kept for each platform and for each tier, not for both at once`,
    got,
  );
