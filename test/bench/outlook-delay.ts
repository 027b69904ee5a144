import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-sse';
import { type Bench, quantileOf } from './measurement.js';
import { type ServerProcess, startServer } from './server-process.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const FLIGHT_DAYS = 30;
/** Results of a batch, as a tool sends them that looks after many posts. */
const BATCH = 100;

const FORMATS: Readonly<Record<string, string>> = {
  INSTAGRAM: 'POST',
  TIKTOK: 'VIDEO',
  YOUTUBE: 'VIDEO',
};

const SPREAD = '{ p10 p50 p90 }';
const OUTLOOK = `subscription ($id: ID!) {
  campaignOutlook(campaignId: $id) {
    summary
    warnings { code message placements(first: 5) { totalCount edges { node { id } } } }
    forecast { total { reach ${SPREAD} impressions ${SPREAD} engagements ${SPREAD} clicks ${SPREAD}
      negativeEngagementRatio ${SPREAD} cpe ${SPREAD} } }
    targets { target { metric probability } actual met }
    pace { metric ratio percentile }
    placements(first: 20) { edges { runs negativeProbability engagements ${SPREAD} } }
    evidence { capturedAt }
  }
}`;

/**
 * How long somebody who follows the outlook of a campaign waits for the next one after a batch of
 * results was recorded: the server as it is shipped, embedded database, server-sent events.
 */
export async function benchOutlookDelay(bench: Bench): Promise<void> {
  const server = await startServer();
  try {
    for (const placements of bench.quick ? [20] : [40, 500]) {
      await measure(bench, server, placements);
    }
  } finally {
    await server.close();
  }
}

async function measure({ quick, report, note }: Bench, server: ServerProcess, placements: number) {
  const started = performance.now();
  const { campaignId, onAir } = await addCampaign(server, placements);
  note(`${placements} placements are there after ${Math.round(performance.now() - started)} ms.`);
  const began = Date.now() - 2 * DAY_MS + 60 * MINUTE_MS;
  let minute = 0;
  const moment = () => new Date(began + minute * MINUTE_MS).toISOString();
  const record = async (ids: readonly string[]) => {
    const views = 9000 + 30 * minute;
    const counts = {
      ...{ impressions: views, engagements: Math.round(views / 12), shares: 20 + minute },
      ...{ valencedReactions: 500 + minute, negativeReactions: 15, clicks: 40 + minute },
    };
    const capturedAt = moment();
    const results = ids.map((placementId) => ({
      ...{ placementId, capturedAt, source: 'PLATFORM' },
      ...counts,
    }));
    const { recordResults } = await server.ask(
      `mutation ($input: RecordResultsInput!) { recordResults(input: $input) {
         ... on MutationError { message } ... on RecordResultsPayload { rejected { message } } } }`,
      { input: { key: randomUUID(), results } },
    );
    if (recordResults.rejected?.length !== 0) throw new Error(JSON.stringify(recordResults));
  };
  await record(onAir);

  const outlooks = createClient({ url: server.url, retryAttempts: 0 }).iterate<any>({
    query: OUTLOOK,
    variables: { id: campaignId },
  });
  /** Waits for the outlook that knows of a moment. */
  const knowing = async (capturedAt: string) => {
    for (;;) {
      const { value } = await outlooks.next();
      if (value?.errors || value === undefined) throw new Error(JSON.stringify(value));
      if (value.data.campaignOutlook.evidence.capturedAt === capturedAt) return;
    }
  };
  await knowing(moment());
  const delays: number[] = [];
  const rounds = quick ? 2 : 30;
  for (let round = -2; round < rounds; round++) {
    minute++;
    const from = (minute * BATCH) % onAir.length;
    await record([...onAir, ...onAir].slice(from, from + Math.min(BATCH, onAir.length)));
    const answered = performance.now();
    await knowing(moment());
    // The first ones compile.
    if (round >= 0) delays.push(performance.now() - answered);
  }
  await outlooks.return?.();
  const name = `outlook-delay/${placements} placements, ${onAir.length} on the air`;
  report({ name: `${name}/p50`, value: quantileOf(delays, 0.5), unit: 'ms' });
  report({ name: `${name}/p99`, value: quantileOf(delays, 0.99), unit: 'ms' });
}

/** A campaign in its middle: of placements of as many people, planned day by day, half are posted. */
async function addCampaign(server: ServerProcess, count: number) {
  const start = Date.now() - (FLIGHT_DAYS / 2) * DAY_MS;
  const date = (day: number) => new Date(start + day * DAY_MS).toISOString();
  const { createCampaign } = await server.ask(
    `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) {
       ... on MutationError { message }
       ... on CreateCampaignPayload { campaignEdge { node { id } } } } }`,
    {
      input: {
        ...{ name: `${count} placements`, objective: 'REACH', layers: [{ role: 'CREATOR' }] },
        flight: { start: date(0), end: date(FLIGHT_DAYS) },
        budget: { amount: '1000000', currency: 'USD' },
        targets: [
          { metric: 'REACH', atLeast: 1e6 },
          { metric: 'CPE', atMost: 2 },
        ],
      },
    },
  );
  const campaignId: string = createCampaign.campaignEdge.node.id;
  const profiles = await creators(server, count);
  const onAir: string[] = [];
  for (let from = 0; from < count; from += 20) {
    const some = profiles.slice(from, from + 20);
    const plannedAt = (i: number) => date((FLIGHT_DAYS * (from + i)) / count);
    const created = await server.ask(
      `mutation { ${some
        .map(
          ({ id, platform }, i) =>
            `p${i}: createPlacement(input: { campaignId: "${campaignId}", profileId: "${id}", format: ${FORMATS[platform]}, plannedAt: "${plannedAt(i)}", fee: { amount: "500", currency: USD } }) { ... on MutationError { message } ... on CreatePlacementPayload { placementEdge { node { id } } } }`,
        )
        .join('\n')} }`,
    );
    const ids = some.map((_, i): string => created[`p${i}`].placementEdge.node.id);
    // The last two days of results are still to come.
    const posted = ids.filter((_, i) => (from + i) / count < 0.5 - 2 / FLIGHT_DAYS);
    if (posted.length === 0) continue;
    const step = (i: number, change: string) =>
      `updatePlacement(input: { id: "${posted[i]}", ${change} }) { __typename }`;
    await server.ask(
      `mutation { ${posted.map((_, i) => `b${i}: ${step(i, 'status: BOOKED')} p${i}: ${step(i, `status: POSTED, postedAt: "${plannedAt(i)}"`)}`).join('\n')} }`,
    );
    onAir.push(...posted);
  }
  return { campaignId, onAir };
}

/** Accounts of the demonstration roster, each somebody else's. */
async function creators(server: ServerProcess, count: number) {
  const found: { readonly id: string; readonly platform: string }[] = [];
  let after = '';
  while (found.length < count) {
    const { profiles } = await server.ask(
      `{ profiles(first: 100, filter: { role: CREATOR }${after}) { edges { node { id platform } } pageInfo { endCursor } } }`,
    );
    found.push(...profiles.edges.map(({ node }: any) => node));
    after = `, after: "${profiles.pageInfo.endCursor}"`;
  }
  return found.slice(0, count);
}
