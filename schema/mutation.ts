import { Prisma } from '../prisma/generated/client.js';
import { type ConflictError, InputError, NotFoundError, type Path } from './errors.js';
import { rowId } from './node-id.js';

/** A client inside a transaction. */
export type Transaction = Prisma.TransactionClient;

/**
 * The row of the viewer's workspace that an id names.
 * @throws InputError when it is no id of this type, NotFoundError when there is no such row
 */
export async function existing<Row>(
  path: Path,
  typename: string,
  id: string,
  find: (id: string) => Promise<Row | null>,
): Promise<Row> {
  const row = await find(rowId(path, typename, id));
  if (row === null) throw new NotFoundError(path, `an id of type ${typename}`, id);
  return row;
}

/**
 * Makes other changes of a row wait until this one is done, so that a rule that was checked still
 * holds when its row is written. Rows that refer to it may be written meanwhile: who appends events of a
 * campaign must not wait for one who is about to append some.
 */
export const lock = (
  tx: Transaction,
  table: 'Campaign' | 'Placement' | 'Profile' | 'Workspace',
  id: string,
) =>
  tx.$executeRaw`SELECT 1 FROM ${Prisma.raw(`"${table}"`)} WHERE id = ${id}::uuid FOR NO KEY UPDATE`;

/**
 * A changed value; undefined leaves it as it is.
 * @throws InputError for null, because the field cannot be cleared
 */
export function changed<Value>(path: Path, value: Value | null | undefined): Value | undefined {
  if (value === null) throw new InputError(path, 'must not be null', value);
  return value;
}

/** Does the work; a row that breaks a unique index is refused with the API's own error. */
export async function refusingTwins<Result>(
  refusal: () => ConflictError,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isTwin = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
    throw isTwin ? refusal() : error;
  }
}
