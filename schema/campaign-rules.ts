import { z } from 'zod';

/** The rules for campaigns, tiers and audience cells, as they read after a field's name. */

/** More than the people on earth is a slip of units. */
export const MAX_PEOPLE = 10_000_000_000n;

const PEOPLE_RULE = `must be a whole number from 1 to ${MAX_PEOPLE}`;
export const people = z
  .bigint(PEOPLE_RULE)
  .refine((value) => value >= 1n && value <= MAX_PEOPLE, PEOPLE_RULE);

/** Keys stand in queries, addresses and the identity of random streams. */
export const cellKey = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'must be 1–100 letters, digits, points, dashes or underscores and start with a letter or digit',
  );

export const note = z.string().max(2000, 'must have at most 2000 characters');

export const search = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');
