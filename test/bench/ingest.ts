import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import pg from 'pg';
import { type Bench, quantileOf } from './measurement.js';
import { type ServerProcess, startServer } from './server-process.js';

const CLIENTS = 8;
const BATCH = 100;
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

const RECORD = `mutation ($input: RecordResultsInput!) {
  recordResults(input: $input) {
    ... on MutationError { message }
    ... on RecordResultsPayload { rejected { message } }
  }
}`;

/**
 * Eight clients record batches of 100 results through HTTP, as fast as they are answered, for a
 * campaign with targets: on the embedded database, and on PostgreSQL where one answers.
 */
export async function benchIngest(bench: Bench): Promise<void> {
  const embedded = await startServer();
  try {
    await ingest(bench, embedded, 'ingest/embedded', () => Promise.resolve());
  } finally {
    await embedded.close();
  }
  const database = await createDatabase(bench);
  if (database === null) return;
  try {
    const server = await startServer({ DATABASE_URL: database.url });
    try {
      await ingest(bench, server, 'ingest/PostgreSQL', database.analyze);
    } finally {
      await server.close();
    }
  } finally {
    await database.drop();
  }
}

async function ingest(
  { quick, report }: Bench,
  server: ServerProcess,
  name: string,
  analyze: () => Promise<unknown>,
) {
  const { campaignId, placementIds } = await addPosted(server, quick ? BATCH : CLIENTS * BATCH);
  const start = Date.now() - 30 * DAY_MS;
  let minute = 0;
  /** Everybody has a part of the placements; the counts rise by the minute. */
  const send = async (client: number) => {
    minute++;
    const from = (client * BATCH) % placementIds.length;
    const capturedAt = new Date(start + minute * MINUTE_MS).toISOString();
    const counts = {
      ...{ impressions: 900 * minute, reach: 500 * minute, engagements: 40 * minute },
      ...{ valencedReactions: 9 * minute, negativeReactions: minute, shares: minute },
      clicks: 3 * minute,
    };
    const results = placementIds
      .slice(from, from + BATCH)
      .map((placementId) => ({ placementId, capturedAt, source: 'PLATFORM', ...counts }));
    const { recordResults } = await server.ask(RECORD, { input: { key: randomUUID(), results } });
    if (recordResults.rejected?.length !== 0) throw new Error(JSON.stringify(recordResults));
  };
  /** @returns milliseconds of every batch */
  const run = async (seconds: number) => {
    const times: number[] = [];
    const end = performance.now() + seconds * 1000;
    const work = async (client: number) => {
      while (performance.now() < end) {
        const began = performance.now();
        await send(client);
        times.push(performance.now() - began);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, client) => work(client)));
    return times;
  };

  const warmUp = await run(quick ? 0.1 : 5);
  await analyze();
  const began = performance.now();
  const times = await run(quick ? 0.1 : 15);
  const seconds = (performance.now() - began) / 1000;
  const { campaignEvents } = await server.ask(
    'query ($id: ID!) { campaignEvents(campaignId: $id) { totalCount } }',
    { id: campaignId },
  );
  // Booked, posted, recorded; the targets are out of reach.
  const expected = 2 * placementIds.length + BATCH * (warmUp.length + times.length);
  if (campaignEvents.totalCount !== expected) {
    throw new Error(`${campaignEvents.totalCount} events instead of ${expected}`);
  }
  report({ name: `${name}/results`, value: (BATCH * times.length) / seconds, unit: 'results/s' });
  report({ name: `${name}/batch/p50`, value: quantileOf(times, 0.5), unit: 'ms' });
  report({ name: `${name}/batch/p99`, value: quantileOf(times, 0.99), unit: 'ms' });
}

/** A campaign of 60 days, half of them gone, whose placements were posted on its first. */
async function addPosted(server: ServerProcess, count: number) {
  const start = new Date(Date.now() - 30 * DAY_MS).toISOString();
  const end = new Date(Date.now() + 30 * DAY_MS).toISOString();
  const { profiles } = await server.ask(
    '{ profiles(first: 1) { edges { node { id platform } } } }',
  );
  const { createCampaign } = await server.ask(
    `mutation ($input: CreateCampaignInput!) {
      createCampaign(input: $input) {
        ... on MutationError { message }
        ... on CreateCampaignPayload { campaignEdge { node { id } } }
      }
    }`,
    {
      input: {
        ...{ name: 'Ingest', objective: 'REACH', flight: { start, end } },
        budget: { amount: '100000', currency: 'USD' },
        layers: [{ role: 'ANCHOR' }, { role: 'CREATOR' }, { role: 'SHARER' }],
        targets: [
          { metric: 'IMPRESSIONS', atLeast: 1e15 },
          { metric: 'CLICKS', atLeast: 1e15 },
        ],
      },
    },
  );
  const campaignId: string = createCampaign.campaignEdge.node.id;
  const profileId: string = profiles.edges[0].node.id;
  const placementIds: string[] = [];
  while (placementIds.length < count) {
    const aliases = Array.from({ length: Math.min(20, count - placementIds.length) }, (_, i) => i);
    const created = await server.ask(
      `mutation ($input: CreatePlacementInput!) {
        ${aliases.map((i) => `p${i}: createPlacement(input: $input) { ... on MutationError { message } ... on CreatePlacementPayload { placementEdge { node { id } } } }`).join('\n')}
      }`,
      { input: { campaignId, profileId, format: 'SHARE', plannedAt: start } },
    );
    const ids = aliases.map((i): string => created[`p${i}`].placementEdge.node.id);
    const step = (i: number, change: string) =>
      `updatePlacement(input: { id: "${ids[i]}", ${change} }) { __typename }`;
    await server.ask(
      `mutation { ${aliases.map((i) => `b${i}: ${step(i, 'status: BOOKED')} p${i}: ${step(i, `status: POSTED, postedAt: "${start}"`)}`).join('\n')} }`,
    );
    placementIds.push(...ids);
  }
  return { campaignId, placementIds };
}

/** A database of its own on the server of the tests; null where none answers. */
async function createDatabase({ note }: Bench) {
  const url = new URL(
    process.env['TEST_DATABASE_URL'] ?? `postgresql://${userInfo().username}@127.0.0.1:5432/test`,
  );
  const administer = async (statement: string, database = url) => {
    const client = new pg.Client({
      connectionString: database.href,
      connectionTimeoutMillis: 2000,
    });
    await client.connect();
    return client.query(statement).finally(() => client.end());
  };
  try {
    const { rows } = await administer('SHOW synchronous_commit');
    note(`PostgreSQL has synchronous_commit ${String(rows[0].synchronous_commit)}.`);
  } catch (error) {
    note(`No PostgreSQL at ${url.host}, skipped: ${String(error)}`);
    return null;
  }
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await administer(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    // What autovacuum does within a minute.
    analyze: () => administer('ANALYZE', own),
    drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}
