import {
  histogram,
  mean,
  probabilityAtLeast,
  probabilityAtMost,
  quantile,
  sd,
  standardErrorOf,
  standardErrorOfMean,
  standardErrorOfQuantile,
  tailMean,
  undefinedShare,
  type Better,
  type Bin,
  type Column,
} from '../simulations/index.js';
import { builder } from './builder.js';
import { between } from './checks.js';
import { InputError } from './errors.js';
import type { Unit, UnitKind } from './unit.js';

/** A column of draws in the engine's units, and how the API shows it. */
export interface Estimate {
  readonly column: Column;
  readonly unit: Unit;
  /** Null where neither more nor less is better; then there is no worst share. */
  readonly better: Better | null;
}

const DEFAULT_BINS = 20;
const MAX_BINS = 200;

const BinType = builder.objectRef<Bin>('Bin').implement({
  description: 'One bar of a histogram.',
  fields: (t) => ({
    from: t.exposeFloat('from', { description: 'Lower end, inclusive.' }),
    to: t.exposeFloat('to', { description: 'Upper end, exclusive except in the last bar.' }),
    count: t.expose('count', { type: 'Count', description: 'Draws in this bar.' }),
  }),
});

export const UnitEnum = builder.enumType('Unit', {
  description: 'What the numbers of a distribution are counted in.',
  values: {
    PEOPLE: { description: 'People.' },
    COUNT: { description: 'Things or events, e.g. impressions or clicks.' },
    SHARE: { description: 'A part of a whole as a fraction: 0.25 is 25%.' },
    RATIO: { description: 'One number per another, e.g. impressions per person.' },
    MONEY: { description: 'Major units of `currency`: dollars, not cents.' },
  } satisfies Record<UnitKind, object>,
});

const shown = ({ unit }: Estimate, value: number | null): number | null =>
  value === null ? null : value / unit.scale;

const IN_WORDS: Readonly<Partial<Record<number, string>>> = {
  0.1: 'One tenth',
  0.5: 'The middle, or median: half',
  0.9: 'Nine tenths',
};

export const Distribution = builder.objectRef<Estimate>('Distribution').implement({
  description:
    'An uncertain number: one value, a draw, for every simulated world. 8 times in 10 it lies between `p10` and `p90`. Draws without a value (nothing to divide by) are left out; `undefinedShare` says how many. A cost without any outcome is infinite: it sorts last, and what would land on it is null.',
  fields: (t) => {
    const quantileField = (p: number) =>
      t.float({
        nullable: true,
        description: `${IN_WORDS[p] ?? `${Math.round(p * 100)}%`} of the draws are at most this; null where that is infinite or nothing is defined.`,
        resolve: (estimate) => shown(estimate, quantile(estimate.column, p)),
      });
    return {
      unit: t.field({
        type: UnitEnum,
        description: 'What its numbers are counted in.',
        resolve: ({ unit }) => unit.kind,
      }),
      currency: t.field({
        type: 'CurrencyCode',
        nullable: true,
        description: 'The currency of money; null where the unit is another.',
        resolve: ({ unit }) => unit.currency,
      }),
      mean: t.float({
        nullable: true,
        description: 'Expected value; null when any draw is infinite or none is defined.',
        resolve: (estimate) => shown(estimate, mean(estimate.column)),
      }),
      sd: t.float({
        nullable: true,
        description: 'Standard deviation; null like the mean.',
        resolve: (estimate) => shown(estimate, sd(estimate.column)),
      }),
      p5: quantileField(0.05),
      p10: quantileField(0.1),
      p25: quantileField(0.25),
      p50: quantileField(0.5),
      p75: quantileField(0.75),
      p90: quantileField(0.9),
      p95: quantileField(0.95),
      quantile: t.float({
        nullable: true,
        description: 'The share `p` of the draws is at most this: the ⌈pn⌉-th smallest of n.',
        args: {
          p: t.arg({ type: 'Probability', required: true, description: 'A share, e.g. 0.99.' }),
        },
        resolve: (estimate, { p }) => shown(estimate, quantile(estimate.column, p)),
      }),
      probabilityAtLeast: t.field({
        type: 'Probability',
        nullable: true,
        description: 'Odds that it is `value` or more; null if it is never defined.',
        args: {
          value: t.arg.float({ required: true, description: 'A threshold; money in major units.' }),
        },
        resolve: ({ column, unit }, { value }) => probabilityAtLeast(column, value * unit.scale),
      }),
      probabilityAtMost: t.field({
        type: 'Probability',
        nullable: true,
        description: 'Odds that it is `value` or less; null if it is never defined.',
        args: {
          value: t.arg.float({ required: true, description: 'A threshold; money in major units.' }),
        },
        resolve: ({ column, unit }, { value }) => probabilityAtMost(column, value * unit.scale),
      }),
      tailMean: t.float({
        nullable: true,
        description:
          'Expected value in the worst share of the draws: the lowest where more is better, the highest where less is. Null where neither is better, or where the share is less than one draw.',
        args: {
          worst: t.arg({
            type: 'Probability',
            required: true,
            description: 'Share of the draws, e.g. 0.1 for the worst tenth.',
          }),
        },
        resolve: (estimate, { worst }) =>
          estimate.better === null
            ? null
            : shown(estimate, tailMean(estimate.column, worst, estimate.better)),
      }),
      histogram: t.field({
        type: [BinType],
        complexity: ({ bins }) => ({ field: 1, multiplier: Math.max(1, bins) }),
        description: 'The finite draws in bars of equal width; empty if there are none.',
        args: {
          bins: t.arg.int({
            required: true,
            defaultValue: DEFAULT_BINS,
            description: `Number of bars, 1–${MAX_BINS}.`,
          }),
        },
        resolve: ({ column, unit }, { bins }) => {
          between(['bins'], bins, 1, MAX_BINS);
          return histogram(column, bins).map((bin) => ({
            from: bin.from / unit.scale,
            to: bin.to / unit.scale,
            count: bin.count,
          }));
        },
      }),
      standardError: t.float({
        nullable: true,
        description:
          'Monte Carlo standard error of the mean, or of the quantile `p`: how far it may move under another seed. Not the uncertainty of the forecast.',
        args: {
          p: t.arg({
            type: 'Probability',
            description: 'A quantile, e.g. 0.5 for the median. Left out: of the mean.',
          }),
        },
        resolve: (estimate, { p }) =>
          shown(
            estimate,
            p == null
              ? standardErrorOfMean(estimate.column)
              : standardErrorOfQuantile(estimate.column, p),
          ),
      }),
      probabilityStandardError: t.float({
        nullable: true,
        description:
          'Monte Carlo standard error of `probabilityAtLeast` or of `probabilityAtMost`: exactly one of the two thresholds.',
        args: {
          atLeast: t.arg.float({ description: 'A threshold; money in major units.' }),
          atMost: t.arg.float({ description: 'A threshold; money in major units.' }),
        },
        resolve: ({ column, unit }, { atLeast, atMost }) => {
          if (atLeast != null && atMost == null) {
            return standardErrorOf(column, (batch) =>
              probabilityAtLeast(batch, atLeast * unit.scale),
            );
          }
          if (atMost != null && atLeast == null) {
            return standardErrorOf(column, (batch) =>
              probabilityAtMost(batch, atMost * unit.scale),
            );
          }
          const got = atLeast == null ? {} : { atLeast, atMost };
          throw new InputError(['atLeast'], 'or atMost must be given, and not both', got);
        },
      }),
      undefinedShare: t.field({
        type: 'Probability',
        description: 'Share of the draws without a value, because there is nothing to divide by.',
        resolve: ({ column }) => undefinedShare(column),
      }),
    };
  },
});
