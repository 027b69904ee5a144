import { expect, it } from 'vitest';
import { uuids7 } from '../../schema/uuid7.js';

it('gives ids of version 7 that sort in the order of the list, past 4,096 too', () => {
  const ids = uuids7(5000, new Date('2026-01-15T12:00:00Z'));
  expect(
    ids.every((id) =>
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id),
    ),
  ).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(5000);
});
