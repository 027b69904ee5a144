import type { Campaign as CampaignRow } from '../prisma/generated/client.js';
import { addArchiving } from './archive.js';
import { builder } from './builder.js';
import { Campaign, CampaignEdge, NEWEST_CAMPAIGN_FIRST } from './campaign.js';
import {
  assumptionsIdOf,
  audience,
  CampaignFlightInput,
  CampaignLayerInput,
  flight,
  layers,
  targets,
  writeLayers,
  writeTargets,
  writeWanted,
} from './campaign-input.js';
import { people } from './campaign-rules.js';
import { ObjectiveEnum } from './enums.js';
import { ConflictError } from './errors.js';
import { lockEvents } from './event-log.js';
import { edgeOf } from './list.js';
import { MoneyInput, toMinor } from './money.js';
import { changed, existing, lock, type Transaction } from './mutation.js';
import { name } from './profile-rules.js';
import { TargetInput } from './target-input.js';
import { tellReachedTargets } from './target-reached.js';

/** Every campaign can take placements of everybody unless it says otherwise. */
const ALL_LAYERS = [{ role: 'ANCHOR' }, { role: 'CREATOR' }, { role: 'SHARER' }] as const;

builder.relayMutationField(
  'createCampaign',
  {
    description: 'A new campaign.',
    inputFields: (t) => ({
      name: t.string({
        required: true,
        description: 'Name for people, 1–200 characters.',
        validate: name,
      }),
      objective: t.field({ type: ObjectiveEnum, required: true, description: 'What it is for.' }),
      budget: t.field({
        type: MoneyInput,
        required: true,
        description: "All there is to spend, more than 0, in the workspace's currency.",
      }),
      flight: t.field({
        type: CampaignFlightInput,
        required: true,
        description: 'When placements go live.',
        validate: flight,
      }),
      universe: t.field({
        type: 'Count',
        description: 'People who could be reached; left out: the default of the assumptions.',
        validate: people,
      }),
      vetted: t.boolean({
        description: 'Whether influencers are checked for bought followers. Default false.',
      }),
      agencyFeeShare: t.field({
        type: 'Probability',
        description: "The agency's fee as a share of what creators are paid. Default 0.",
      }),
      assumptionsId: t.id({
        description: 'Id of the Assumptions that its forecasts use; left out: the default preset.',
      }),
      layers: t.field({
        type: [CampaignLayerInput],
        description: 'At most one per role; the shares add up to at most 1. Default: all three.',
        validate: layers,
      }),
      targets: t.field({
        type: [TargetInput],
        description: 'What is promised, at most 20.',
        validate: targets,
      }),
      audience: t.stringList({
        description: 'Who is wanted: keys of audience cells; left out or empty: everybody.',
        validate: audience,
      }),
    }),
  },
  {
    description: 'Adds a campaign with its layers, targets and audience: all of it or nothing.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => {
      const { name, objective, flight, universe, vetted, agencyFeeShare } = input;
      const campaign = await db.$transaction(async (tx) => {
        const assumptionsId = await assumptionsIdOf(
          tx,
          workspaceId,
          ['input', 'assumptionsId'],
          input.assumptionsId,
        );
        const row = await tx.campaign.create({
          data: {
            workspaceId,
            name,
            objective,
            budgetMinor: toMinor(['input', 'budget'], input.budget, currency, 1n),
            currency,
            flightStart: flight.start,
            flightEnd: flight.end,
            universe,
            vetted: vetted ?? undefined,
            agencyFeeShare: agencyFeeShare ?? undefined,
            assumptionsId,
          },
        });
        await writeLayers(tx, row, input.layers ?? ALL_LAYERS, ['input', 'layers']);
        await writeTargets(tx, row, input.targets ?? [], ['input', 'targets']);
        await writeWanted(tx, row, input.audience ?? [], ['input', 'audience']);
        return row;
      });
      return { campaign };
    },
  },
  {
    description: 'The campaign that was added.',
    outputFields: (t) => ({
      campaignEdge: t.field({
        type: CampaignEdge,
        description: 'The campaign, and where it stands in `campaigns`.',
        resolve: ({ campaign }) => edgeOf(NEWEST_CAMPAIGN_FIRST, campaign),
      }),
    }),
  },
);

builder.relayMutationField(
  'updateCampaign',
  {
    description: 'What to change; what is left out stays as it is, null clears what can be empty.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the Campaign.' }),
      name: t.string({ description: 'Name for people, 1–200 characters.', validate: name }),
      objective: t.field({ type: ObjectiveEnum, description: 'What it is for.' }),
      budget: t.field({
        type: MoneyInput,
        description: "All there is to spend, more than 0, in the workspace's currency.",
      }),
      flight: t.field({
        type: CampaignFlightInput,
        description: 'When placements go live; those that stand must stay inside.',
        validate: flight,
      }),
      universe: t.field({
        type: 'Count',
        description: 'People who could be reached; null: the default of the assumptions.',
        validate: people,
      }),
      vetted: t.boolean({
        description: 'Whether influencers are checked for bought followers.',
      }),
      agencyFeeShare: t.field({
        type: 'Probability',
        description: "The agency's fee as a share of what creators are paid.",
      }),
      assumptionsId: t.id({
        description: 'Id of the Assumptions that its forecasts use; null: the default preset.',
      }),
      layers: t.field({
        type: [CampaignLayerInput],
        description: 'The layers in place of what is there; one with placements must stay.',
        validate: layers,
      }),
      targets: t.field({
        type: [TargetInput],
        description:
          'What is promised, in place of what is there; null or empty clears it. What the counts have reached already is told at once (`TARGET_REACHED`).',
        validate: targets,
      }),
      audience: t.stringList({
        description:
          'Keys of the wanted cells in place of what is there; null or empty: everybody.',
        validate: audience,
      }),
    }),
  },
  {
    description: 'Changes a campaign: all of it or nothing.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => ({
      campaign: await db.$transaction(async (tx) => {
        const { id } = await existing(['input', 'id'], 'Campaign', input.id, async (id) => {
          await lock(tx, 'Campaign', id);
          return tx.campaign.findFirst({ where: { id, workspaceId } });
        });
        const budget = changed(['input', 'budget'], input.budget);
        const newFlight = changed(['input', 'flight'], input.flight);
        if (newFlight !== undefined) await keepPlacementsInside(tx, id, newFlight);
        const row = await tx.campaign.update({
          where: { id },
          data: {
            name: changed(['input', 'name'], input.name),
            objective: changed(['input', 'objective'], input.objective),
            budgetMinor: budget && toMinor(['input', 'budget'], budget, currency, 1n),
            flightStart: newFlight?.start,
            flightEnd: newFlight?.end,
            universe: input.universe,
            vetted: changed(['input', 'vetted'], input.vetted),
            agencyFeeShare: changed(['input', 'agencyFeeShare'], input.agencyFeeShare),
            assumptionsId: await assumptionsIdOf(
              tx,
              workspaceId,
              ['input', 'assumptionsId'],
              input.assumptionsId,
            ),
          },
        });
        const newLayers = changed(['input', 'layers'], input.layers);
        if (newLayers !== undefined) await writeLayers(tx, row, newLayers, ['input', 'layers']);
        if (input.targets !== undefined) {
          await writeTargets(tx, row, input.targets ?? [], ['input', 'targets']);
        }
        if (input.audience !== undefined) {
          await writeWanted(tx, row, input.audience ?? [], ['input', 'audience']);
        }
        if (input.targets !== undefined) {
          await lockEvents(tx, workspaceId);
          await tellReachedTargets(tx, workspaceId, [id]);
        }
        return row;
      }),
    }),
  },
  {
    description: 'The campaign that was changed.',
    outputFields: (t) => ({
      campaign: t.field({
        type: Campaign,
        description: 'The campaign as it is now.',
        resolve: ({ campaign }) => campaign,
      }),
    }),
  },
);

/** Placements that stand are inside the flight, whichever of the two changes. */
async function keepPlacementsInside(
  tx: Transaction,
  campaignId: string,
  { start, end }: { readonly start: Date; readonly end: Date },
): Promise<void> {
  const outside = await tx.placement.findFirst({
    where: {
      campaignId,
      archivedAt: null,
      status: { not: 'CANCELLED' },
      OR: [{ plannedAt: { lt: start } }, { plannedAt: { gte: end } }],
    },
    orderBy: [{ plannedAt: 'asc' }, { id: 'asc' }],
  });
  if (outside !== null) {
    const rule = `must hold the placement planned at ${outside.plannedAt.toISOString()}`;
    throw new ConflictError(['input', 'flight'], rule, { start, end });
  }
}

addArchiving<CampaignRow>({
  typename: 'Campaign',
  field: 'campaign',
  type: Campaign,
  effect:
    'Takes a campaign out of lists; it takes no more placements. Its own stay: results of them are recorded as before, its outlook and the record of forecasts go on, and `calibrateAssumptions` learns from them.',
  loader: (loaders) => loaders.campaign,
  write: (db, query) => db.campaign.updateManyAndReturn(query),
});
