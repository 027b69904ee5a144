import { fileURLToPath } from 'node:url';
import { DEMO_CELLS } from '../prisma/demo/cells.js';
import type { Prisma, PrismaClient, Workspace } from '../prisma/generated/client.js';
import { createWorkspace } from '../schema/workspace.js';
import { writeInfluencersWithin } from '../schema/write-influencers.js';
import { CAMPAIGNS, type DemoCampaign, IN_FLIGHT } from './demo-campaigns.js';
import { writeDemoResults } from './demo-results.js';
import { openCsv } from './import/csv.js';
import { readProfiles } from './import/profiles.js';

const SLUG = 'demo';
const ROSTER_FILE = fileURLToPath(new URL('../prisma/demo/roster.csv', import.meta.url));
const DAY_MS = 86_400_000;

type Transaction = Prisma.TransactionClient;

/**
 * The workspace to try the product with, filled with generated people, two campaigns to come and one
 * under way when it is made. Later calls leave it as it is, so what somebody changed in it stays.
 *
 * @param now - two campaigns start two weeks later, one has started twelve days before
 */
export async function ensureDemoWorkspace(db: PrismaClient, now = new Date()): Promise<Workspace> {
  const workspace =
    (await db.workspace.findUnique({ where: { slug: SLUG } })) ??
    (await createWorkspace(db, {
      slug: SLUG,
      name: 'Demonstration',
      currency: 'USD',
      isDemo: true,
    }));
  // The cells are written together with everything else: without them an earlier start was cut off.
  const isFilled = (await db.audienceCell.count({ where: { workspaceId: workspace.id } })) > 0;
  if (!isFilled) await fill(db, workspace, now);
  return workspace;
}

async function fill(db: PrismaClient, workspace: Workspace, now: Date): Promise<void> {
  const rows = await rosterRows(workspace.currency);
  await db.$transaction(
    async (tx) => {
      await tx.audienceCell.createMany({
        data: DEMO_CELLS.map((cell) => ({ ...cell, workspaceId: workspace.id })),
      });
      const { rejected } = await writeInfluencersWithin(tx, workspace, rows, {
        mode: 'ALL_OR_NOTHING',
        isDemo: true,
      });
      if (rejected.length > 0) throw new Error(`${ROSTER_FILE}: ${rejected[0].message}`);
      for (const campaign of CAMPAIGNS) await createCampaign(tx, workspace, campaign, now);
      await writeDemoResults(tx, workspace, IN_FLIGHT, now);
    },
    { timeout: 60_000 },
  );
}

async function rosterRows(currency: string): Promise<object[]> {
  const csv = await openCsv(ROSTER_FILE, () => undefined);
  const rows: object[] = [];
  const mapping = { kind: 'rows', columnOf: null } as const;
  for await (const { row } of readProfiles(ROSTER_FILE, csv, mapping, currency)) {
    if (row !== null) rows.push(row);
  }
  return rows;
}

async function createCampaign(
  tx: Transaction,
  { id: workspaceId, currency }: Workspace,
  { name, objective, budgetMinor, days, elapsedDays, cells, targets, layers }: DemoCampaign,
  now: Date,
): Promise<void> {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const flightStart = new Date(today - elapsedDays * DAY_MS);
  const flightEnd = new Date(flightStart.getTime() + days * DAY_MS);
  // Planned two weeks ahead, whatever part of it is over.
  const createdAt = new Date(flightStart.getTime() - 14 * DAY_MS);
  const { id: campaignId } = await tx.campaign.create({
    data: {
      workspaceId,
      name,
      objective,
      budgetMinor,
      currency,
      flightStart,
      flightEnd,
      createdAt,
    },
  });
  await tx.target.createMany({
    data: targets.map((target, position) => ({ ...target, workspaceId, campaignId, position })),
  });
  const wanted = await tx.audienceCell.findMany({
    where: { workspaceId, key: { in: [...cells] } },
  });
  await tx.campaignCell.createMany({
    data: wanted.map(({ id }) => ({ workspaceId, campaignId, cellId: id })),
  });
  for (const { role, budgetShare, book } of layers) {
    const layer = await tx.layer.create({ data: { workspaceId, campaignId, role, budgetShare } });
    for (const { handles, format, count } of book) {
      const offers = await tx.offer.findMany({
        where: { workspaceId, format, profile: { handle: { startsWith: handles } } },
        orderBy: { profile: { handle: 'asc' } },
        take: count,
      });
      await tx.placement.createMany({
        data: offers.map(({ profileId, priceMinor }, k) => ({
          workspaceId,
          campaignId,
          layerId: layer.id,
          profileId,
          format,
          plannedAt: plannedAt(flightStart, days, k, offers.length),
          feeMinor: priceMinor,
          currency,
          createdAt,
        })),
      });
    }
  }
}

/** Placement k of n goes live in the middle of the k-th part of the flight. */
function plannedAt(flightStart: Date, days: number, k: number, n: number): Date {
  return new Date(flightStart.getTime() + ((k + 0.5) / n) * days * DAY_MS);
}
