import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { show } from '../schema/errors.js';
import { isLoopback } from './config.js';

/** `localhost:4000` → `localhost`; undefined where it is not a host at all. */
const hostName = (host: string): string | undefined =>
  /^(\[[\da-f:.]+\]|[^\s:/@?#]+)(:\d+)?$/i.exec(host)?.[1];

const refuse = (message: string, code: string): Response =>
  Response.json({ errors: [{ message, extensions: { code } }] }, { status: 403 });

interface Fault {
  readonly message: string;
  readonly code: 'FORBIDDEN_HOST' | 'FORBIDDEN_ORIGIN';
}

/**
 * What keeps a request out of a server that trusts whoever reaches it.
 *
 * A page's own name can be made to resolve to this machine (DNS rebinding), so the Host header must
 * be a loopback name; and a page of another origin must be in `corsOrigins`.
 */
export function originFault(
  host: string,
  origin: string | null,
  corsOrigins: readonly string[],
): Fault | null {
  const name = hostName(host);
  if (name === undefined || !isLoopback(name)) {
    const message = `Host must be localhost, 127.0.0.1 or ::1, but got "${host}"`;
    return { message, code: 'FORBIDDEN_HOST' };
  }
  if (origin === null || origin === `http://${host}` || corsOrigins.includes(origin)) return null;
  const message = `Origin must be this server's own or one of CORS_ORIGINS, but got "${origin}"`;
  return { message, code: 'FORBIDDEN_ORIGIN' };
}

/** Keeps web pages out. Health checks are exempt: probes call by address. */
export function useOriginCheck(corsOrigins: readonly string[]): Plugin {
  return {
    onRequest(hook) {
      const { headers } = hook.request;
      const host = headers.get('host') ?? hook.url.host;
      const fault = originFault(host, headers.get('origin'), corsOrigins);
      if (fault) hook.endResponse(refuse(fault.message, fault.code));
    },
  };
}

/** Answers browsers' questions whether a page of that origin may call the API. */
export const corsFor = (corsOrigins: readonly string[]) => (request: Request) => {
  const origin = request.headers.get('origin');
  // With several origins the library answers the others with the origin "null", which a sandboxed
  // frame has: hence one origin or none at all.
  if (origin === null || !corsOrigins.includes(origin)) return false as const;
  return {
    origin: [origin],
    methods: ['GET', 'POST'],
    allowedHeaders: ['content-type', 'accept', 'last-event-id', ...CSRF_HEADERS],
    exposedHeaders: ['x-request-id'],
    credentials: false,
    maxAge: 600,
  };
};

/** A request that no plain form, image or link can make: it carries one of these or JSON. */
const CSRF_HEADERS = ['x-graphql-yoga-csrf', 'graphql-require-preflight'];

/**
 * Whether it is a stream that a page of an origin let in opens with the browser's EventSource, which
 * can send neither of these headers. The browser itself says where the page is from, in headers that
 * no page can set: Origin, which has been checked, and to the page's own server Sec-Fetch-Site. A
 * page elsewhere that asks without CORS sends neither.
 */
const isOwnEventSource = ({ method, headers }: Request): boolean =>
  method === 'GET' &&
  headers.get('accept') === 'text/event-stream' &&
  (headers.has('origin') || headers.get('sec-fetch-site') === 'same-origin');

/** Refuses what a page can ask of any server without the browser asking leave first. */
export function useCsrfCheck(): Plugin {
  const { onRequestParse } = useCSRFPrevention({ requestHeaders: CSRF_HEADERS });
  return {
    onRequestParse(hook) {
      if (isOwnEventSource(hook.request)) return;
      try {
        return onRequestParse?.(hook);
      } catch (error) {
        // The library's refusal says neither which header nor what else would do.
        throw error instanceof GraphQLError ? forbidden(hook.request) : error;
      }
    },
  };
}

function forbidden({ method, headers }: Request): GraphQLError {
  const message =
    method === 'GET'
      ? 'A GET must have the header graphql-require-preflight, with any value, so that no page elsewhere can make a browser send it; or send the operation by POST, which in urql is preferGetMethod: false'
      : `A ${method} must have the content type application/json, or the header graphql-require-preflight, with any value, so that no form elsewhere can make a browser send it, but got ${show(headers.get('content-type') ?? undefined)}`;
  return new GraphQLError(message, {
    extensions: { code: 'FORBIDDEN_REQUEST', http: { status: 403 } },
  });
}
