import type { PrismaClient } from '../../prisma/generated/client.js';

/** One valid row of every table, in a workspace of its own; the ids of what can be pointed at. */
export async function insertRows(db: PrismaClient, slug: string) {
  const { id: workspaceId } = await db.workspace.create({
    data: { slug, name: slug, currency: 'USD' },
  });
  const cell = await db.audienceCell.create({
    data: { workspaceId, key: 'f18', name: 'Women 18–24', people: 20_000_000n },
  });
  const influencer = await db.influencer.create({
    data: { workspaceId, name: 'Ann', externalId: 'ann', topics: ['beauty'], country: 'US' },
  });
  const profile = await db.profile.create({
    data: {
      ...{ workspaceId, influencerId: influencer.id, platform: 'INSTAGRAM', handle: 'ann' },
      ...{ followers: 40_000n, authenticity: 0.9 },
    },
  });
  const share = await db.audienceShare.create({
    data: { workspaceId, profileId: profile.id, cellId: cell.id, share: 0.4 },
  });
  const offer = await db.offer.create({
    data: {
      workspaceId,
      profileId: profile.id,
      format: 'POST',
      priceMinor: 20_000n,
      currency: 'USD',
    },
  });
  const scheme = await db.tierScheme.create({
    data: { workspaceId, key: 'roles', name: 'Roles', isDefault: true },
  });
  const tier = await db.tier.create({
    data: {
      ...{ workspaceId, schemeId: scheme.id, key: 'micro', name: 'Micro', position: 0 },
      ...{ role: 'CREATOR', format: 'POST', minFollowers: 10_000n, maxFollowers: 100_000n },
      ...{ medianFollowers: 20_000n, followersLnSd: 0.5 },
    },
  });
  const assumptions = await db.assumptions.create({
    data: { workspaceId, name: 'Ours', version: 1, preset: '2025', overrides: {} },
  });
  const campaign = await db.campaign.create({
    data: {
      ...{ workspaceId, name: 'Spring', objective: 'REACH', budgetMinor: 10_000_000n },
      ...{ currency: 'USD', assumptionsId: assumptions.id },
      ...{ flightStart: new Date('2026-03-01'), flightEnd: new Date('2026-04-01') },
    },
  });
  const layer = await db.layer.create({
    data: { workspaceId, campaignId: campaign.id, role: 'CREATOR', budgetShare: 1 },
  });
  const target = await db.target.create({
    data: { workspaceId, campaignId: campaign.id, position: 0, metric: 'REACH', atLeast: 1e6 },
  });
  const campaignCell = await db.campaignCell.create({
    data: { workspaceId, campaignId: campaign.id, cellId: cell.id },
  });
  const placement = await db.placement.create({
    data: {
      ...{ workspaceId, campaignId: campaign.id, layerId: layer.id, profileId: profile.id },
      ...{ format: 'POST', plannedAt: new Date('2026-03-02'), currency: 'USD' },
    },
  });
  const result = await db.result.create({
    data: {
      ...{ workspaceId, placementId: placement.id, capturedAt: new Date('2026-03-03') },
      ...{ source: 'PLATFORM', impressions: 9000n, valencedReactions: 50n, negativeReactions: 2n },
    },
  });
  const latestCounts = await db.latestCounts.create({
    data: {
      ...{ workspaceId, placementId: placement.id, capturedAt: result.capturedAt },
      ...{ source: 'PLATFORM', impressions: 9000n, valencedReactions: 50n, negativeReactions: 2n },
    },
  });
  await db.countsAtMost.create({
    data: {
      ...{ workspaceId, campaignId: campaign.id, impressions: 9000n, reach: 0n, engagements: 0n },
      ...{ shares: 0n, clicks: 0n, conversions: 0n, redemptions: 0n, revenueMinor: 0n },
    },
  });
  await db.eventCounter.create({ data: { workspaceId, position: 1n } });
  const event = await db.event.create({
    data: {
      ...{ workspaceId, position: 1n, kind: 'RESULT_RECORDED', campaignId: campaign.id },
      ...{ subjectId: result.id },
    },
  });
  const recording = await db.recording.create({
    data: { workspaceId, key: 'first', bodyHash: 'a'.repeat(64), answer: {} },
  });
  const forecast = await db.savedForecast.create({
    data: {
      ...{ workspaceId, forecastId: 'f', name: 'F', campaignId: campaign.id, seed: 's' },
      ...{ draws: 512, engineVersion: 1 },
    },
  });
  const ofForecast = { workspaceId, savedForecastId: forecast.id };
  await db.savedAnswer.create({ data: { ...ofForecast, question: {}, outcome: {}, scored: [] } });
  const column = await db.savedColumn.create({
    data: { ...ofForecast, position: 0, draws: new Uint8Array([1]) },
  });
  const score = {
    kind: 'TOTAL',
    key: 'total',
    metric: 'CLICKS',
    observed: 1,
    version: 1,
    score: {},
  };
  await db.savedScore.create({ data: { ...ofForecast, ...score } });
  return {
    ...{ workspaceId, cell, influencer, profile, share, offer, scheme, tier, assumptions },
    ...{ campaign, layer, target, campaignCell, placement, result, latestCounts },
    ...{ event, recording, forecast, column },
  };
}

export type Rows = Awaited<ReturnType<typeof insertRows>>;
