/**
 * Asks docs/founding-claim.graphql of a server over an empty workspace and writes the answer into
 * docs/founding-claim.md, between the markers.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readableCount, readableOdds, readableShare } from '../schema/readable.js';
import { textTable } from '../schema/text-table.js';
import { createWorkspace } from '../schema/workspace.js';
import { simulate } from '../simulations/index.js';
import { openDatabase } from '../src/database/open.js';
import { createServer } from '../src/server.js';

const OPERATION = new URL('../docs/founding-claim.graphql', import.meta.url);
const PAGE = new URL('../docs/founding-claim.md', import.meta.url);
const START = '<!-- Written by `npm run founding-claim`; do not edit. -->';
const END = '<!-- End of what is written. -->';

interface Spread {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

interface Comparison {
  readonly summary: string;
  readonly table: readonly string[];
  readonly warnings: readonly { readonly message: string }[];
  readonly scenarios: readonly {
    readonly name: string;
    readonly forecast: {
      readonly draws: number;
      readonly seed: string;
      readonly engineVersion: number;
      readonly total: {
        readonly impressions: Spread;
        readonly negativeEngagementRatio: {
          readonly mean: number;
          readonly above5Percent: number;
          readonly above10Percent: number;
          readonly worstTenth: number;
        } | null;
      };
    };
  }[];
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly metrics: readonly {
      readonly metric: string;
      readonly probabilityABeatsB: number | null;
    }[];
  }[];
}

const noResults = () => Promise.reject(new Error('there are no results'));

async function ask(): Promise<Comparison> {
  const dataDir = await mkdtemp(join(tmpdir(), 'groundswell-'));
  const { db, close } = await openDatabase({ databaseUrl: undefined, dataDir });
  try {
    const { id, currency } = await createWorkspace(db, {
      slug: 'founding-claim',
      name: 'Founding claim',
      currency: 'USD',
      isDemo: false,
    });
    const server = createServer({
      db,
      viewer: { workspaceId: id, currency },
      simulate: (scenario, options) => Promise.resolve(simulate(scenario, options)),
      calibrate: noResults,
      score: noResults,
      now: () => new Date(),
      isReady: () => Promise.resolve(true),
      corsOrigins: [],
      isDevelopment: true,
      log: console.error,
      pageDir: null,
    });
    const response = await server.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: await readFile(OPERATION, 'utf8') }),
    });
    const { data, errors } = (await response.json()) as {
      data?: { compare: Comparison };
      errors?: unknown;
    };
    if (!data) throw new Error(JSON.stringify(errors));
    return data.compare;
  } finally {
    await close();
    await rm(dataDir, { recursive: true });
  }
}

const COMPARED = ['IMPRESSIONS', 'REACH', 'ENGAGEMENTS', 'NEGATIVE_ENGAGEMENT_RATIO', 'CLICKS'];

function written({ summary, table, warnings, scenarios, pairs }: Comparison): string {
  const [star] = scenarios;
  const { draws, seed, engineVersion } = star.forecast;
  const risks = textTable([
    ['', 'Times shown', 'Mean negative share', 'Odds of over 5%', 'Over 10%', 'Worst tenth'],
    ...scenarios.map(({ name, forecast: { total } }) => {
      const { p10, p50, p90 } = total.impressions;
      const ratio = total.negativeEngagementRatio;
      return [
        name,
        `${readableCount(p50)} (${readableCount(p10)}–${readableCount(p90)})`,
        ...(ratio
          ? [ratio.mean, ratio.above5Percent, ratio.above10Percent, ratio.worstTenth].map(
              readableShare,
            )
          : ['–', '–', '–', '–']),
      ];
    }),
  ]);
  const odds = textTable([
    ['Odds against the star', 'Times shown', 'Reach', 'Engagements', 'Negative share', 'Clicks'],
    ...pairs
      .filter(({ a }) => a === star.name)
      .map(({ b, metrics }) => [
        b,
        ...COMPARED.map((wanted) => {
          const odds = metrics.find(({ metric }) => metric === wanted)?.probabilityABeatsB;
          return odds == null ? '–' : readableOdds(1 - odds, draws);
        }),
      ]),
  ]);
  return [
    START,
    '',
    `${draws} draws, seed \`${seed}\`, engine version ${engineVersion}.`,
    '',
    ...[table, risks, odds].flatMap((lines) => ['```text', ...lines, '```', '']),
    summary,
    '',
    ...warnings.map(({ message }) => `- ${message}`),
    '',
    END,
  ].join('\n');
}

const answer = written(await ask());
const page = await readFile(PAGE, 'utf8');
const start = page.indexOf(START);
const end = page.indexOf(END);
if (start < 0 || end < start) throw new Error(`docs/founding-claim.md must have the line ${START}`);
await writeFile(PAGE, page.slice(0, start) + answer + page.slice(end + END.length));
console.log(answer);
