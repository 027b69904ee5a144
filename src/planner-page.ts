import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'graphql-yoga';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/** Nothing from elsewhere. The editor sets its styles inline and brings its fonts in its stylesheet. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the built page at `/graphql` to browsers, and its files under `/assets/`.
 *
 * @param dir - what Vite built; read once, so that a name in a request never becomes a path
 */
export function usePlannerPage(dir: string): Plugin {
  const page = readFileSync(path.join(dir, 'index.html'));
  const assets = new Map(
    readdirSync(path.join(dir, 'assets')).map((name) => [
      `/assets/${name}`,
      readFileSync(path.join(dir, 'assets', name)),
    ]),
  );

  return {
    onRequest(hook) {
      const { request, url } = hook;
      if (request.method !== 'GET' && request.method !== 'HEAD') return;
      const asset = assets.get(url.pathname);
      if (asset) {
        // Names carry a hash of the content.
        hook.endResponse(answer(asset, url.pathname, 'public, max-age=31536000, immutable'));
      } else if (url.pathname === '/') {
        hook.endResponse(toPage());
      } else if (request.headers.get('accept')?.includes('text/html')) {
        if (url.pathname === '/graphql') hook.endResponse(answer(page, 'index.html', 'no-cache'));
        // Relative addresses in the page need it to be called without a slash at the end.
        else if (url.pathname === '/graphql/') hook.endResponse(toPage());
      }
    },
  };
}

const toPage = () => new Response(null, { status: 302, headers: { location: '/graphql' } });

function answer(body: Buffer<ArrayBuffer>, name: string, cacheControl: string): Response {
  return new Response(body, {
    headers: {
      'content-type': CONTENT_TYPES[path.extname(name)] ?? 'application/octet-stream',
      'content-length': String(body.length),
      'cache-control': cacheControl,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}
