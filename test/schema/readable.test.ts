import { expect, it } from 'vitest';
import {
  readableCount,
  readableList,
  readableMoney,
  readableOdds,
  readableShare,
} from '../../schema/readable.js';

it.each([
  [0, '0'],
  [7, '7'],
  [84.25, '84.3'],
  [1234, '1.23K'],
  [999_999, '1M'],
  [1_234_567, '1.23M'],
  [3.2e9, '3.2B'],
])('a count of %d reads %s', (value, text) => {
  expect(readableCount(value)).toBe(text);
});

it.each([
  [0, '0%'],
  [0.000123, '0.012%'],
  [0.0342, '3.4%'],
  [0.5, '50%'],
  [1, '100%'],
  [-0.25, '-25%'],
])('a share of %d reads %s', (value, text) => {
  expect(readableShare(value)).toBe(text);
});

it.each([
  [0, 1000, 'under 0.1%'],
  [0.125, 1000, '12.5%'],
  [1, 1000, 'over 99.9%'],
  [0.9999, 100_000, 'over 99.9%'],
  [1, 8192, 'over 99.9%'],
  [1, 64, 'over 98.4%'],
])('odds of %d in %d draws read %s', (value, draws, text) => {
  expect(readableOdds(value, draws)).toBe(text);
});

it.each([
  [0, 'USD', '$0'],
  [0.0042, 'USD', '$0.0042'],
  [0.6, 'USD', '$0.60'],
  [12.345, 'USD', '$12.35'],
  [200, 'USD', '$200'],
  [100_000, 'USD', '$100,000'],
  [1_250_000, 'USD', '$1.25M'],
  [1500, 'JPY', '¥1,500'],
])('%d of %s reads %s', (value, currency, text) => {
  expect(readableMoney(value, currency)).toBe(text);
});

it('a list reads like a sentence', () => {
  expect(readableList(['a'])).toBe('a');
  expect(readableList(['a', 'b', 'c'])).toBe('a, b and c');
});
