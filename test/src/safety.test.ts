import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PrismaClient } from '../../prisma/generated/client.js';
import { REQUEST_LIMITS } from '../../src/request-limits.js';
import { createServer, type ServerDeps } from '../../src/server.js';

const PARTNER = 'https://partner.example';
const SECRET = new TypeError('password=hunter2');
const log = vi.fn();
afterEach(() => {
  log.mockClear();
});

/** What is tested here is decided before the database, which therefore fails whoever asks it. */
const failing = (): never => {
  throw SECRET;
};
const failingDatabase: () => never = new Proxy(failing, { get: () => failingDatabase });
const open = (overrides: Partial<ServerDeps> = {}) => {
  const server = createServer({
    db: failingDatabase as unknown as PrismaClient,
    viewer: { workspaceId: '019a0000-0000-7000-8000-000000000000', currency: 'USD' },
    simulate: failing,
    calibrate: failing,
    score: failing,
    now: failing,
    isReady: () => Promise.resolve(true),
    corsOrigins: [PARTNER],
    isDevelopment: false,
    log,
    pageDir: null,
    ...overrides,
  });
  const fetch = async (path: string, init?: RequestInit) =>
    server.fetch(new Request(`http://localhost${path}`, init));
  const post = (query: string, headers: Record<string, string> = {}, more: object = {}) =>
    fetch('/graphql', {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify({ query, ...more }),
    });
  return { fetch, post };
};

/** With this answer type the status tells of a refusal; with application/json it may be 200. */
const JSON_TYPE = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json',
};

const { fetch, post } = open();

const firstError = async (response: Response) => {
  const { errors } = (await response.json()) as { errors: { message: string; extensions: any }[] };
  return errors[0];
};

describe('the Host header', () => {
  it.each(['localhost', 'localhost:4000', '127.0.0.1:9', '[::1]:4000'])(
    'may be %s',
    async (host) => {
      expect((await post('{ __typename }', { host })).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    'localhost@evil.example',
    'localhost:4000:80',
    '127.0.0.1.evil.example',
    '0.0.0.0:4000',
    '192.168.0.7:4000',
    '',
  ])('may not be %j, which a page can make its own name', async (host) => {
    const response = await post('{ __typename }', { host });
    expect(response.status).toBe(403);
    expect(await firstError(response)).toEqual({
      message: `Host must be localhost, 127.0.0.1 or ::1, but got "${host}"`,
      extensions: { code: 'FORBIDDEN_HOST' },
    });
  });

  it('is of no interest to health checks', async () => {
    const headers = { host: '10.0.0.3:4000' };
    expect((await fetch('/health/live', { headers })).status).toBe(200);
    expect((await fetch('/health/ready', { headers })).status).toBe(200);
  });
});

describe('the Origin header', () => {
  it("may be the server's own", async () => {
    const headers = { host: 'localhost:4000', origin: 'http://localhost:4000' };
    expect((await post('{ __typename }', headers)).status).toBe(200);
  });

  it('may be one of CORS_ORIGINS, which is told so', async () => {
    const response = await post('{ __typename }', { origin: PARTNER });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(PARTNER);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each(['https://evil.example', 'null', 'http://localhost:3000', `${PARTNER}.evil.example`])(
    'may not be %s',
    async (origin) => {
      const response = await post('{ __typename }', { host: 'localhost:4000', origin });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect((await firstError(response)).extensions).toEqual({ code: 'FORBIDDEN_ORIGIN' });
    },
  );

  it('is answered before the request itself, for the listed ones alone', async () => {
    const ask = (origin: string) =>
      fetch('/graphql', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
    const listed = await ask(PARTNER);
    expect(listed.headers.get('access-control-allow-origin')).toBe(PARTNER);
    expect(listed.headers.get('access-control-allow-headers')).toContain('content-type');
    const other = await ask('https://evil.example');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a request that a form, an image or a link can make', () => {
  it.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])(
    'is refused as %s',
    async (type) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': type },
        body: 'query={__typename}',
      });
      expect(response.status).toBe(403);
      const { message, extensions } = await firstError(response);
      expect(message).toMatch(
        /^A POST must have the content type application\/json, or the header/,
      );
      expect(message).toContain(`, but got "${type}"`);
      expect(extensions).toEqual({ code: 'FORBIDDEN_REQUEST' });
    },
  );

  it('is refused as a bare GET', async () => {
    const response = await fetch('/graphql?query={__typename}');
    expect(response.status).toBe(403);
    const { message, extensions } = await firstError(response);
    expect(message).toMatch(/^A GET must have the header graphql-require-preflight, /);
    expect(message).toContain('preferGetMethod: false');
    expect(extensions).toEqual({ code: 'FORBIDDEN_REQUEST' });
  });

  it('passes as a GET with a header that only a program can set', async () => {
    const headers = { 'graphql-require-preflight': '1' };
    const response = await fetch('/graphql?query={__typename}', { headers });
    expect(response.status).toBe(200);
  });

  it('never changes anything by GET', async () => {
    const query = encodeURIComponent('mutation { __typename }');
    const response = await fetch(`/graphql?query=${query}`, { headers: JSON_TYPE });
    expect(response.status).toBe(405);
  });
});

describe('a request past a limit', () => {
  const refused = async (response: Response) => {
    expect(response.status).toBe(400);
    return (await firstError(response)).message;
  };

  it('is refused for its body', async () => {
    const strict = open({ limits: { ...REQUEST_LIMITS, bodyBytes: 1000 } });
    const response = await strict.post(
      '{ __typename }',
      {},
      { variables: { a: 'x'.repeat(1000) } },
    );
    expect(response.status).toBe(413);
  });

  it('is refused for its body when the length is not announced', async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(' '.repeat(1_000_000)));
      },
    });
    const request = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' };
    expect((await fetch('/graphql', request)).status).toBe(413);
  });

  it('is refused for its tokens', async () => {
    const query = `{ ${'__typename '.repeat(1300)} }`;
    const strict = open({ limits: { ...REQUEST_LIMITS, tokens: 1000 } });
    expect(await refused(await strict.post(query))).toContain('Token limit of 1000 exceeded');
  });

  it('is refused for the length of its document', async () => {
    const strict = open({ limits: { ...REQUEST_LIMITS, documentLength: 100 } });
    expect(await refused(await strict.post(`{ __typename } #${'x'.repeat(100)}`))).toBe(
      'query must be at most 100 characters, but got 116; pass values as variables',
    );
  });

  it('is refused for its aliases, those of __typename too', async () => {
    const aliases = Array.from({ length: 61 }, (_, i) => `a${i}: __typename`).join(' ');
    expect(await refused(await post(`{ ${aliases} }`))).toContain('Aliases limit of 60 exceeded');
  });

  it.each(['{a', '{a(b:[', '{a(b:{c:'])('is refused for its nesting, as %s', async (part) => {
    expect(await refused(await post(part.repeat(1999)))).toMatch(
      /^query must be nested at most 200 brackets deep, but got \d+$/,
    );
  });

  it('is refused for its depth', async () => {
    const deep = `${'node(id: "x") { ... on Influencer { profiles { edges { '.repeat(6)} id ${'} } } }'.repeat(6)}`;
    expect(await refused(await post(`{ ${deep} }`))).toContain('depth limit of 16 exceeded');
  });

  it('is refused for its depth through fragments that call each other', async () => {
    const query = '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }';
    expect((await post(query)).status).toBe(400);
  });

  it('is refused for its directives', async () => {
    const query = `{ __typename ${'@skip(if: false) '.repeat(51)} }`;
    expect(await refused(await post(query))).toContain('Directives limit of 50 exceeded');
  });

  it('is refused for what it asks of the database', async () => {
    const nested = `{ influencers(first: 100) { edges { node {
      profiles(first: 100) { edges { node { placements(first: 100) { edges { node { id } } } } } }
    } } } }`;
    const response = await post(nested);
    expect(response.status).toBe(400);
    const { message, extensions } = await firstError(response);
    expect(extensions.code).toBe('TOO_COMPLEX');
    expect(message).toMatch(/complexity must be at most \d+, but got \d+/);
  });

  it('is refused for introspection that runs in circles', async () => {
    const circle = 'fields { type { '.repeat(8) + 'name' + ' } }'.repeat(8);
    expect((await post(`{ __schema { types { ${circle} } } }`)).status).toBe(400);
  });

  it('is refused as a batch', async () => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
    });
    expect(response.status).toBe(400);
  });

  it.each(['{', '"text"', 'null', '{"query": 7}', '{"variables": {}}'])(
    'is refused as %s',
    async (body) => {
      const response = await fetch('/graphql', { method: 'POST', headers: JSON_TYPE, body });
      expect(response.status).toBe(400);
      expect(log).not.toHaveBeenCalled();
    },
  );
});

describe('an unexpected error', () => {
  const QUERY = '{ influencers(first: 1) { totalCount } }';

  it('is masked, and logged with the id that the client was given', async () => {
    const response = await post(QUERY);
    const text = await response.text();
    expect(text).not.toContain('hunter2');
    const { errors } = JSON.parse(text) as { errors: { message: string; extensions: any }[] };
    const id = response.headers.get('x-request-id');
    expect(errors[0]).toMatchObject({
      message: 'Unexpected error',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: id },
    });
    expect(log).toHaveBeenCalledWith(expect.stringContaining(id!), SECRET);
  });

  it('is shown in development', async () => {
    const response = await open({ isDevelopment: true }).post(QUERY);
    expect((await firstError(response)).extensions.cause).toContain('hunter2');
  });
});

describe('an error of the API', () => {
  it('reaches the client as it is, and no log', async () => {
    const response = await post('{ influencers(first: 1000) { totalCount } }');
    expect((await firstError(response)).extensions).toMatchObject({ code: 'BAD_INPUT' });
    expect(log).not.toHaveBeenCalled();
  });
});

describe('readiness', () => {
  it('is told by what the server depends on, and is not liveness', async () => {
    const starting = open({ isReady: () => Promise.resolve(false) });
    expect((await starting.fetch('/health/ready')).status).toBe(503);
    expect((await starting.fetch('/health/live')).status).toBe(200);
  });
});
