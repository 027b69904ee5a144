import DataLoader from 'dataloader';
import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import { InputError } from './errors.js';
import { isUuid } from './node-id.js';

/** How an order's values are compared in SQL and written into cursors. */
export type ColumnKind = 'bigint' | 'float8' | 'text' | 'timestamptz' | 'int4';

/**
 * A column of a table to order by; ties are broken by id. Unknown values come last in both
 * directions.
 */
export interface OrderColumn {
  readonly table: string;
  readonly column: string;
  readonly kind: ColumnKind;
  readonly nullable?: boolean;
}

export interface Order extends OrderColumn {
  readonly direction: 'ASC' | 'DESC';
}

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly after?: string | null;
}

/** Rows of the order's table under a parent, filtered; inside `where` the table is `t`. */
export interface List {
  /** The column that holds the parent's id. */
  readonly parent: string;
  readonly where: Prisma.Sql;
  readonly order: Order;
}

export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Row;
}

export interface Connection<Row> {
  readonly edges: Edge<Row>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: () => Promise<number>;
}

export interface ListLoader {
  /**
   * @typeParam Row - the row of the list's table, which nothing but its name tells
   * @throws InputError for page sizes outside 1–100 and for foreign cursors
   */
  page<Row extends { id: string }>(
    list: List,
    parentId: string,
    args: PageArgs,
  ): Promise<Connection<Row>>;
}

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;

/** What a list costs: its page size times what is asked of each item. */
export const listComplexity = ({ first, last }: PageArgs) => ({
  field: 1,
  // A negative size is refused later; until then it must not make up for what others cost.
  multiplier: Math.max(1, Math.min(first ?? last ?? DEFAULT_PAGE, MAX_PAGE)),
});

/**
 * Loads pages with one statement per list and page, however many parents ask for it: a LATERAL
 * subquery takes each parent's page by index, so no children beyond the page are read. (Prisma's
 * own nested `take` loads every child and slices in memory.)
 */
export function createListLoader(db: PrismaClient): ListLoader {
  const pages = new Map<string, DataLoader<string, readonly PageRow[]>>();
  const counts = new Map<string, DataLoader<string, number>>();

  return {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see ListLoader
    async page<Row extends { id: string }>(list: List, parentId: string, args: PageArgs) {
      const { size, backwards } = pageSize(args);
      const order = backwards ? reversed(list.order) : forwards(list.order);
      const where = Prisma.join(
        [
          list.where,
          ...(args.after == null ? [] : [beyond('after', args.after, forwards(list.order))]),
          ...(args.before == null ? [] : [beyond('before', args.before, reversed(list.order))]),
        ],
        ' AND ',
      );
      const query = { ...list, where, order, size };
      const found = await memo(pages, keyOf(query), () => pageLoader(db, query)).load(parentId);

      // One row more than the page was read: it only says that there are more.
      const rows = found.slice(0, size);
      const hasMore = found.length > size;
      if (backwards) rows.reverse();
      const edges = rows.map((row) => edgeOf(list.order, row as PageRow & Row));
      return {
        edges,
        pageInfo: {
          hasNextPage: backwards ? args.before != null : hasMore,
          hasPreviousPage: backwards ? hasMore : args.after != null,
          startCursor: edges.at(0)?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
        totalCount: () => memo(counts, keyOf(list), () => countLoader(db, list)).load(parentId),
      };
    },
  };
}

interface PageRow {
  readonly id: string;
  readonly parentId: string;
}

interface Direction extends OrderColumn {
  readonly ascending: boolean;
  readonly nullsLast: boolean;
}

interface PageQuery extends Omit<List, 'order'> {
  readonly order: Direction;
  readonly size: number;
}

function pageLoader(db: PrismaClient, { parent, where, order, size }: PageQuery) {
  return new DataLoader<string, readonly PageRow[]>(async (parentIds) => {
    const rows = await db.$queryRaw<PageRow[]>`
      SELECT t.*, p.id AS "parentId"
      FROM unnest(${[...parentIds]}::uuid[]) AS p(id)
      CROSS JOIN LATERAL (
        SELECT t.* FROM ${identifier(order.table)} t
        WHERE t.${identifier(parent)} = p.id AND ${where}
        ORDER BY ${orderBy(order)} LIMIT ${size + 1}
      ) t
      ORDER BY p.id, ${orderBy(order)}`;
    const byParent = new Map(parentIds.map((id): [string, PageRow[]] => [id, []]));
    for (const row of rows) byParent.get(row.parentId)?.push(row);
    return parentIds.map((id) => byParent.get(id) ?? []);
  });
}

function countLoader(db: PrismaClient, { parent, where, order }: List) {
  return new DataLoader<string, number>(async (parentIds) => {
    const rows = await db.$queryRaw<{ parentId: string; count: bigint }[]>`
      SELECT t.${identifier(parent)} AS "parentId", count(*) AS count FROM ${identifier(order.table)} t
      WHERE t.${identifier(parent)} = ANY(${[...parentIds]}::uuid[]) AND ${where}
      GROUP BY 1`;
    const byParent = new Map(rows.map((row) => [row.parentId, Number(row.count)]));
    return parentIds.map((id) => byParent.get(id) ?? 0);
  });
}

/** Only for names written in this code base. */
const identifier = (name: string) => Prisma.raw(`"${name}"`);

const forwards = (order: Order): Direction => ({
  ...order,
  ascending: order.direction === 'ASC',
  nullsLast: true,
});

const reversed = (order: Order): Direction => ({
  ...order,
  ascending: order.direction === 'DESC',
  nullsLast: false,
});

function orderBy({ column, nullable, ascending, nullsLast }: Direction): Prisma.Sql {
  const direction = ascending ? 'ASC' : 'DESC';
  const nulls = nullable ? ` NULLS ${nullsLast ? 'LAST' : 'FIRST'}` : '';
  return Prisma.raw(`t."${column}" ${direction}${nulls}, t.id ${direction}`);
}

/** The rows behind a cursor in a direction. */
function beyond(argument: string, cursor: string, direction: Direction): Prisma.Sql {
  const { value, id } = decodeCursor(argument, cursor, direction);
  const { column, kind, nullable, ascending, nullsLast } = direction;
  const field = Prisma.raw(`t."${column}"`);
  const past = Prisma.raw(ascending ? '>' : '<');
  const sameValue = (test: Prisma.Sql) => Prisma.sql`(${test} AND t.id ${past} ${id}::uuid)`;
  if (value === null) {
    const unknown = sameValue(Prisma.sql`${field} IS NULL`);
    return nullsLast ? unknown : Prisma.sql`(${unknown} OR ${field} IS NOT NULL)`;
  }
  const typed = Prisma.sql`${value}::text::${Prisma.raw(kind)}`;
  const after = Prisma.sql`(${field}, t.id) ${past} (${typed}, ${id}::uuid)`;
  return nullable && nullsLast ? Prisma.sql`(${after} OR ${field} IS NULL)` : after;
}

/** @throws InputError for sizes outside 1–100, and for both ends at once */
export function pageSize({ first, last }: PageArgs): { size: number; backwards: boolean } {
  if (first != null && last != null) {
    throw new InputError(['last'], 'must not be given together with first', last);
  }
  const size = first ?? last ?? DEFAULT_PAGE;
  if (size < 1 || size > MAX_PAGE) {
    throw new InputError([first == null ? 'last' : 'first'], `must be from 1 to ${MAX_PAGE}`, size);
  }
  return { size, backwards: last != null };
}

/** What a column to order by can hold. */
type Value = string | number | bigint | Date | null;

/** A row, and where it stands in a list of this order. */
export const edgeOf = <Row extends object>(order: OrderColumn, row: Row) => ({
  cursor: encodeCursor(order, row),
  node: row,
});

/**
 * A cursor holds its row's place itself, so it stays good when that row moves or is archived. It is
 * one in every list of the table that has the order: a mutation's edge fits into all of them.
 */
export function encodeCursor({ table, column }: OrderColumn, row: object): string {
  const { id, [column]: value } = row as Readonly<Record<string, Value>>;
  const text = value instanceof Date ? value.toISOString() : value == null ? null : String(value);
  return Buffer.from(JSON.stringify([table, column, text, id])).toString('base64url');
}

/** Whether a text is what `encodeCursor` writes for a column, so that PostgreSQL can read it. */
const IS_VALUE: Record<ColumnKind, (text: string) => boolean> = {
  bigint: (text) => /^-?\d{1,18}$/.test(text),
  int4: (text) => /^-?\d{1,9}$/.test(text),
  float8: (text) => Number.isFinite(Number(text)) && String(Number(text)) === text,
  timestamptz: (text) => {
    const moment = new Date(text);
    return moment.getUTCFullYear() >= 1 && /^\d{4}/.test(text) && moment.toISOString() === text;
  },
  // PostgreSQL's text holds everything but NUL.
  text: (text) => !text.includes('\0'),
};

/** @throws InputError at the argument, for what `encodeCursor` has not written for the table and column */
export function decodeCursor(
  argument: string,
  cursor: string,
  { table, column, kind, nullable }: OrderColumn,
): { value: string | null; id: string } {
  const refuse = () =>
    new InputError([argument], 'must be a cursor of this list in this order', cursor);
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw refuse();
  }
  if (!Array.isArray(parts) || parts.length !== 4) throw refuse();
  const [ofTable, ofColumn, value, id] = parts as unknown[];
  const isValue = value === null ? nullable : typeof value === 'string' && IS_VALUE[kind](value);
  const isOfList = ofTable === table && ofColumn === column;
  if (!isOfList || !isValue || !isUuid(id)) throw refuse();
  return { value: value as string | null, id };
}

const keyOf = ({ parent, where, order, ...rest }: PageQuery | List): string =>
  JSON.stringify([parent, where.sql, where.values, order, rest], (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );

function memo<Value>(cache: Map<string, Value>, key: string, make: () => Value): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
