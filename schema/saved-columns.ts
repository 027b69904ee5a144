import type { PrismaClient } from '../prisma/generated/client.js';

/** Where the draws of a metric are kept. */
export interface ColumnKey {
  readonly savedForecastId: string;
  readonly position: number;
}

export const columnName = ({ savedForecastId, position }: ColumnKey): string =>
  `${savedForecastId} ${position}`;

/** Packed draws by the names of their columns. */
export async function packedColumns(
  db: PrismaClient,
  workspaceId: string,
  keys: readonly ColumnKey[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const rows = await db.$queryRaw<(ColumnKey & { draws: Uint8Array })[]>`
    SELECT c."savedForecastId", c.position, c.draws
    FROM unnest(
      ${keys.map(({ savedForecastId }) => savedForecastId)}::uuid[],
      ${keys.map(({ position }) => position)}::int[]
    ) AS k(id, position)
    JOIN "SavedColumn" c ON c."savedForecastId" = k.id AND c.position = k.position
    WHERE c."workspaceId" = ${workspaceId}::uuid`;
  return new Map(rows.map((row) => [columnName(row), row.draws]));
}
