import { builder } from './builder.js';
import { InputError, type Path } from './errors.js';

/** An amount as it is stored and simulated. */
export interface Money {
  /** Whole minor units, e.g. cents. */
  readonly minor: bigint;
  /** ISO 4217. */
  readonly currency: string;
}

/** Digits behind the point: 2 for USD, 0 for JPY, 3 for KWD. */
export const currencyExponent = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits ?? 2;

/** Minor units as a decimal in major units: 123450 USD is `1234.50`. */
export function formatMajor({ minor, currency }: Money): string {
  const exponent = currencyExponent(currency);
  const digits = String(minor < 0n ? -minor : minor).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  return minor < 0n ? `-${text}` : text;
}

export const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An amount in major units of a currency: `{ amount: "1234.50", currency: USD }`.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      description: 'In major units (dollars, not cents), with all digits of the currency.',
      resolve: formatMajor,
    }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      description: "The workspace's currency.",
    }),
  }),
});

export const MoneyInput = builder.inputType('MoneyInput', {
  description: 'An amount in major units of a currency: `{ amount: "100000", currency: "USD" }`.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: 'In major units (dollars, not cents), e.g. `"1234.50"`.',
    }),
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: "Must be the workspace's currency; there are no exchange rates yet.",
    }),
  }),
});

export interface MoneyInputShape {
  readonly amount: string;
  readonly currency: string;
}

/** Largest amount, in minor units: exact as a double, with room for sums. */
export const MAX_MINOR = 1_000_000_000_000_000n;

/**
 * An input in minor units of the workspace's currency.
 *
 * @param min - smallest amount allowed, in minor units; 1 refuses zero
 * @throws InputError at `path` for another currency, more digits than the currency has, or an
 *   amount outside the bounds
 */
export function toMinor(path: Path, input: MoneyInputShape, currency: string, min = 0n): bigint {
  if (input.currency !== currency) {
    throw new InputError(
      [...path, 'currency'],
      `must be ${currency}, the workspace's currency (there are no exchange rates yet)`,
      input.currency,
    );
  }
  const amountPath = [...path, 'amount'];
  const exponent = currencyExponent(currency);
  const [whole, fraction = ''] = input.amount.split('.');
  if (fraction.replace(/0+$/, '').length > exponent) {
    throw new InputError(
      amountPath,
      `must have at most ${exponent} decimals in ${currency}`,
      input.amount,
    );
  }
  const minor = BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
  if (minor < min || minor > MAX_MINOR) {
    const bound = (value: bigint) => formatMajor({ minor: value, currency });
    const lowest = min === 1n ? 'more than 0' : `at least ${bound(min)}`;
    throw new InputError(
      amountPath,
      `must be ${lowest} and at most ${bound(MAX_MINOR)}`,
      input.amount,
    );
  }
  return minor;
}
