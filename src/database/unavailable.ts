import { Prisma } from '../../prisma/generated/client.js';

/**
 * Not reached, timed out, closed by the server, no connection free, a transaction that could not
 * begin or end in time, which is undone: Prisma's codes.
 */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
/** The same where Prisma's own code says no more than that the query failed. */
const ADAPTER_KINDS = new Set([
  'ConnectionClosed',
  'DatabaseNotReachable',
  'SocketTimeout',
  'TooManyConnections',
]);
/** PostgreSQL's: connection exceptions, ended sessions, shutting down, not accepting connections. */
const SQL_STATE = /^(08\w{3}|25P03|55000|57P0\d)$/;
/** Node's, as they come where nobody translates them, e.g. from two addresses or out of a query. */
const SOCKET_CODES = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
/** The driver's own, which carry no code. */
const DRIVER_MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

interface AdapterError {
  readonly cause?: { readonly kind: string; readonly code?: string };
}

/** Whether a query failed because its database could not be reached: later it may succeed. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const adapterError = error.meta?.['driverAdapterError'];
    return (
      PRISMA_CODES.has(error.code) || SOCKET_CODES.has(error.code) || isUnreached(adapterError)
    );
  }
  if (!(error instanceof Error)) return false;
  // As it comes where a transaction begins or ends.
  if (error.name === 'DriverAdapterError') return isUnreached(error);
  const { code = '' } = error as NodeJS.ErrnoException;
  return SOCKET_CODES.has(code) || DRIVER_MESSAGE.test(error.message);
}

function isUnreached(adapterError: unknown): boolean {
  const { kind = '', code = '' } = (adapterError as AdapterError | undefined)?.cause ?? {};
  return ADAPTER_KINDS.has(kind) || SQL_STATE.test(code);
}
