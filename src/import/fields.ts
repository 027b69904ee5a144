import type { Path } from '../../schema/errors.js';
import { Format } from '../../prisma/generated/enums.js';

/** What a cell may say about a profile or its person. */
const PLAIN_FIELDS = [
  'externalId',
  'name',
  'role',
  'topics',
  'country',
  'platform',
  'handle',
  'followers',
  'authenticity',
  'posts',
  'asOf',
  'views',
  'reach',
  'engagements',
] as const;

export const REQUIRED_FIELDS: readonly string[] = ['platform', 'handle', 'followers'];

export const FIELDS_IN_WORDS = `${PLAIN_FIELDS.join(', ')}, price.FORMAT, audience.CELL`;

export function isField(name: string): boolean {
  return (
    PLAIN_FIELDS.some((field) => field === name) ||
    Object.keys(Format).some((format) => name === `price.${format}`) ||
    /^audience\../.test(name)
  );
}

/**
 * A row of the bulk mutation from texts by field; empty texts are left out.
 *
 * A text that is not what its field wants stays a text, so that the rule of the field refuses it.
 */
export function toRow(texts: ReadonlyMap<string, string>, currency: string): object {
  const given = new Map([...texts].filter(([, text]) => text !== ''));
  const text = (field: string) => given.get(field);
  const parsed = <Value>(field: string, parse: (text: string) => Value) => {
    const value = given.get(field);
    return value === undefined ? undefined : parse(value);
  };
  const recentPosts = {
    posts: parsed('posts', toNumber),
    asOf: parsed('asOf', toDate),
    views: parsed('views', toNumber),
    reach: parsed('reach', toNumber),
    engagements: parsed('engagements', toNumber),
  };
  const hasRecentPosts = Object.values(recentPosts).some((value) => value !== undefined);
  const offers = starting(given, 'price.').map(([format, amount]) => ({
    format,
    price: { amount, currency },
  }));
  const audience = starting(given, 'audience.').map(([cell, share]) => ({
    cell,
    share: toNumber(share),
  }));
  return {
    externalId: text('externalId'),
    name: text('name'),
    role: text('role'),
    topics: parsed('topics', toList),
    country: text('country'),
    platform: text('platform'),
    handle: text('handle') ?? '',
    followers: parsed('followers', toCount),
    authenticity: parsed('authenticity', toNumber),
    recentPosts: hasRecentPosts ? recentPosts : undefined,
    offers: offers.length > 0 ? offers : undefined,
    audience: audience.length > 0 ? audience : undefined,
  };
}

/** The field of a file that a path inside a row comes from. */
export function fieldOf(row: object, path: Path): string {
  const [root, index] = path;
  const isWhole = path.length === 1;
  if (root === 'recentPosts') return isWhole ? 'posts' : String(index);
  const list: unknown = Reflect.get(row, root);
  const item: unknown = Array.isArray(list) ? list[Number(index)] : undefined;
  if (root === 'offers') return isWhole ? 'price' : `price.${nameOf(item, 'format')}`;
  if (root === 'audience') return isWhole ? 'audience' : `audience.${nameOf(item, 'cell')}`;
  return String(root);
}

const nameOf = (item: unknown, key: string): string =>
  typeof item === 'object' && item !== null ? String(Reflect.get(item, key)) : '';

function starting(texts: ReadonlyMap<string, string>, prefix: string): [string, string][] {
  return [...texts].flatMap(([field, text]) =>
    field.startsWith(prefix) ? [[field.slice(prefix.length), text]] : [],
  );
}

const toList = (text: string): string[] =>
  text
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Spreadsheets and data frames write whole numbers as 4374.0. */
export const toCount = (text: string): bigint | string =>
  /^-?\d{1,18}(\.0+)?$/.test(text) ? BigInt(text.replace(/\..*/, '')) : text;

export const toNumber = (text: string): number | string =>
  /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : text;

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME =
  /^(?<date>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d(:\d\d(\.\d+)?)?)(?<offset>Z|[+-]\d\d:\d\d|)$/;
const UNIX_SECONDS = /^\d{9,10}$/;

/** ISO 8601, with a space instead of the T too, or Unix seconds; UTC where no offset is given. */
export function toDate(text: string): Date | string {
  const moment = UNIX_SECONDS.test(text) ? new Date(Number(text) * 1000) : new Date(isoOf(text));
  return Number.isNaN(moment.getTime()) ? text : moment;
}

/** With T and an offset; empty for what is no date and time. */
function isoOf(text: string): string {
  if (DATE.test(text)) return `${text}T00:00Z`;
  const parts = DATE_TIME.exec(text)?.groups;
  return parts === undefined ? '' : `${parts['date']}T${parts['time']}${parts['offset'] || 'Z'}`;
}
