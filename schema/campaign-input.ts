import { z } from 'zod';
import type { Role } from '../prisma/generated/enums.js';
import { METRICS, type Metric } from '../simulations/index.js';
import { cellIds } from './audience.js';
import { builder } from './builder.js';
import { RoleEnum } from './enums.js';
import { ConflictError, InputError, type Path } from './errors.js';
import { existing, type Transaction } from './mutation.js';
import type { TargetInputShape } from './target-input.js';
import { unitOf } from './unit.js';

export const CampaignFlightInput = builder.inputType('CampaignFlightInput', {
  description: 'When placements go live; the end comes after the start, by at most 366 days.',
  fields: (t) => ({
    start: t.field({ type: 'DateTime', required: true, description: 'First moment, included.' }),
    end: t.field({
      type: 'DateTime',
      required: true,
      description: 'First moment after the flight.',
    }),
  }),
});

const DAY_MS = 86_400_000;
const MAX_FLIGHT_DAYS = 366;

export const flight = z
  .object({ start: z.date(), end: z.date() })
  .refine(({ start, end }) => end > start, {
    path: ['end'],
    error: 'must be after the start of the flight',
  })
  .refine(({ start, end }) => end.getTime() - start.getTime() <= MAX_FLIGHT_DAYS * DAY_MS, {
    path: ['end'],
    error: `must be at most ${MAX_FLIGHT_DAYS} days after the start of the flight`,
  });

export const CampaignLayerInput = builder.inputType('CampaignLayerInput', {
  description: 'One layer of a programme.',
  fields: (t) => ({
    role: t.field({ type: RoleEnum, required: true, description: 'Who is in it.' }),
    budgetShare: t.field({
      type: 'Probability',
      description: "Share of the campaign's budget; left out: not planned by share.",
    }),
  }),
});

type LayerShape = typeof CampaignLayerInput.$inferInput;

/** Shares as typed add up to the whole plus a rounding error. */
const TOLERANCE = 1e-9;

export const layers = z
  .array(z.object({ role: z.string(), budgetShare: z.number().nullish() }))
  .min(1, 'must have at least one layer')
  .refine(
    (all) => new Set(all.map(({ role }) => role)).size === all.length,
    'must name each role once',
  )
  .refine(
    (all) => all.reduce((sum, { budgetShare }) => sum + (budgetShare ?? 0), 0) <= 1 + TOLERANCE,
    'must have budget shares that add up to at most 1',
  );

export const targets = z
  .array(
    z
      .object({
        metric: z.string(),
        atLeast: z.number().nullish(),
        atMost: z.number().nullish(),
      })
      .refine(
        ({ atLeast, atMost }) => (atLeast == null) !== (atMost == null),
        'must have exactly one of atLeast and atMost',
      ),
  )
  .max(20, 'must have at most 20 targets');

export const audience = z
  .array(z.string())
  .max(100, 'must have at most 100 cells')
  .refine((keys) => new Set(keys).size === keys.length, 'must name each cell once');

/** Writes a campaign's layers in place of what is there; a layer with placements must stay. */
export async function writeLayers(
  tx: Transaction,
  campaign: { readonly id: string; readonly workspaceId: string },
  wanted: readonly LayerShape[],
  path: Path,
): Promise<void> {
  const { id: campaignId, workspaceId } = campaign;
  const roles: Role[] = wanted.map(({ role }) => role);
  const used = await tx.layer.findFirst({
    where: { campaignId, role: { notIn: roles }, placements: { some: {} } },
  });
  if (used !== null) {
    throw new ConflictError(path, `must keep the layer ${used.role}, which has placements`, roles);
  }
  await tx.layer.deleteMany({ where: { campaignId, role: { notIn: roles } } });
  for (const { role, budgetShare } of wanted) {
    await tx.layer.upsert({
      where: { campaignId_role: { campaignId, role } },
      create: { workspaceId, campaignId, role, budgetShare },
      update: { budgetShare: budgetShare ?? null },
    });
  }
}

/** Writes a campaign's targets in place of what is there. */
export async function writeTargets(
  tx: Transaction,
  campaign: { readonly id: string; readonly workspaceId: string; readonly currency: string },
  wanted: readonly TargetInputShape[],
  path: Path,
): Promise<void> {
  const { id: campaignId, workspaceId, currency } = campaign;
  await tx.target.deleteMany({ where: { campaignId } });
  await tx.target.createMany({
    data: wanted.map(({ metric, atLeast, atMost }, position) => ({
      workspaceId,
      campaignId,
      position,
      metric,
      atLeast: threshold([...path, position, 'atLeast'], metric, atLeast, currency),
      atMost: threshold([...path, position, 'atMost'], metric, atMost, currency),
    })),
  });
}

/** A threshold in the engine's units. */
function threshold(
  path: Path,
  metric: Metric,
  value: number | null | undefined,
  currency: string,
): number | null {
  if (value == null) return null;
  const isShare = METRICS[metric].unit === 'SHARE';
  // Net sentiment is the one share that goes below zero.
  const lowest = metric === 'NET_SENTIMENT' ? -1 : 0;
  if (!(value >= lowest && value <= (isShare ? 1 : Number.MAX_SAFE_INTEGER))) {
    const rule = isShare ? `must be from ${lowest} to 1` : 'must be at least 0';
    throw new InputError(path, rule, value);
  }
  return value * unitOf(metric, currency).scale;
}

/** Writes whom a campaign wants in place of what is there. */
export async function writeWanted(
  tx: Transaction,
  campaign: { readonly id: string; readonly workspaceId: string },
  keys: readonly string[],
  path: Path,
): Promise<void> {
  const { id: campaignId, workspaceId } = campaign;
  const ids = await cellIds(tx, workspaceId, keys, (i) => [...path, i]);
  await tx.campaignCell.deleteMany({ where: { campaignId } });
  await tx.campaignCell.createMany({
    data: [...ids.values()].map((cellId) => ({ workspaceId, campaignId, cellId })),
  });
}

/** The row that an input's assumptions id names; null clears, undefined leaves as it is. */
export async function assumptionsIdOf(
  tx: Transaction,
  workspaceId: string,
  path: Path,
  input: string | null | undefined,
): Promise<string | null | undefined> {
  if (input == null) return input;
  const assumptions = await existing(path, 'Assumptions', input, (id) =>
    tx.assumptions.findFirst({ where: { id, workspaceId } }),
  );
  if (assumptions.archivedAt !== null) {
    throw new ConflictError(path, 'must be assumptions that are not archived', input);
  }
  return assumptions.id;
}
