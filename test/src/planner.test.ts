import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_DIR } from '../../scripts/build-page.js';
import { simulate } from '../../simulations/index.js';
import { addPosted, hours, NOW } from '../schema/posted.js';
import { openTestServer, type TestServer } from '../support/server.js';

const BROWSER = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

if (BROWSER === undefined) {
  console.warn('Skipping the tests of the page: no Chromium found; CHROMIUM_PATH names one.');
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Whatever slips past the route below finds no address.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

describe.skipIf(BROWSER === undefined)('the page at /graphql', () => {
  let server: TestServer;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    server = await openTestServer({
      pageDir: PAGE_DIR,
      now: () => NOW,
      simulate: async (scenario, options) => {
        if (options.seed === 'slowly') await setTimeout(500);
        return simulate(scenario, options);
      },
    });
    url = await server.listen();
    browser = await chromium.launch({ executablePath: BROWSER, headless: true, args: FLAGS });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** A page that can reach nothing but the server, and what it tried or complained about. */
  async function openPage(path = '/graphql') {
    const page = await browser.newPage();
    const elsewhere: string[] = [];
    const complaints: string[] = [];
    await page.context().route('**/*', async (route) => {
      const target = new URL(route.request().url());
      if (target.origin === url || target.protocol === 'data:') return route.continue();
      elsewhere.push(target.href);
      return route.abort();
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text().slice(0, 200));
    });
    await page.goto(url + path);
    await page.waitForSelector('.graphiql-query-editor .view-line');
    return { page, elsewhere, complaints };
  }

  const editorText = (page: Page) => page.locator('.graphiql-query-editor').innerText();

  it('runs the query it opens with, and asks nobody but the server', async () => {
    const { page, elsewhere, complaints } = await openPage();
    const answered = page.waitForResponse((response) => {
      const isAnswer =
        response.request().method() === 'POST' && response.url() === `${url}/graphql`;
      return isAnswer && !(response.request().postData() ?? '').includes('IntrospectionQuery');
    });
    await page.getByRole('button', { name: /execute query/i }).click();
    const answer = (await (await answered).json()) as { data: object; errors?: unknown };
    expect(answer.errors).toBeUndefined();
    const result = page.locator('.result-window');
    await result.getByText('"data"').waitFor();
    expect(await result.innerText()).toContain(Object.keys(answer.data)[0]);
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows a forecast that is watched, each estimate in the place of the last', async () => {
    const watched = `subscription { forecast(
      scenario: { budget: { amount: "5000", currency: USD } }, precision: { draws: 8192 }, seed: "slowly"
    ) { fractionDone forecast { draws total { reach { p50 } } } } }`;
    const { page, elsewhere, complaints } = await openPage(
      `/graphql?query=${encodeURIComponent(watched)}`,
    );
    const result = page.locator('.result-window');
    const shown: string[] = [];
    await page.exposeFunction('seen', (text: string) => shown.push(text));
    await result.evaluate((element) => {
      new MutationObserver(() => {
        (window as unknown as { seen: (text: string) => void }).seen(element.textContent);
      }).observe(element, { childList: true, subtree: true, characterData: true });
    });
    await page.getByRole('button', { name: /execute query/i }).click();
    await expect.poll(() => shown.at(-1), { timeout: 20_000 }).toContain('8192');
    expect(shown.some((text) => /"draws":\s512\b/.test(text))).toBe(true);
    expect(shown.at(-1)).not.toMatch(/"draws":\s512\b/);
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows what happens in a campaign, as it is recorded', async () => {
    const { campaign, ids } = await addPosted(server, 1);
    const record = async (impressions: number) => {
      const { errors } = await server.query(
        `mutation ($id: ID!, $at: DateTime!, $impressions: Count!) { recordResults(input: {
          key: "${impressions}", results: [{ placementId: $id, capturedAt: $at, source: PLATFORM, impressions: $impressions }]
        }) { __typename } }`,
        { id: ids[0], at: hours(impressions / 100), impressions },
      );
      expect(errors).toBeUndefined();
    };
    await record(1234);
    const followed = `subscription { campaignResults(campaignId: "${campaign}") {
      ... on ResultRecorded { result { impressions } } } }`;
    const { page, elsewhere, complaints } = await openPage(
      `/graphql?query=${encodeURIComponent(followed)}`,
    );
    const result = page.locator('.result-window');
    await page.getByRole('button', { name: /execute query/i }).click();
    await expect.poll(() => result.innerText(), { timeout: 20_000 }).toContain('1234');
    await record(5678);
    await expect.poll(() => result.innerText(), { timeout: 20_000 }).toContain('5678');
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('takes a query from a link without running it', async () => {
    const link = `/graphql?query=${encodeURIComponent('{ fromALink: __typename }')}`;
    const { page } = await openPage(link);
    expect(await editorText(page)).toContain('fromALink');
    expect(await page.locator('.result-window').innerText()).not.toContain('data');
    await page.close();
  });

  it('knows the schema: it completes and explains', async () => {
    const { page, complaints } = await openPage();
    await page.getByRole('button', { name: /documentation explorer/i }).click();
    await page.getByText('Root Types').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the page over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer({ pageDir: PAGE_DIR });
  });
  afterAll(() => server.close());

  const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  it('may load nothing from elsewhere and may not be framed', async () => {
    const response = await server.fetch('/graphql', { headers: HTML });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  it('has files that are kept for good and have their types', async () => {
    const html = await (await server.fetch('/graphql', { headers: HTML })).text();
    const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(html)![1];
    const response = await server.fetch(script);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    '/assets/../package.json',
    '/assets/%2e%2e/index.html',
    '/assets/',
    '/assets/nothing.js',
  ])('does not serve %s', async (path) => {
    expect((await server.fetch(path)).status).toBe(404);
  });

  it.each(['/', '/graphql/'])('is where %s leads', async (path) => {
    const response = await server.fetch(path, { headers: HTML });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/graphql');
  });

  it('is where / leads without asking for a page', async () => {
    const response = await server.fetch('/', { headers: { accept: '*/*' } });
    expect(response.headers.get('location')).toBe('/graphql');
  });

  it('leaves programs alone', async () => {
    const response = await server.fetch('/graphql?query={__typename}', {
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});
