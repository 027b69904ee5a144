import type { PrismaClient } from '../prisma/generated/client.js';
import { ApiError, formatPath, InputError, type Path } from './errors.js';

const CURSOR = /^event:(\d{1,18})$/;

/** Where an event stands in its workspace's stream, as clients keep it. */
export const encodeEventCursor = (position: bigint): string =>
  Buffer.from(`event:${position}`).toString('base64url');

/**
 * @param head - position of the workspace's last event
 * @throws InputError at `path` for what is no cursor of events, UnknownCursorError for one that no
 * event of this database has had
 */
export function decodeEventCursor(path: Path, cursor: string, head: bigint): bigint {
  const found = CURSOR.exec(Buffer.from(cursor, 'base64url').toString());
  if (found === null) throw new InputError(path, 'must be a cursor of an event', cursor);
  const position = BigInt(found[1]);
  if (position > head) throw new UnknownCursorError(path, cursor);
  return position;
}

/** Position of a workspace's last event; 0 before the first. */
export async function eventsHead(db: PrismaClient, workspaceId: string): Promise<bigint> {
  const counter = await db.eventCounter.findUnique({ where: { workspaceId } });
  return counter?.position ?? 0n;
}

/**
 * A position that the workspace has not come to: the cursor is of another database, or of this one
 * before it was restored. Who waited there would miss everything until then.
 */
class UnknownCursorError extends ApiError {
  constructor(path: Path, cursor: string) {
    super(
      'UNKNOWN_CURSOR',
      path,
      `${formatPath(path)} must be a cursor of an event that was told, but got "${cursor}", which lies in the future; read the campaign anew`,
    );
  }
}
