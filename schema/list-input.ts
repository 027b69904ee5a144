import { Prisma } from '../prisma/generated/client.js';
import { builder } from './builder.js';
import { InputError, type Path } from './errors.js';
import type { Order, OrderColumn } from './list.js';
import { MoneyInput, type MoneyInputShape, toMinor } from './money.js';

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end of a list comes first. What is unknown comes last in both directions.',
  values: {
    ASC: { description: 'Smallest, earliest or first in the alphabet first.' },
    DESC: { description: 'Largest, latest or last in the alphabet first.' },
  } as const,
});

interface OrderField extends Omit<OrderColumn, 'table'> {
  readonly description: string;
}

export interface OrderInputShape<Field extends string> {
  readonly field: Field;
  readonly direction?: 'ASC' | 'DESC' | null;
}

/** Registers `<noun>Order` and `<noun>OrderField` over columns of the table of that name. */
export function orderInput<Field extends string>(
  noun: string,
  fields: Readonly<Record<Field, OrderField>>,
) {
  const names = Object.keys(fields) as Field[];
  const FieldEnum = builder.enumType(`${noun}OrderField`, {
    description: `What a list of ${noun} items can be ordered by; ties are broken by age.`,
    values: Object.fromEntries(
      names.map((name) => [name, { value: name, description: fields[name].description }]),
    ) as Record<Field, { value: Field; description: string }>,
  });
  const input = builder.inputType(`${noun}Order`, {
    description: `How a list of ${noun} items is ordered, e.g. \`{ field: ${names[0]}, direction: DESC }\`.`,
    fields: (t) => ({
      field: t.field({ type: FieldEnum, required: true, description: 'What to order by.' }),
      direction: t.field({
        type: OrderDirection,
        required: false,
        description: 'Which end comes first. Default ASC.',
      }),
    }),
  });
  /** The SQL order of an input. */
  const orderOf = ({ field, direction }: OrderInputShape<Field>): Order => {
    const { column, kind, nullable } = fields[field];
    return { table: noun, column, kind, nullable, direction: direction ?? 'ASC' };
  };
  return { input, orderOf };
}

export const CountRange = builder.inputType('CountRange', {
  description: 'Whole numbers from `min` to `max`, both included; leave one out for no bound.',
  fields: (t) => ({
    min: t.field({ type: 'Count', description: 'Smallest value, included.' }),
    max: t.field({ type: 'Count', description: 'Largest value, included.' }),
  }),
});

export const ShareRange = builder.inputType('ShareRange', {
  description: 'Fractions from `min` to `max`, both included; leave one out for no bound.',
  fields: (t) => ({
    min: t.field({ type: 'Probability', description: 'Smallest value, included.' }),
    max: t.field({ type: 'Probability', description: 'Largest value, included.' }),
  }),
});

export const MoneyRange = builder.inputType('MoneyRange', {
  description: 'Amounts from `min` to `max`, both included; leave one out for no bound.',
  fields: (t) => ({
    min: t.field({ type: MoneyInput, description: 'Smallest amount, included.' }),
    max: t.field({ type: MoneyInput, description: 'Largest amount, included.' }),
  }),
});

export const DateTimeRange = builder.inputType('DateTimeRange', {
  description: 'Moments from `from` up to, but not including, `to`; leave one out for no bound.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'First moment, included.' }),
    to: t.field({ type: 'DateTime', description: 'First moment after the range.' }),
  }),
});

export interface Range<Value> {
  readonly min?: Value | null;
  readonly max?: Value | null;
}

/**
 * SQL for a column inside a range; an unknown value is in no range.
 * @throws InputError at `path` when nothing can be inside
 */
export function inRange<Value extends bigint | number>(
  column: Prisma.Sql,
  path: Path,
  { min, max }: Range<Value>,
): Prisma.Sql {
  if (min != null && max != null && !(min <= max)) {
    throw new InputError([...path, 'max'], `must be at least min, which is ${min}`, max);
  }
  return all([
    min != null && Prisma.sql`${column} >= ${min}`,
    max != null && Prisma.sql`${column} <= ${max}`,
  ]);
}

/** A range of prices in minor units. */
export function minorRange(
  path: Path,
  { min, max }: Range<MoneyInputShape>,
  currency: string,
): Range<bigint> {
  return {
    min: min == null ? null : toMinor([...path, 'min'], min, currency),
    max: max == null ? null : toMinor([...path, 'max'], max, currency),
  };
}

/** All of the conditions that are there; TRUE without any. */
export function all(conditions: readonly (Prisma.Sql | false | null | undefined)[]): Prisma.Sql {
  const given = conditions.filter((condition) => condition instanceof Prisma.Sql);
  return given.length === 0 ? Prisma.sql`TRUE` : Prisma.sql`(${Prisma.join(given, ' AND ')})`;
}

/** SQL for text anywhere in a column, upper and lower case alike. */
export const contains = (column: Prisma.Sql, text: string): Prisma.Sql =>
  Prisma.sql`${column} ILIKE ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`;

/** Only what is archived, or only what is not. */
export const archivedIs = (archived: boolean | null | undefined): Prisma.Sql =>
  archived ? Prisma.sql`t."archivedAt" IS NOT NULL` : Prisma.sql`t."archivedAt" IS NULL`;
