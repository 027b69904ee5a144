import { z } from 'zod';
import { Format, Platform, Role } from '../prisma/generated/enums.js';

/**
 * The rules for people and their accounts, shared by single and bulk mutations and by the importer.
 * Each message is the rule as it reads after a field's name: `followers must be …`.
 */

/** Handles are stored without @ and in lower case, so that one account has one spelling. */
export function normaliseHandle(handle: string): string {
  return handle.trim().replace(/^@+/, '').toLowerCase().normalize('NFC');
}

// PostgreSQL stores no NUL, and no other control character belongs into a name.
const PRINTABLE = /^\P{Cc}*$/u;
/** Half of a surrogate pair is no character, and UTF-8 has no bytes for it. */
export const UNICODE = /^\P{Cs}*$/u;
export const UNICODE_RULE = 'must be Unicode text';

function text(maxLength: number) {
  return z
    .string('must be text')
    .transform((value) => value.trim().normalize('NFC'))
    .pipe(
      z
        .string()
        .min(1, 'must not be empty')
        .max(maxLength, `must have at most ${maxLength} characters`)
        .regex(PRINTABLE, 'must not contain control characters')
        .regex(UNICODE, UNICODE_RULE),
    );
}

function share() {
  return z
    .number('must be a number')
    .refine((value) => value >= 0 && value <= 1, 'must be from 0 to 1');
}

/** More than ten views by every person on earth; forecasts take no more. */
const MAX_MEAN = 1e11;

/** A geometric mean in which a zero counts as 0.5 is never below 0.5. */
function geometricMean() {
  return z
    .number('must be a number')
    .refine((value) => value >= 0.5, 'must be at least 0.5')
    .refine((value) => value <= MAX_MEAN, `must be at most ${MAX_MEAN}`);
}

/** What each platform carries; a share is a friend's post and fits everywhere. */
export const FORMATS_OF: Readonly<Record<Platform, readonly Format[]>> = {
  INSTAGRAM: ['POST', 'STORY', 'SHARE'],
  TIKTOK: ['VIDEO', 'SHARE'],
  YOUTUBE: ['VIDEO', 'INTEGRATION', 'SHARE'],
};

function oneOf<const Values extends Readonly<Record<string, string>>>(values: Values) {
  return z.enum(values, `must be one of ${Object.keys(values).join(', ')}`);
}

export const externalId = text(200);
export const name = text(200);
export const role = oneOf(Role);
export const platform = oneOf(Platform);
export const format = oneOf(Format);
export const topics = z
  .array(text(50), 'must be a list')
  .max(20, 'must have at most 20 topics')
  .transform((values) => [...new Set(values.map((value) => value.toLowerCase()))]);
export const country = z
  .string('must be text')
  .regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters (ISO 3166-1)');
export const handle = z
  .string('must be text')
  .transform(normaliseHandle)
  .pipe(
    z
      .string()
      .min(1, 'must not be empty')
      .max(100, 'must have at most 100 characters')
      .regex(/^[^\s@\p{Cc}]*$/u, 'must not contain spaces, @ or control characters')
      .regex(UNICODE, UNICODE_RULE),
  );
/** More than the people on earth is a slip of units. */
export const followers = z
  .bigint('must be a whole number from 0 to 10000000000')
  .refine(
    (value) => value >= 0n && value <= 10_000_000_000n,
    'must be a whole number from 0 to 10000000000',
  );
export const authenticity = share();

/** Geometric means over recent organic posts. */
export const recentPosts = z
  .object({
    posts: z
      .number('must be a whole number of at least 1')
      .refine(
        (value) => Number.isInteger(value) && value >= 1,
        'must be a whole number of at least 1',
      )
      .refine((value) => value <= 1e6, 'must be at most 1000000'),
    asOf: z.date('must be a date').min(new Date('2000-01-01'), 'must be 2000-01-01 or later'),
    views: geometricMean().nullish(),
    reach: geometricMean().nullish(),
    engagements: geometricMean().nullish(),
  })
  .refine(
    ({ views, reach, engagements }) =>
      [views, reach, engagements].some((mean) => typeof mean === 'number'),
    'must have at least one of views, reach and engagements',
  );

/** Shares of one profile's audience per cell. */
export const audience = z
  .array(z.object({ cell: text(100), share: share() }))
  .max(100, 'must have at most 100 cells')
  .refine(
    (shares) => new Set(shares.map(({ cell }) => cell)).size === shares.length,
    'must name each cell once',
  )
  .refine(
    // Thirds and tenths add up to the whole plus a rounding error.
    (shares) => shares.reduce((sum, { share }) => sum + share, 0) <= 1 + 1e-9,
    'must have shares that add up to at most 1',
  );

/** What a profile asks for, whatever the form of its prices. */
export const offers = <Offer extends z.ZodType<{ readonly format: Format }>>(offer: Offer) =>
  z
    .array(offer)
    .refine(
      (all) => new Set(all.map((one) => one.format)).size === all.length,
      'must name each format once',
    );
