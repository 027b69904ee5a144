import { METRICS, type Metric } from '../simulations/index.js';
import { currencyExponent } from './money.js';
import { readableCount, readableMoney, readableShare } from './readable.js';

export type UnitKind = (typeof METRICS)[Metric]['unit'];

/** How a metric's engine values become the API's: money leaves minor units here. */
export interface Unit {
  readonly kind: UnitKind;
  /** ISO 4217 of money; null of everything else. */
  readonly currency: string | null;
  /** Engine values in one unit shown: 100 for dollars, which the engine holds in cents. */
  readonly scale: number;
}

export function unitOf(metric: Metric, currency: string): Unit {
  const { unit } = METRICS[metric];
  return unit === 'MONEY'
    ? { kind: unit, currency, scale: minorUnits(currency) }
    : { kind: unit, currency: null, scale: 1 };
}

/** Minor units in a major one: 100 cents, 1 yen, 1000 fils. */
export const minorUnits = (currency: string): number => 10 ** currencyExponent(currency);

/** A value in the engine's units as a planner reads it. */
export function readable(metric: Metric, value: number, currency: string): string {
  switch (METRICS[metric].unit) {
    case 'MONEY':
      return readableMoney(value / minorUnits(currency), currency);
    case 'SHARE':
      return readableShare(value);
    default:
      return readableCount(value);
  }
}
