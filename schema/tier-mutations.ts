import { z } from 'zod';
import type { TierScheme as TierSchemeRow } from '../prisma/generated/client.js';
import { addArchiving } from './archive.js';
import { builder } from './builder.js';
import { cellKey, MAX_PEOPLE, people } from './campaign-rules.js';
import { FormatEnum, PlatformEnum, RoleEnum } from './enums.js';
import { ConflictError, InputError, type Path } from './errors.js';
import { edgeOf } from './list.js';
import { MoneyInput, toMinor } from './money.js';
import { changed, existing, lock, refusingTwins, type Transaction } from './mutation.js';
import { formatOn } from './profile-input.js';
import { followers, name } from './profile-rules.js';
import { SCHEMES_BY_KEY, TierScheme, TierSchemeEdge } from './tier.js';

const LN_SD_RULE = 'must be a number from 0 to 5';

const TierInput = builder.inputType('TierInput', {
  description: 'One tier of a scheme.',
  fields: (t) => ({
    key: t.string({
      required: true,
      description: 'Short name, unique in the scheme, e.g. `micro-video`.',
      validate: cellKey,
    }),
    name: t.string({
      required: true,
      description: 'Name for people, unique in the scheme, 1–200 characters.',
      validate: name,
    }),
    role: t.field({
      type: RoleEnum,
      required: true,
      description: 'The role of its influencers.',
    }),
    platform: t.field({ type: PlatformEnum, description: 'The platform; left out for any.' }),
    format: t.field({
      type: FormatEnum,
      required: true,
      description: 'What is bought; it must exist on the platform. Without a platform: SHARE.',
    }),
    minFollowers: t.field({
      type: 'Count',
      required: true,
      description: 'Fewest followers, included.',
      validate: followers,
    }),
    maxFollowers: t.field({
      type: 'Count',
      description: 'Most followers, included; left out for no bound.',
      validate: followers,
    }),
    minPrice: t.field({
      type: MoneyInput,
      description: 'Lowest price of the format, included; left out for no bound.',
    }),
    maxPrice: t.field({
      type: MoneyInput,
      description: 'Highest price of the format, included; left out for no bound.',
    }),
    medianFollowers: t.field({
      type: 'Count',
      required: true,
      description:
        'Median followers of the hypothetical influencers that stand in for the tier; inside its bounds.',
      validate: people,
    }),
    followersLnSd: t.float({
      required: true,
      description: 'Standard deviation of ln(followers) around the median, 0–5, e.g. 0.7.',
      validate: z.number().refine((sd) => sd >= 0 && sd <= 5, LN_SD_RULE),
    }),
    defaultShare: t.field({
      type: 'Probability',
      description:
        'Share of the budget in a forecast that says nothing about what to buy. Default 0; a scheme’s shares add up to 1, or to 0 if it never is the default.',
    }),
  }),
});

type TierShape = typeof TierInput.$inferInput;

const tierList = z
  .array(z.looseObject({ key: z.string() }))
  .min(1, 'must have at least one tier')
  .max(50, 'must have at most 50 tiers')
  .refine(
    (tiers) => new Set(tiers.map(({ key }) => key)).size === tiers.length,
    'must name each key once',
  );

/** Shares as typed add up to the whole plus a rounding error. */
const TOLERANCE = 1e-9;

function checkTiers(path: Path, tiers: readonly TierShape[], isDefault: boolean): void {
  // A comparison tells tiers apart by their names.
  tiers.forEach(({ name }, i) => {
    if (tiers.findIndex((other) => other.name === name) !== i) {
      throw new InputError([...path, i, 'name'], 'must be unique in the scheme', name);
    }
  });
  const total = tiers.reduce((sum, { defaultShare }) => sum + (defaultShare ?? 0), 0);
  const isNone = total === 0 && !isDefault;
  if (!isNone && !(Math.abs(total - 1) <= TOLERANCE)) {
    const rule = `must have default shares that add up to 1${isDefault ? '' : ' or all are 0'}`;
    throw new InputError(path, rule, total);
  }
}

function tierColumns(path: Path, tier: TierShape, position: number, currency: string) {
  const { key, name, role, platform, minFollowers, maxFollowers, medianFollowers } = tier;
  const { followersLnSd, defaultShare, minPrice, maxPrice } = tier;
  if (maxFollowers != null && !(maxFollowers >= minFollowers)) {
    const rule = `must be at least minFollowers, which is ${minFollowers}`;
    throw new InputError([...path, 'maxFollowers'], rule, maxFollowers);
  }
  if (!(medianFollowers >= minFollowers && medianFollowers <= (maxFollowers ?? MAX_PEOPLE))) {
    const rule = `must be from minFollowers to maxFollowers, ${minFollowers} to ${maxFollowers ?? 'no bound'}`;
    throw new InputError([...path, 'medianFollowers'], rule, medianFollowers);
  }
  const formatPath = [...path, 'format'];
  if (platform == null && tier.format !== 'SHARE') {
    throw new InputError(formatPath, 'must be SHARE in a tier without a platform', tier.format);
  }
  const minPriceMinor =
    minPrice == null ? null : toMinor([...path, 'minPrice'], minPrice, currency);
  const maxPriceMinor =
    maxPrice == null
      ? null
      : toMinor([...path, 'maxPrice'], maxPrice, currency, minPriceMinor ?? 0n);
  return {
    key,
    name,
    position,
    role,
    platform: platform ?? null,
    format: platform == null ? tier.format : formatOn(formatPath, tier.format, platform),
    minFollowers,
    maxFollowers: maxFollowers ?? null,
    minPriceMinor,
    maxPriceMinor,
    medianFollowers,
    followersLnSd,
    defaultShare: defaultShare ?? 0,
  };
}

/** Writes a scheme's tiers in place of what is there; a tier that keeps its key keeps its id. */
async function writeTiers(
  tx: Transaction,
  { id: schemeId, workspaceId, isDefault }: TierSchemeRow,
  tiers: readonly TierShape[],
  currency: string,
): Promise<void> {
  const path = ['input', 'tiers'];
  checkTiers(path, tiers, isDefault);
  await tx.tier.deleteMany({ where: { schemeId, key: { notIn: tiers.map(({ key }) => key) } } });
  for (const [position, tier] of tiers.entries()) {
    const columns = tierColumns([...path, position], tier, position, currency);
    await tx.tier.upsert({
      where: { schemeId_key: { schemeId, key: tier.key } },
      create: { ...columns, schemeId, workspaceId },
      update: columns,
    });
  }
}

/** A workspace has one default: the one before stops being it first, one change after the other. */
async function endDefault(tx: Transaction, workspaceId: string): Promise<void> {
  await lock(tx, 'Workspace', workspaceId);
  await tx.tierScheme.updateMany({
    where: { workspaceId, isDefault: true },
    data: { isDefault: false },
  });
}

builder.relayMutationField(
  'createTierScheme',
  {
    description: 'A new tier scheme.',
    inputFields: (t) => ({
      key: t.string({
        required: true,
        description: 'Short name, unique in the workspace, e.g. `roles`.',
        validate: cellKey,
      }),
      name: t.string({
        required: true,
        description: 'Name for people, 1–200 characters.',
        validate: name,
      }),
      isDefault: t.boolean({
        description: 'Whether forecasts use it when they name no scheme. Default false.',
      }),
      tiers: t.field({
        type: [TierInput],
        required: true,
        description: 'Its tiers in order, 1–50.',
        validate: tierList,
      }),
    }),
  },
  {
    description: 'Adds a way to cut influencers into tiers.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => ({
      scheme: await refusingTwins(
        () =>
          new ConflictError(
            ['input', 'key'],
            'must be new in this workspace, archived schemes included',
            input.key,
          ),
        () =>
          db.$transaction(async (tx) => {
            const { key, name } = input;
            const isDefault = input.isDefault ?? false;
            if (isDefault) await endDefault(tx, workspaceId);
            const scheme = await tx.tierScheme.create({
              data: { workspaceId, key, name, isDefault },
            });
            await writeTiers(tx, scheme, input.tiers, currency);
            return scheme;
          }),
      ),
    }),
  },
  {
    description: 'The tier scheme that was added.',
    outputFields: (t) => ({
      tierSchemeEdge: t.field({
        type: TierSchemeEdge,
        description: 'The scheme, and where it stands in `tierSchemes`.',
        resolve: ({ scheme }) => edgeOf(SCHEMES_BY_KEY, scheme),
      }),
    }),
  },
);

builder.relayMutationField(
  'updateTierScheme',
  {
    description: 'What to change; what is left out stays as it is.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the TierScheme.' }),
      name: t.string({ description: 'Name for people, 1–200 characters.', validate: name }),
      isDefault: t.boolean({
        description: 'True makes it the default. To end that, make another scheme the default.',
      }),
      tiers: t.field({
        type: [TierInput],
        description: 'The tiers in place of what is there; a tier that keeps its key keeps its id.',
        validate: tierList,
      }),
    }),
  },
  {
    description: 'Changes a tier scheme.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => ({
      scheme: await db.$transaction(async (tx) => {
        const scheme = await existing(['input', 'id'], 'TierScheme', input.id, (id) =>
          tx.tierScheme.findFirst({ where: { id, workspaceId } }),
        );
        const isDefault = changed(['input', 'isDefault'], input.isDefault);
        if (isDefault === false && scheme.isDefault) {
          const rule = 'must not be taken from the only default; make another scheme the default';
          throw new ConflictError(['input', 'isDefault'], rule, isDefault);
        }
        if (isDefault === true) await becomeDefault(tx, scheme, input.tiers == null);
        const updated = await tx.tierScheme.update({
          where: { id: scheme.id },
          data: { name: changed(['input', 'name'], input.name), isDefault },
        });
        const tiers = changed(['input', 'tiers'], input.tiers);
        if (tiers !== undefined) await writeTiers(tx, updated, tiers, currency);
        return updated;
      }),
    }),
  },
  {
    description: 'The tier scheme that was changed.',
    outputFields: (t) => ({
      tierScheme: t.field({
        type: TierScheme,
        description: 'The scheme as it is now.',
        resolve: ({ scheme }) => scheme,
      }),
    }),
  },
);

async function becomeDefault(
  tx: Transaction,
  { id, workspaceId, archivedAt }: TierSchemeRow,
  keepsTiers: boolean,
): Promise<void> {
  const path = ['input', 'isDefault'];
  if (archivedAt !== null) {
    throw new ConflictError(path, 'must be false for an archived scheme', true);
  }
  const { _sum } = await tx.tier.aggregate({
    where: { schemeId: id },
    _sum: { defaultShare: true },
  });
  if (keepsTiers && !((_sum.defaultShare ?? 0) > 0)) {
    throw new ConflictError(path, 'must be false for a scheme without default shares', true);
  }
  await endDefault(tx, workspaceId);
}

addArchiving<TierSchemeRow>({
  typename: 'TierScheme',
  field: 'tierScheme',
  type: TierScheme,
  effect: 'Takes a tier scheme out of use. The default cannot be archived.',
  refusal: {
    archive: (db, where) =>
      db.tierScheme
        .count({ where: { ...where, isDefault: true } })
        .then((defaults) => (defaults > 0 ? 'must be a scheme that is not the default' : null)),
  },
  loader: (loaders) => loaders.tierScheme,
  write: (db, query) => db.tierScheme.updateManyAndReturn(query),
});
