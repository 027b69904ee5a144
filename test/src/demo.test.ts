import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../schema/workspace.js';
import { demoResults, RESULTS_FILE } from '../../scripts/demo-results.js';
import { demoRoster, ROSTER_FILE } from '../../scripts/demo-roster.js';
import { ensureDemoWorkspace } from '../../src/demo.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

it('the demonstration roster is what the model generates', async () => {
  // After a change of the assumptions: npx tsx scripts/demo-roster.ts
  expect(demoRoster() === (await readFile(ROSTER_FILE, 'utf8'))).toBe(true);
});

it('what was seen of the demonstration campaign is what the model generates', async () => {
  // After a change of the roster or the assumptions: npx tsx scripts/demo-results.ts
  expect(demoResults()).toBe(await readFile(RESULTS_FILE, 'utf8'));
});

describe('the demonstration workspace', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(() => database.reset());

  it('has about 2,000 people on three platforms, all marked, and three campaigns', async () => {
    const { db } = database;
    const workspace = await ensureDemoWorkspace(db, new Date('2026-01-15T12:00:00Z'));
    expect(workspace).toMatchObject({ slug: 'demo', currency: 'USD', isDemo: true });
    expect(await db.influencer.count({ where: { isDemo: true } })).toBe(2000);
    expect(await db.influencer.count({ where: { isDemo: false } })).toBe(0);
    const platforms = await db.profile.groupBy({ by: ['platform'], where: { isDemo: true } });
    expect(platforms).toHaveLength(3);
    const campaigns = await db.campaign.findMany({
      include: { layers: { include: { placements: true } }, targets: true, audience: true },
      orderBy: { name: 'desc' },
    });
    expect(campaigns.map(({ name }) => name)).toEqual([
      'Spring launch (demonstration)',
      'Clip test (demonstration)',
      'Autumn relay (demonstration)',
    ]);
    for (const { layers, targets, audience, budgetMinor, flightStart, flightEnd } of campaigns) {
      const placements = layers.flatMap((layer) => layer.placements);
      const spend = placements.reduce((sum, { feeMinor }) => sum + Number(feeMinor), 0);
      expect(spend).toBeLessThanOrEqual(Number(budgetMinor));
      expect(placements.every(({ plannedAt: at }) => at >= flightStart && at < flightEnd)).toBe(
        true,
      );
      expect(targets.length).toBeGreaterThan(0);
      expect(audience).toHaveLength(2);
    }
  });

  it('has a campaign under way, whose placements, results and events tell the same', async () => {
    const { db } = database;
    const now = new Date('2026-01-15T12:00:00Z');
    await ensureDemoWorkspace(db, now);
    const campaign = await db.campaign.findFirstOrThrow({
      where: { name: { startsWith: 'Autumn relay' } },
      include: { placements: { include: { results: true, latestCounts: true } } },
    });
    expect(campaign.flightStart).toEqual(new Date('2026-01-03T00:00:00Z'));
    const { placements } = campaign;
    expect(placements).toHaveLength(72);
    const of = (status: string) => placements.filter((placement) => placement.status === status);
    expect(of('POSTED').length).toBeGreaterThan(15);
    expect(of('CANCELLED').length).toBeGreaterThan(0);
    expect(of('BOOKED').some(({ plannedAt }) => plannedAt < now)).toBe(true);
    for (const { status, postedAt, results, latestCounts } of placements) {
      expect(postedAt !== null).toBe(status === 'POSTED');
      expect(results.length > 0).toBe(latestCounts.length > 0);
      for (const { capturedAt } of results) {
        expect(postedAt! < capturedAt && capturedAt <= now).toBe(true);
      }
    }
    const results = placements.flatMap((placement) => placement.results);
    const events = await db.event.groupBy({
      by: ['kind'],
      where: { campaignId: campaign.id },
      _count: true,
    });
    expect(Object.fromEntries(events.map(({ kind, _count }) => [kind, _count]))).toEqual({
      PLACEMENT_BOOKED: 72,
      PLACEMENT_POSTED: of('POSTED').length,
      PLACEMENT_CANCELLED: of('CANCELLED').length,
      RESULT_RECORDED: results.length,
    });
    // A placement's days are told in their order.
    const told = await db.event.findMany({
      where: { kind: 'RESULT_RECORDED' },
      orderBy: { position: 'asc' },
    });
    const capturedAt = new Map(results.map((result) => [result.id, result.capturedAt.getTime()]));
    const moments = told.map(({ subjectId }) => capturedAt.get(subjectId!)!);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  });

  it('is left as it is once it is there', async () => {
    const { db } = database;
    await ensureDemoWorkspace(db);
    await db.influencer.updateMany({ data: { name: 'Somebody' } });
    await db.campaign.deleteMany({ where: { placements: { none: {} } } });
    await ensureDemoWorkspace(db);
    expect(await db.influencer.count({ where: { name: 'Somebody' } })).toBe(2000);
  });

  it('is filled by the next start when the first one was cut off', async () => {
    const { db } = database;
    const half = { slug: 'demo', name: 'Demonstration', currency: 'USD', isDemo: true };
    await createWorkspace(db, half);
    await ensureDemoWorkspace(db);
    expect(await db.influencer.count()).toBe(2000);
    expect(await db.workspace.count()).toBe(1);
  });
});
