import { Prisma } from '../prisma/generated/client.js';
import type { Transaction } from './mutation.js';

/**
 * What a statement selects, read as one JSON value: Prisma takes several times as long for as many
 * rows and columns. So numbers of any kind come as numbers, and times as ISO 8601.
 */
export async function jsonRows<Row>(db: Transaction, select: Prisma.Sql): Promise<Row[]> {
  const [{ rows }] = await db.$queryRaw<[{ rows: Row[] | null }]>`
    SELECT json_agg(r) AS rows FROM (${select}) r`;
  return rows ?? [];
}
