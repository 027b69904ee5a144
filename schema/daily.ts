import {
  column,
  DAILY_METRICS,
  type DailyGroup,
  type DailyMetric,
  type DailyOutcome,
  METRICS,
} from '../simulations/index.js';
import { builder } from './builder.js';
import { Distribution, type Estimate } from './distribution.js';
import { inTurn } from './in-turn.js';
import { METRIC_DESCRIPTIONS, metricField } from './metric.js';
import { DAY_MS } from './scenario-lines.js';
import { unitOf } from './unit.js';

/** One group's curves, and when they are. */
export interface DailyOf {
  readonly outcome: DailyOutcome;
  readonly group: DailyGroup;
  readonly currency: string;
  readonly flightDays: number;
  /** First moment of the flight; null without a calendar. */
  readonly flightStart: Date | null;
}

interface DailyPoint extends DailyOf {
  readonly point: number;
}

interface DailyNumber extends DailyPoint {
  readonly metric: DailyMetric;
}

const DailyNumberType = builder.objectRef<DailyNumber>('DailyNumber').implement({
  description: 'An uncertain number at one point of a daily curve.',
  fields: (t) => ({
    perDay: t.field({
      type: Distribution,
      description:
        'What comes on this day, or in the `stepDays` days from it on. For reach, the people who are reached for the first time.',
      resolve: async (number) => (await inTurn(number), estimateOf(number, perDay(number))),
    }),
    cumulative: t.field({
      type: Distribution,
      description:
        'All that has come by the end of it. It never falls, and its last is the forecast’s own number, in every world.',
      resolve: async (number) => (
        await inTurn(number),
        estimateOf(number, cumulative(number, number.point))
      ),
    }),
  }),
});

const DailyPointType = builder.objectRef<DailyPoint>('DailyPoint').implement({
  description: 'One day, or a few days of a long flight.',
  fields: (t) => ({
    day: t.int({
      description:
        'Day of the flight on which it begins, from 0: 24 hours each, from the first moment of the flight on; negative where something is planned before the flight.',
      resolve: firstDayOf,
    }),
    date: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When it begins: `day` × 24 hours after the first moment of the flight, so at the hour of that moment, which need not be midnight. For a label, cut the hour off or take `day`; rounded, it may be the next day. Null where the plan says no date.',
      resolve: (point) =>
        point.flightStart && new Date(point.flightStart.getTime() + firstDayOf(point) * DAY_MS),
    }),
    inFlight: t.boolean({
      description:
        'Whether it begins within the flight: afterwards, late posts and what still grows.',
      resolve: (point) => firstDayOf(point) >= 0 && firstDayOf(point) < point.flightDays,
    }),
    ...Object.fromEntries(
      DAILY_METRICS.map((metric) => [
        metricField(metric),
        t.field({
          type: DailyNumberType,
          description: METRIC_DESCRIPTIONS[metric],
          resolve: (point) => ({ ...point, metric }),
        }),
      ]),
    ),
  }),
});

/** Days of a flight of a month with those after it; long flights are drawn in longer steps. */
const USUAL_POINTS = 75;

export const DailyCurveType = builder.objectRef<DailyOf>('DailyCurve').implement({
  description:
    'When results arrive. Posts go live over the flight, some of them late; each grows as posts of its platform do, a story for 24 hours, a YouTube video for weeks; clicks follow views, and orders follow clicks. In an outlook, what was counted by the end of a day is the same in every world; between two counts it grows as posts do, what nobody counted is the model’s, and what is still to come begins with the last counts.',
  fields: (t) => ({
    draws: t.int({
      description:
        'Simulated worlds in which the curve is drawn: the first of the forecast’s, and at most 2,048. So its last point is about what the forecast says, and the same in each of these worlds.',
      resolve: ({ outcome }) => outcome.draws,
    }),
    stepDays: t.int({
      description: 'Days from one point to the next: 1, or more where there would be over 120.',
      resolve: ({ outcome }) => outcome.stepDays,
    }),
    days: t.field({
      type: [DailyPointType],
      complexity: { field: 1, multiplier: USUAL_POINTS },
      description:
        'From the first planned day until all but 1% of the posts are on the air and have matured; the last one holds what comes later, too.',
      resolve: (daily) =>
        Array.from({ length: daily.outcome.points }, (_, point) => ({ ...daily, point })),
    }),
  }),
});

function firstDayOf({ outcome: { firstDay, stepDays }, point }: DailyPoint): number {
  return firstDay + point * stepDays;
}

function cumulative({ outcome, group, metric }: DailyNumber, point: number): Float64Array {
  const curve = group.curves[metric];
  if (curve === undefined) throw new Error(`${metric} of ${group.key} was not computed by day`);
  return curve.subarray(point * outcome.draws, (point + 1) * outcome.draws);
}

function perDay(number: DailyNumber): Float64Array {
  const after = cumulative(number, number.point);
  if (number.point === 0) return after;
  const before = cumulative(number, number.point - 1);
  return after.map((value, d) => value - before[d]);
}

function estimateOf({ metric, currency }: DailyNumber, draws: Float64Array): Estimate {
  return { column: column(draws), unit: unitOf(metric, currency), better: METRICS[metric].better };
}
