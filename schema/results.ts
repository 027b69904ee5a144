import { METRICS, type Group, type Metric, type Row } from '../simulations/index.js';
import { builder } from './builder.js';
import { DailyCurveType, type DailyOf } from './daily.js';
import { Distribution, type Estimate } from './distribution.js';
import { inTurn } from './in-turn.js';
import { METRIC_DESCRIPTIONS, METRIC_NAMES, metricField } from './metric.js';
import { unitOf } from './unit.js';

/** One group of lines, and how the API names it. */
export interface ResultsOf {
  readonly group: Group;
  readonly name: string;
  readonly currency: string;
  /** What the group's lines post. */
  readonly rows: ReadonlySet<Row>;
  /** Null where curves were not selected, or are not kept. */
  readonly daily: DailyOf | null;
}

const BasisEnum = builder.enumType('NegativityBasis', {
  description: 'What counts as a negative reaction.',
  values: {
    DISLIKES: { description: 'Dislikes among likes and dislikes (YouTube).' },
    COMMENT_SENTIMENT: { description: 'Negative among positive and negative comments.' },
    MIXED: { description: 'Both kinds added up; compare with care.' },
  } as const,
});

export const ForecastMetrics = builder.objectRef<ResultsOf>('ForecastMetrics').implement({
  description: 'What one part of the plan, or all of it, is forecast to bring.',
  fields: (t) => ({
    key: t.string({
      description: '`total`, or the key of the tier or line, the role or the platform.',
      resolve: ({ group }) => group.key,
    }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    basis: t.field({
      type: BasisEnum,
      nullable: true,
      description: 'What counts as negative here; null where nothing earns engagement.',
      resolve: ({ group }) => group.basis,
    }),
    engagementsAre: t.stringList({
      description:
        'What counts as an engagement here, per platform; empty for display advertising.',
      resolve: ({ rows }) => [...new Set([...rows].flatMap((row) => COUNTED[row] ?? []))],
    }),
    daily: t.expose('daily', {
      type: DailyCurveType,
      nullable: true,
      description:
        'Day by day, over the flight and the days after it. In an outlook, days gone hold what was counted on them, and those to come what is still to come. It takes a simulation of its own, whose price `Forecast.dailyPrice` tells. Null in a forecast that was saved: its days are not kept.',
    }),
    ...Object.fromEntries(
      METRIC_NAMES.map((metric) => [
        metricField(metric),
        t.field({
          type: Distribution,
          nullable: true,
          description: `${METRIC_DESCRIPTIONS[metric]} Null where it does not exist.`,
          resolve: (results) => inTurn(estimateOf(results, metric)),
        }),
      ]),
    ),
  }),
});

const INSTAGRAM = 'Instagram: likes and comments';
const YOUTUBE = 'YouTube: likes, dislikes and comments';
const COUNTED: Readonly<Partial<Record<Row, string>>> = {
  INSTAGRAM_POST: INSTAGRAM,
  INSTAGRAM_STORY: INSTAGRAM,
  TIKTOK_VIDEO: 'TikTok: likes, comments and shares',
  YOUTUBE_VIDEO: YOUTUBE,
  YOUTUBE_INTEGRATION: YOUTUBE,
  SHARER_ACTION: 'Friends’ feeds: likes and comments',
};

function estimateOf({ group, currency }: ResultsOf, metric: Metric): Estimate | null {
  const column = group.columns[metric];
  if (column === undefined) throw new Error(`${metric} of ${group.key} was not computed`);
  return column && { column, unit: unitOf(metric, currency), better: METRICS[metric].better };
}
