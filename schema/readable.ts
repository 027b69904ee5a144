/** How numbers read in sentences and tables, in English; nothing here is meant for machines. */

/** Three significant digits with a suffix: 1234567 → "1.23M", 84.2 → "84.2", 0 → "0". */
export function readableCount(value: number): string {
  return compact.format(value);
}

/** A fraction as a percentage: 0.0342 → "3.4%", 0.00012 → "0.012%", 1 → "100%". */
export function readableShare(share: number): string {
  const percent = share * 100;
  const digits =
    percent !== 0 && Math.abs(percent) < 1 ? { maximumSignificantDigits: 2 } : percents;
  return `${new Intl.NumberFormat('en-US', digits).format(percent)}%`;
}

/** A probability that never claims certainty which a finite number of draws cannot show. */
export function readableOdds(probability: number, draws: number): string {
  if (probability <= 0) return `under ${readableShare(1 / draws)}`;
  const percent = readableShare(probability < 1 ? probability : 1 - 1 / draws);
  if (percent === '100%') return 'over 99.9%';
  return probability >= 1 ? `over ${percent}` : percent;
}

/** Money in major units: compact from a million, whole from 1,000, else two decimals or two digits. */
export function readableMoney(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    ...moneyDigits(amount),
  }).format(amount);
}

function moneyDigits(amount: number): Intl.NumberFormatOptions {
  const size = Math.abs(amount);
  if (size >= 1e6) return { notation: 'compact', maximumSignificantDigits: 3 };
  if (size >= 1000 || Number.isInteger(amount)) return { maximumFractionDigits: 0 };
  if (size >= 0.1) return { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return { maximumSignificantDigits: 2 };
}

/** `a`, `a and b`, `a, b and c`. */
export function readableList(items: readonly string[]): string {
  return lists.format(items);
}

const compact = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  maximumSignificantDigits: 3,
});
const percents = { maximumFractionDigits: 1 };
const lists = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** `gross reach` → `Gross reach`. */
export const capitalised = (words: string): string => `${words[0].toUpperCase()}${words.slice(1)}`;
