import type {
  Assumptions as AssumptionsRow,
  Prisma,
  PrismaClient,
} from '../prisma/generated/client.js';
import {
  DEFAULT_PRESET,
  ENGINE_VERSION,
  type Negativity,
  type Preset,
  type Prior,
} from '../simulations/index.js';
import { AssumptionsEdge, NEWEST_ASSUMPTIONS_FIRST, overridesOf } from './assumptions.js';
import { builder } from './builder.js';
import { CalibrationType } from './calibration.js';
import { type Calibration, calibrationOf } from './calibration-record.js';
import { MOST_CAMPAIGNS, MOST_PLACEMENTS, recordedPlacements } from './calibration-data.js';
import { note } from './campaign-rules.js';
import { between, oneTo } from './checks.js';
import type { Context } from './context.js';
import { PlatformEnum } from './enums.js';
import { ConflictError, InputError } from './errors.js';
import { edgeOf } from './list.js';
import { existing, refusingTwins, type Transaction } from './mutation.js';
import { rowId } from './node-id.js';
import { name } from './profile-rules.js';

const DEFAULT_NAME = 'Learned from results';
const DEFAULT_LEAST_PLACEMENTS = 20;
/** How long reading the results may take. */
const READING_MS = 30_000;

interface Start {
  readonly name: string;
  /** The newest version of that name, and what is believed without results. */
  readonly newest: AssumptionsRow | null;
  readonly prior: Prior;
}

/** Where to start: assumptions that were learned themselves start from what they started from. */
async function startOf(
  tx: Transaction,
  workspaceId: string,
  id: string | null,
  given: string | null,
): Promise<Start> {
  const asked =
    id === null
      ? null
      : await existing(['input', 'assumptionsId'], 'Assumptions', id, (key) =>
          tx.assumptions.findFirst({ where: { id: key, workspaceId } }),
        );
  const name = given ?? asked?.name ?? DEFAULT_NAME;
  const newest = await tx.assumptions.findFirst({
    where: { workspaceId, name },
    orderBy: { version: 'desc' },
  });
  const from = asked ?? newest;
  if (from === null) {
    return { name, newest, prior: { preset: DEFAULT_PRESET, negativity: null, overrides: {} } };
  }
  const prior = calibrationOf(from)?.prior ?? {
    preset: from.preset as Preset,
    negativity: from.negativity as Negativity | null,
    overrides: overridesOf(from),
  };
  return { name, newest, prior };
}

interface Answer {
  readonly assumptions: AssumptionsRow | null;
  readonly isNew: boolean;
  readonly calibration: Calibration;
}

interface Asked {
  readonly id: string | null;
  readonly name: string | null;
  readonly campaignIds: readonly string[] | null;
  readonly platforms: readonly (typeof PlatformEnum.$inferType)[] | null;
  readonly minPlacements: number;
  readonly note: string | null;
}

async function read(db: PrismaClient, workspaceId: string, asked: Asked) {
  return db.$transaction(
    async (tx) => {
      const start = await startOf(tx, workspaceId, asked.id, asked.name);
      const ids = asked.campaignIds;
      if (ids !== null) await existingCampaigns(tx, workspaceId, ids);
      const recorded = await recordedPlacements(tx, workspaceId, {
        campaignIds:
          ids?.map((id, i) => rowId(['input', 'campaignIds', i], 'Campaign', id)) ?? null,
        platforms: asked.platforms,
      });
      const counter = await tx.eventCounter.findUnique({ where: { workspaceId } });
      return { start, ...recorded, position: String(counter?.position ?? 0n) };
    },
    { isolationLevel: 'RepeatableRead', timeout: READING_MS },
  );
}

async function existingCampaigns(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  for (const [i, id] of ids.entries()) {
    await existing(['input', 'campaignIds', i], 'Campaign', id, (key) =>
      tx.campaign.findFirst({ where: { id: key, workspaceId }, select: { id: true } }),
    );
  }
}

async function learn(
  { db, viewer: { workspaceId }, now, calibrate }: Context,
  asked: Asked,
): Promise<Answer & { readonly start: Start }> {
  const asOf = now().toISOString();
  const { start, placements, demoCampaigns, position } = await read(db, workspaceId, asked);
  const { prior, newest } = start;
  const before = newest && calibrationOf(newest);
  const known = before?.fingerprint ?? null;
  const { fingerprint, learned } = await calibrate({ prior, placements, known });
  if (learned === null) {
    return { start, assumptions: newest, isNew: false, calibration: before! };
  }
  const { used, parameters, levels } = learned;
  if (used.placements < asked.minPlacements) {
    throw new ConflictError(
      ['input', 'minPlacements'],
      `must be met by posted placements with results that are mature enough to learn from, the demonstration’s only if its campaign is named in campaignIds: at least ${asked.minPlacements} are needed`,
      used.placements,
    );
  }
  const calibration: Calibration = {
    prior,
    asOf,
    position,
    engineVersion: ENGINE_VERSION,
    fingerprint,
    ...used,
    campaigns: used.campaigns.length,
    campaignIds: used.campaigns,
    usesDemoData: used.campaigns.some((id) => demoCampaigns.has(id)),
    parameters,
    levels,
  };
  return { start, assumptions: null, isNew: true, calibration };
}

async function write(
  { db, viewer: { workspaceId } }: Context,
  { start: { name, prior }, calibration }: Answer & { readonly start: Start },
  noted: string | null,
): Promise<AssumptionsRow> {
  const learned = Object.fromEntries(
    calibration.parameters.map((parameter) => [parameter.name, parameter.after] as const),
  );
  return db.$transaction(async (tx) => {
    const { _max } = await tx.assumptions.aggregate({
      where: { workspaceId, name },
      _max: { version: true },
    });
    return tx.assumptions.create({
      data: {
        workspaceId,
        name,
        version: (_max.version ?? 0) + 1,
        preset: prior.preset,
        negativity: prior.negativity,
        overrides: { ...prior.overrides, ...learned },
        calibration: calibration as unknown as Prisma.InputJsonObject,
        note: noted,
      },
    });
  });
}

builder.relayMutationField(
  'calibrateAssumptions',
  {
    description: 'What to learn from, and where to start.',
    inputFields: (t) => ({
      assumptionsId: t.id({
        description:
          'Assumptions to start from. Those that were learned start where they started then, so that no result counts twice. Default: the newest version of the name, or else the newest preset.',
      }),
      name: t.string({
        description: `Name under which the new version is kept, 1–200 characters. Default: that of the assumptions to start from, or else “${DEFAULT_NAME}”.`,
        validate: name,
      }),
      campaignIds: t.idList({
        description: `Only results of these campaigns, at most ${MOST_CAMPAIGNS}; leave out one whose outlook you want to compute with what is learned. Default: the ${MOST_CAMPAIGNS} newest, without what profiles of the demonstration roster brought (\`isDemo\`): that is made up, and is learned from only where its campaign is named here.`,
      }),
      platforms: t.field({
        type: [PlatformEnum],
        description: 'Only results on these platforms. Default: all.',
      }),
      minPlacements: t.int({
        required: true,
        defaultValue: DEFAULT_LEAST_PLACEMENTS,
        description: `Fewest placements with mature results to learn from, 1–${MOST_PLACEMENTS}; with fewer, nothing is learned.`,
      }),
      dryRun: t.boolean({
        required: true,
        defaultValue: false,
        description: 'True: the answer says what would change, and nothing is stored.',
      }),
      note: t.string({ description: 'Why, at most 2000 characters.', validate: note }),
    }),
  },
  {
    description: `Learns levels, slopes and spreads of reach, engagement and negative engagement from what was recorded, and makes a new version of assumptions beside the old. What was assumed counts as much as it is certain: few results change little. Of a placement the last counts are used, for its age, from the age on at which it usually has half of what it will have; of the newest ${MOST_PLACEMENTS} placements. Click rates, prices and overlaps stay as they are. The demonstration’s made-up results take no part unless their campaign is named. The same results learned from again give the same version.`,
    errors: {},
    resolve: async (_root, { input }, ctx) => {
      const { campaignIds, platforms, minPlacements } = input;
      between(['input', 'minPlacements'], minPlacements, 1, MOST_PLACEMENTS);
      if (campaignIds != null) {
        oneTo(['input', 'campaignIds'], campaignIds.length, MOST_CAMPAIGNS, 'campaigns');
      }
      if (platforms?.length === 0) {
        throw new InputError(['input', 'platforms'], 'must not be empty', platforms);
      }
      const answer = await learn(ctx, {
        id: input.assumptionsId ?? null,
        name: input.name ?? null,
        campaignIds: campaignIds?.map(String) ?? null,
        platforms: platforms ?? null,
        minPlacements,
        note: input.note ?? null,
      });
      if (!answer.isNew || input.dryRun) return answer;
      const refusal = () =>
        new ConflictError(
          ['input', 'name'],
          'must be assumptions that nobody else is changing at the moment',
          answer.start.name,
        );
      const assumptions = await refusingTwins(refusal, () =>
        write(ctx, answer, input.note ?? null),
      );
      return { ...answer, assumptions };
    },
  },
  {
    description: 'What was learned.',
    outputFields: (t) => ({
      assumptionsEdge: t.field({
        type: AssumptionsEdge,
        nullable: true,
        description:
          'The version, and where it stands in `assumptions`; null for a dry run that would make one.',
        resolve: ({ assumptions }) => assumptions && edgeOf(NEWEST_ASSUMPTIONS_FIRST, assumptions),
      }),
      isNew: t.boolean({
        description:
          'Whether there is something new to learn; false when the newest version was learned from the same.',
        resolve: ({ isNew }) => isNew,
      }),
      calibration: t.field({
        type: CalibrationType,
        description: 'What changed, and how far the results speak.',
        resolve: ({ calibration }) => calibration,
      }),
    }),
  },
);
