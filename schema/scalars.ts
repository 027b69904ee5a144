import { GraphQLError } from 'graphql';
import { builder } from './builder.js';
import { show } from './errors.js';

const refuse = (name: string, rule: string, got: unknown): GraphQLError =>
  new GraphQLError(`${name} must be ${rule}, but got ${show(got)}`, {
    extensions: { code: 'BAD_INPUT' },
  });

const WHOLE = `a whole number of at most ${Number.MAX_SAFE_INTEGER}`;

builder.scalarType('Count', {
  description:
    'A whole number of people or events, e.g. `3200000000`. May exceed the 32 bits of Int; exact up to 9007199254740991.',
  parseValue: (value) => {
    if (!Number.isSafeInteger(value)) throw refuse('Count', WHOLE, value);
    return BigInt(value as number);
  },
  serialize: (value) => {
    const count = Number(value);
    if (!Number.isSafeInteger(count)) throw refuse('Count', 'a whole number', value);
    return count;
  },
});

/** JavaScript takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const moment = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}

builder.scalarType('DateTime', {
  description: 'A moment in time in UTC, ISO 8601, e.g. `2026-05-01T00:00:00.000Z`.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  parseValue: (value) => {
    // A date alone or a time without an offset would mean different moments on different machines.
    const isMoment =
      typeof value === 'string' &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i.test(value);
    const moment = new Date(isMoment && isDay(value.slice(0, 10)) ? value : Number.NaN);
    // PostgreSQL has no year 0, and an offset can lead out of the four digits.
    const year = moment.getUTCFullYear();
    if (!(year >= 1 && year <= 9999)) {
      throw refuse('DateTime', 'a moment with an offset such as 2026-05-01T00:00:00Z', value);
    }
    return moment;
  },
  serialize: (value) => value.toISOString(),
});

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

builder.scalarType('CurrencyCode', {
  description: 'A currency as its three capital letters in ISO 4217, e.g. `USD`.',
  specifiedByURL: 'https://www.iso.org/iso-4217-currency-codes.html',
  parseValue: (value) => {
    if (typeof value !== 'string' || !CURRENCIES.has(value)) {
      throw refuse('CurrencyCode', 'an ISO 4217 code such as USD', value);
    }
    return value;
  },
  serialize: (value) => value,
});

/** Digits with at most one point, at most 30 on either side. */
export const DECIMAL = /^-?\d{1,30}(\.\d{1,30})?$/;

builder.scalarType('Decimal', {
  description:
    'An exact decimal number as text, e.g. `"100000"` or `"0.05"`: digits and one point.',
  parseValue: (value) => {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || !DECIMAL.test(text)) {
      throw refuse(
        'Decimal',
        'digits with at most one point such as "1234.50", at most 30 on either side',
        value,
      );
    }
    return text;
  },
  serialize: (value) => value,
});

builder.scalarType('Probability', {
  description: 'A fraction from 0 to 1: a probability, a share or a rate. 0.25 is 25%.',
  parseValue: (value) => {
    if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
      throw refuse('Probability', 'a number from 0 to 1', value);
    }
    return value;
  },
  serialize: (value) => value,
});
