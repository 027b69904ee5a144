import { OBSERVED_METRICS } from '../simulations/index.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { InputError, listKeys, NotFoundError } from './errors.js';
import { HorizonEnum } from './forecast-standing.js';
import { DateTimeRange } from './list-input.js';
import { MetricEnum } from './metric.js';
import { ForecastPlatform } from './scenario-input.js';
import {
  type GroupKind,
  type HeldForecast,
  heldForecasts,
  type Horizon,
} from './scored-forecasts.js';

export const AccuracyFilter = builder.inputType('AccuracyFilter', {
  description: 'Which part of the record. Left out: whole campaigns, all metrics, all forecasts.',
  fields: (t) => ({
    platform: t.field({
      type: ForecastPlatform,
      description: 'What was forecast for this platform, instead of whole campaigns.',
    }),
    tier: t.string({
      description:
        'What was forecast for the tier of the default scheme with this key, instead of whole campaigns; not with `platform`.',
    }),
    horizon: t.field({ type: HorizonEnum, description: 'Forecasts saved at this time.' }),
    metric: t.field({
      type: MetricEnum,
      description: `Only this metric, one of ${OBSERVED_METRICS.map((metric) => `\`${metric}\``).join(', ')}.`,
    }),
    saved: t.field({ type: DateTimeRange, description: 'Forecasts saved in this range of time.' }),
    outlook: t.boolean({
      description: 'True: only saved outlooks. False: only forecasts of plans. Left out: both.',
    }),
  }),
});

/** @throws InputError for a part of which there can be no record */
export async function checkFilter(
  { platform, tier, metric }: RecordFilter,
  { loaders, viewer }: Context,
): Promise<void> {
  if (metric != null && !(OBSERVED_METRICS as readonly string[]).includes(metric)) {
    const rule = `must be a metric that results tell: ${OBSERVED_METRICS.join(', ')}`;
    throw new InputError(['filter', 'metric'], rule, metric);
  }
  if (tier == null) return;
  const path = ['filter', 'tier'];
  if (platform != null) throw new InputError(path, 'must not be given with platform', tier);
  const tiers = await loaders.tiersInUse.load(viewer.workspaceId);
  const keys = tiers.filter(({ scheme }) => scheme.isDefault).map(({ key }) => key);
  if (!keys.includes(tier)) {
    const what = `the key of a tier of the default scheme (${listKeys(keys)})`;
    throw new NotFoundError(path, what, tier);
  }
}

/** Which part of the workspace's record; all of it where nothing is said. */
export interface RecordFilter {
  readonly platform?: string | null;
  readonly tier?: string | null;
  readonly horizon?: Horizon | null;
  readonly metric?: string | null;
  readonly saved?: { readonly from?: Date | null; readonly to?: Date | null } | null;
  readonly outlook?: boolean | null;
  /** Whole campaigns on just these platforms. */
  readonly plansOn?: readonly string[];
  /** What was forecast for any of these platforms, instead of whole campaigns. */
  readonly parts?: readonly string[];
}

export const kindOf = (filter: RecordFilter): GroupKind => {
  if (partsIn(filter) !== undefined) return 'PLATFORM';
  return filter.tier != null ? 'TIER' : 'TOTAL';
};

/** The platforms whose parts of campaigns it is of; undefined where of whole campaigns or a tier. */
export const partsIn = ({ platform, parts }: RecordFilter): readonly string[] | undefined =>
  platform != null ? [platform] : parts;

/** Whether its plan is on these platforms, all of them and no others. */
export const isOnJust = (platforms: readonly string[], of: HeldForecast): boolean =>
  [...of.platforms].sort().join() === [...platforms].sort().join();

export async function heldBy(filter: RecordFilter, ctx: Context): Promise<HeldForecast[]> {
  const { horizon, saved, outlook, plansOn } = filter;
  const held = await heldForecasts(ctx, kindOf(filter));
  return held.filter(
    (forecast) =>
      (horizon == null || forecast.horizon === horizon) &&
      (outlook == null || forecast.isOutlook === outlook) &&
      (saved?.from == null || forecast.createdAt >= saved.from) &&
      (saved?.to == null || forecast.createdAt < saved.to) &&
      (plansOn === undefined || isOnJust(plansOn, forecast)),
  );
}

export function scoresBy(filter: RecordFilter, { scores }: HeldForecast) {
  const { tier, metric } = filter;
  const keys = partsIn(filter) ?? (tier == null ? undefined : [tier]);
  return scores.filter(
    (score) =>
      (metric == null || score.metric === metric) &&
      (keys === undefined || keys.includes(score.key)),
  );
}
