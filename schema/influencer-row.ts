import { z } from 'zod';
import { InputError, type Path } from './errors.js';
import { toMinor } from './money.js';
import { formatOn } from './profile-input.js';
import { DECIMAL } from './scalars.js';
import * as rules from './profile-rules.js';

/** Does the work; a refusal becomes an issue, its own path behind `path`. */
function refusing<Value>(
  context: z.RefinementCtx,
  path: Path,
  work: () => Value,
): Value | typeof z.NEVER {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { inputPath, rule, got } = error;
    context.addIssue({ code: 'custom', path: [...path, ...inputPath], message: rule, input: got });
    return z.NEVER;
  }
}

/** A price as the API takes it, turned into minor units of the workspace's currency. */
const price = (currency: string) =>
  z
    .object({
      amount: z.string().regex(DECIMAL, 'must be digits with at most one point such as "1234.50"'),
      currency: z.string(),
    })
    .transform((money, context) => refusing(context, [], () => toMinor([], money, currency)));

/** One profile with its person, as it comes in bulk. What is left out or null stays as it is. */
export const influencerRow = (currency: string) =>
  z
    .object({
      externalId: rules.externalId.nullish(),
      name: rules.name.nullish(),
      role: rules.role.nullish(),
      topics: rules.topics.nullish(),
      country: rules.country.nullish(),
      platform: rules.platform,
      handle: rules.handle,
      followers: rules.followers,
      authenticity: rules.authenticity.nullish(),
      recentPosts: rules.recentPosts.nullish(),
      offers: rules.offers(z.object({ format: rules.format, price: price(currency) })).nullish(),
      audience: rules.audience.nullish(),
    })
    .superRefine(({ platform, offers }, context) => {
      offers?.forEach(({ format }, i) => {
        refusing(context, ['offers', i, 'format'], () => formatOn([], format, platform));
      });
    });

export type RowSchema = ReturnType<typeof influencerRow>;
export type InfluencerRowInput = z.input<RowSchema>;
export type InfluencerRow = z.output<RowSchema>;

/** A field that breaks a rule; `path` starts inside the row. */
export interface Problem {
  readonly path: Path;
  readonly rule: string;
  readonly value: unknown;
}

export type RowCheck =
  | { readonly row: InfluencerRow; readonly problems: null }
  | { readonly row: null; readonly problems: readonly Problem[] };

/** Checks one row by itself: every bad field, not only the first. */
export function checkRow(schema: RowSchema, input: unknown): RowCheck {
  const { success, data, error } = schema.safeParse(input, { reportInput: true });
  if (success) return { row: data, problems: null };
  return {
    row: null,
    problems: error.issues.map(({ path, message, input: value }) => ({
      path: path.map((part) => (typeof part === 'number' ? part : String(part))),
      rule: message,
      value,
    })),
  };
}

/** The fields of a row that belong to the person, not to the account. */
const PERSON_FIELDS = ['name', 'role', 'topics', 'country'] as const;
type PersonField = (typeof PERSON_FIELDS)[number];

/** A person's field as first seen, and where. */
interface Known {
  readonly text: string;
  readonly place: string;
}

/**
 * Finds rows that contradict earlier ones: an account twice, or one person with two names.
 *
 * `place` says where a row stands, for the messages about later rows; `person` is any key that rows
 * of the same person share, null if the row is the person's only one.
 */
export class RowConflicts {
  readonly #places = new Map<string, string>();
  readonly #people = new Map<string, Map<PersonField, Known>>();

  /** The problems of `row` beside the rows seen before; a row with problems is not remembered. */
  check(row: InfluencerRow, person: string | null, place: string): readonly Problem[] {
    const key = profileKey(row);
    const twin = this.#places.get(key);
    if (twin !== undefined) {
      const rule = `must be there once per platform, and is already in ${twin}`;
      return [{ path: ['handle'], rule, value: row.handle }];
    }
    const fields = person === null ? undefined : this.#people.get(person);
    const problems = PERSON_FIELDS.flatMap((field) => {
      const known = fields?.get(field);
      const value = row[field] ?? null;
      if (known === undefined || value === null || JSON.stringify(value) === known.text) return [];
      const rule = `must be ${known.text}, as in ${known.place} for the same person`;
      return [{ path: [field], rule, value }];
    });
    if (problems.length > 0) return problems;
    this.#places.set(key, place);
    if (person !== null) this.#people.set(person, remembered(fields, row, place));
    return [];
  }
}

function remembered(
  fields: Map<PersonField, Known> | undefined,
  row: InfluencerRow,
  place: string,
) {
  const known = fields ?? new Map<PersonField, Known>();
  for (const field of PERSON_FIELDS) {
    const value = row[field] ?? null;
    if (value !== null && !known.has(field))
      known.set(field, { text: JSON.stringify(value), place });
  }
  return known;
}

/** What makes an account one account inside a workspace. */
export function profileKey({
  platform,
  handle,
}: Pick<InfluencerRow, 'platform' | 'handle'>): string {
  return `${platform}/${handle}`;
}
