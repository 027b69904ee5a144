import type { Placement as PlacementRow } from '../prisma/generated/client.js';
import type { PlacementStatus, Role } from '../prisma/generated/enums.js';
import { addArchiving } from './archive.js';
import { builder } from './builder.js';
import { FormatEnum, PlacementStatusEnum, RoleEnum } from './enums.js';
import { ConflictError, InputError, type Path } from './errors.js';
import { appendEvents } from './event-log.js';
import { edgeOf } from './list.js';
import { MoneyInput, toMinor } from './money.js';
import { changed, existing, lock, type Transaction } from './mutation.js';
import { BY_DATE, Placement, PlacementEdge } from './placement.js';
import { formatOn } from './profile-input.js';
import { tellReachedTargets } from './target-reached.js';

/** What a placement can become; a state without successors is final. */
const NEXT: Readonly<Record<PlacementStatus, readonly PlacementStatus[]>> = {
  PLANNED: ['BOOKED', 'CANCELLED'],
  BOOKED: ['POSTED', 'CANCELLED'],
  POSTED: [],
  CANCELLED: [],
};

/** What a placement's step is told as; it starts PLANNED, which nobody waits for. */
const TOLD_AS = {
  BOOKED: 'PLACEMENT_BOOKED',
  POSTED: 'PLACEMENT_POSTED',
  CANCELLED: 'PLACEMENT_CANCELLED',
} as const;

/** @throws ConflictError for a step that a placement cannot take */
function checkStep(path: Path, from: PlacementStatus, to: PlacementStatus): void {
  if (from === to || NEXT[from].includes(to)) return;
  const rule =
    NEXT[from].length === 0
      ? `must stay ${from}, which is final`
      : `must be ${NEXT[from].join(' or ')} after ${from}`;
  throw new ConflictError(path, rule, to);
}

/** @throws InputError for a moment outside the campaign's flight */
function checkInside(
  path: Path,
  moment: Date,
  { flightStart, flightEnd }: { readonly flightStart: Date; readonly flightEnd: Date },
): void {
  if (moment >= flightStart && moment < flightEnd) return;
  const rule = `must be inside the campaign's flight, from ${flightStart.toISOString()} to before ${flightEnd.toISOString()}`;
  throw new InputError(path, rule, moment);
}

/** @throws ConflictError for a moment after the first that was seen of the placement */
async function checkBeforeResults(tx: Transaction, placementId: string, postedAt: Date) {
  const first = await tx.result.findFirst({
    where: { placementId },
    orderBy: { capturedAt: 'asc' },
    select: { capturedAt: true },
  });
  if (first === null || postedAt <= first.capturedAt) return;
  const rule = `must be at or before its first result, of ${first.capturedAt.toISOString()}`;
  throw new ConflictError(['input', 'postedAt'], rule, postedAt);
}

/** The campaign's layer of a role. */
async function layerIdOf(tx: Transaction, path: Path, campaignId: string, role: Role) {
  const layers = await tx.layer.findMany({ where: { campaignId }, orderBy: { role: 'asc' } });
  const layer = layers.find((candidate) => candidate.role === role);
  if (layer === undefined) {
    const roles = layers.map((candidate) => candidate.role).join(', ');
    throw new InputError(path, `must be one of the campaign's layers, ${roles}`, role);
  }
  return layer.id;
}

builder.relayMutationField(
  'createPlacement',
  {
    description: 'A new placement.',
    inputFields: (t) => ({
      campaignId: t.id({ required: true, description: 'Id of the Campaign.' }),
      profileId: t.id({ required: true, description: 'Id of the Profile that posts it.' }),
      format: t.field({
        type: FormatEnum,
        required: true,
        description: 'What is posted; it must exist on the platform.',
      }),
      layer: t.field({
        type: RoleEnum,
        description: "The campaign's layer that it is in. Default: the influencer's role.",
      }),
      plannedAt: t.field({
        type: 'DateTime',
        required: true,
        description: 'When it is to go live, inside the flight.',
      }),
      fee: t.field({
        type: MoneyInput,
        description: 'What is agreed to be paid; left out: not agreed, the forecast draws it.',
      }),
      sponsored: t.boolean({ description: 'Whether it is marked as advertising. Default true.' }),
      promoCode: t.boolean({ description: 'Whether it carries a code of its own. Default false.' }),
    }),
  },
  {
    description:
      'Plans a placement. Refused for archived campaigns, profiles and influencers. It starts PLANNED.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => {
      const { format, plannedAt, fee, sponsored, promoCode } = input;
      const placement = await db.$transaction(async (tx) => {
        const campaignPath = ['input', 'campaignId'];
        const campaign = await existing(campaignPath, 'Campaign', input.campaignId, async (id) => {
          await lock(tx, 'Campaign', id);
          return tx.campaign.findFirst({ where: { id, workspaceId } });
        });
        if (campaign.archivedAt !== null) {
          throw new ConflictError(
            campaignPath,
            'must be a campaign that is not archived',
            input.campaignId,
          );
        }
        const profilePath = ['input', 'profileId'];
        const profile = await existing(profilePath, 'Profile', input.profileId, (id) =>
          tx.profile.findFirst({ where: { id, workspaceId }, include: { influencer: true } }),
        );
        if (profile.archivedAt !== null || profile.influencer.archivedAt !== null) {
          const rule = 'must be a profile that is not archived, nor its influencer';
          throw new ConflictError(profilePath, rule, input.profileId);
        }
        checkInside(['input', 'plannedAt'], plannedAt, campaign);
        return tx.placement.create({
          data: {
            workspaceId,
            campaignId: campaign.id,
            profileId: profile.id,
            layerId: await layerIdOf(
              tx,
              ['input', 'layer'],
              campaign.id,
              input.layer ?? profile.influencer.role,
            ),
            format: formatOn(['input', 'format'], format, profile.platform),
            plannedAt,
            feeMinor: fee == null ? null : toMinor(['input', 'fee'], fee, currency),
            currency,
            sponsored: sponsored ?? undefined,
            promoCode: promoCode ?? undefined,
          },
        });
      });
      return { placement };
    },
  },
  {
    description: 'The placement that was planned.',
    outputFields: (t) => ({
      placementEdge: t.field({
        type: PlacementEdge,
        description: 'The placement, and where it stands in `placements`.',
        resolve: ({ placement }) => edgeOf(BY_DATE, placement),
      }),
    }),
  },
);

builder.relayMutationField(
  'updatePlacement',
  {
    description: 'What to change; what is left out stays as it is, null clears what can be empty.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the Placement.' }),
      status: t.field({
        type: PlacementStatusEnum,
        description: 'PLANNED → BOOKED → POSTED; PLANNED and BOOKED → CANCELLED.',
      }),
      plannedAt: t.field({
        type: 'DateTime',
        description: 'When it is to go live, inside the flight; fixed once it is final.',
      }),
      postedAt: t.field({
        type: 'DateTime',
        description: 'When it went live; only for POSTED. Default: now, when it becomes POSTED.',
      }),
      fee: t.field({
        type: MoneyInput,
        description: 'What is agreed to be paid; null: not agreed.',
      }),
      sponsored: t.boolean({ description: 'Whether it is marked as advertising.' }),
      promoCode: t.boolean({ description: 'Whether it carries a code of its own.' }),
    }),
  },
  {
    description:
      'Changes a placement or takes it a step further. For another profile or format, cancel it and plan a new one.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency }, now }) => ({
      placement: await db.$transaction(async (tx) => {
        const placement = await existing(['input', 'id'], 'Placement', input.id, async (id) => {
          await lock(tx, 'Placement', id);
          return tx.placement.findFirst({
            where: { id, workspaceId },
            include: { campaign: true },
          });
        });
        const status = changed(['input', 'status'], input.status) ?? placement.status;
        checkStep(['input', 'status'], placement.status, status);
        const plannedAt = changed(['input', 'plannedAt'], input.plannedAt);
        if (plannedAt !== undefined) {
          const path = ['input', 'plannedAt'];
          if (NEXT[placement.status].length === 0) {
            const rule = `must not change once the placement is ${placement.status}`;
            throw new ConflictError(path, rule, plannedAt);
          }
          checkInside(path, plannedAt, placement.campaign);
        }
        const postedAt = changed(['input', 'postedAt'], input.postedAt);
        if (postedAt !== undefined && status !== 'POSTED') {
          throw new ConflictError(['input', 'postedAt'], 'must be left out until POSTED', postedAt);
        }
        if (postedAt !== undefined) await checkBeforeResults(tx, placement.id, postedAt);
        const becomesPosted = status === 'POSTED' && placement.status !== 'POSTED';
        const updated = await tx.placement.update({
          where: { id: placement.id },
          data: {
            status,
            plannedAt,
            postedAt: postedAt ?? (becomesPosted ? now() : undefined),
            feeMinor:
              input.fee == null ? input.fee : toMinor(['input', 'fee'], input.fee, currency),
            sponsored: changed(['input', 'sponsored'], input.sponsored),
            promoCode: changed(['input', 'promoCode'], input.promoCode),
          },
        });
        if (status !== placement.status && status !== 'PLANNED') {
          const { id: subjectId, campaignId } = placement;
          await appendEvents(tx, workspaceId, [{ kind: TOLD_AS[status], campaignId, subjectId }]);
          if (status === 'POSTED') await tellReachedTargets(tx, workspaceId, [campaignId]);
        }
        return updated;
      }),
    }),
  },
  {
    description: 'The placement that was changed.',
    outputFields: (t) => ({
      placement: t.field({
        type: Placement,
        description: 'The placement as it is now.',
        resolve: ({ placement }) => placement,
      }),
    }),
  },
);

addArchiving<PlacementRow>({
  typename: 'Placement',
  field: 'placement',
  type: Placement,
  effect: 'Takes a placement out of its campaign and its forecasts, as if it had been a mistake.',
  refusal: {
    // The flight may have changed: only placements that stand keep it from leaving them outside.
    unarchive: async (db, where) => {
      const placement = await db.placement.findFirst({ where, include: { campaign: true } });
      if (placement === null || placement.status === 'CANCELLED') return null;
      const { flightStart, flightEnd } = placement.campaign;
      return placement.plannedAt >= flightStart && placement.plannedAt < flightEnd
        ? null
        : `must be planned inside the flight, from ${flightStart.toISOString()} up to ${flightEnd.toISOString()}`;
    },
  },
  loader: (loaders) => loaders.placement,
  write: (db, query) =>
    db.$transaction(async (tx) => {
      const placements = await tx.placement.updateManyAndReturn(query);
      const isArchived = query.data.archivedAt !== null;
      for (const { id: subjectId, campaignId, workspaceId } of placements) {
        const kind = isArchived ? 'PLACEMENT_ARCHIVED' : 'PLACEMENT_UNARCHIVED';
        await appendEvents(tx, workspaceId, [{ kind, campaignId, subjectId }]);
        if (!isArchived) await tellReachedTargets(tx, workspaceId, [campaignId]);
      }
      return placements;
    }),
});
