import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isLoopback } from './config.js';

/** `localhost:4000` → `localhost`; undefined where it is not a host at all. */
const hostName = (host: string): string | undefined =>
  /^(\[[\da-f:.]+\]|[^\s:/@?#]+)(:\d+)?$/i.exec(host)?.[1];

const refuse = (message: string, code: string): Response =>
  Response.json({ errors: [{ message, extensions: { code } }] }, { status: 403 });

/**
 * Keeps web pages out of a server that trusts whoever reaches it.
 *
 * A page's own name can be made to resolve to this machine (DNS rebinding), so the Host header must
 * be a loopback name; and a page of another origin must be in `corsOrigins`. Health checks are
 * exempt: probes call by address.
 */
export function useOriginCheck(corsOrigins: readonly string[]): Plugin {
  return {
    onRequest(hook) {
      const { request, url } = hook;
      const host = request.headers.get('host') ?? url.host;
      const name = hostName(host);
      if (name === undefined || !isLoopback(name)) {
        const message = `Host must be localhost, 127.0.0.1 or ::1, but got "${host}"`;
        hook.endResponse(refuse(message, 'FORBIDDEN_HOST'));
        return;
      }
      const origin = request.headers.get('origin');
      const isOwn = origin === null || origin === `http://${host}`;
      if (!isOwn && !corsOrigins.includes(origin)) {
        const message = `Origin must be this server's own or one of CORS_ORIGINS, but got "${origin}"`;
        hook.endResponse(refuse(message, 'FORBIDDEN_ORIGIN'));
      }
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
    allowedHeaders: ['content-type', 'accept', ...CSRF_HEADERS],
    exposedHeaders: ['x-request-id'],
    credentials: false,
    maxAge: 600,
  };
};

/** A request that no plain form, image or link can make: it carries one of these or JSON. */
const CSRF_HEADERS = ['x-graphql-yoga-csrf', 'graphql-require-preflight'];

/** Refuses what a page can ask of any server without the browser asking leave first. */
export function useCsrfCheck(): Plugin {
  const { onRequestParse } = useCSRFPrevention({ requestHeaders: CSRF_HEADERS });
  return {
    onRequestParse(hook) {
      try {
        return onRequestParse?.(hook);
      } catch (error) {
        // The library's refusal has a message and no code.
        if (error instanceof GraphQLError) error.extensions['code'] = 'FORBIDDEN_REQUEST';
        throw error;
      }
    },
  };
}
