import { z } from 'zod';
import type { Assumptions as AssumptionsRow } from '../prisma/generated/client.js';
import {
  DEFAULT_PRESET,
  type Negativity,
  type Preset,
  ScenarioError,
} from '../simulations/index.js';
import { addArchiving } from './archive.js';
import { checkedAssumptions } from './assumption-choice.js';
import {
  Assumptions,
  AssumptionsEdge,
  NEWEST_ASSUMPTIONS_FIRST,
  overridesOf,
} from './assumptions.js';
import { builder } from './builder.js';
import { note } from './campaign-rules.js';
import { ConflictError, InputError } from './errors.js';
import { edgeOf } from './list.js';
import { changed, existing, refusingTwins } from './mutation.js';
import { ParameterOverrideInput } from './parameter.js';
import { NegativityEnum, PresetEnum } from './preset.js';
import { name } from './profile-rules.js';

type OverrideShape = typeof ParameterOverrideInput.$inferInput;

const overrideList = z
  .array(z.object({ name: z.string(), value: z.number() }))
  .max(200, 'must have at most 200 values')
  .refine(
    (all) => new Set(all.map(({ name }) => name)).size === all.length,
    'must name each parameter once',
  );

const toRecord = (overrides: readonly OverrideShape[]): Record<string, number> =>
  Object.fromEntries(overrides.map(({ name, value }) => [name, value]));

interface Choice {
  readonly preset: Preset;
  readonly negativity: Negativity | null;
  readonly overrides: Readonly<Record<string, number>>;
}

/**
 * @param given - the overrides as the caller listed them, to say which one is wrong
 * @throws InputError for an unknown parameter, or a value that its range or another one forbids
 */
function checkChoice(choice: Choice, given: readonly OverrideShape[]): void {
  try {
    checkedAssumptions(choice);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const index = given.findIndex(
      ({ name }) => error.path === `overrides[${JSON.stringify(name)}]`,
    );
    if (index === -1) throw new InputError(['input', 'overrides'], error.rule, error.got);
    const { name, value } = given[index];
    const known = error.got === value;
    throw new InputError(
      ['input', 'overrides', index, known ? 'value' : 'name'],
      known ? `of ${name} ${error.rule}` : error.rule,
      known ? value : name,
    );
  }
}

builder.relayMutationField(
  'createAssumptions',
  {
    description: 'New assumptions.',
    inputFields: (t) => ({
      name: t.string({
        required: true,
        description: 'Name for people, 1–200 characters, unique in the workspace.',
        validate: name,
      }),
      preset: t.field({
        type: PresetEnum,
        description: 'The year whose numbers to start from. Default: the newest.',
      }),
      negativity: t.field({
        type: NegativityEnum,
        description: "A belief about negativity in place of the preset's own.",
      }),
      overrides: t.field({
        type: [ParameterOverrideInput],
        description: 'Your own values, at most 200, each once.',
        validate: overrideList,
      }),
      note: t.string({ description: 'Why, at most 2000 characters.', validate: note }),
    }),
  },
  {
    description: 'Makes version 1 of new assumptions.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId } }) => {
      const given = input.overrides ?? [];
      const choice = {
        preset: input.preset ?? DEFAULT_PRESET,
        negativity: input.negativity ?? null,
        overrides: toRecord(given),
      };
      checkChoice(choice, given);
      const known = () =>
        new ConflictError(
          ['input', 'name'],
          'must be new in this workspace, archived assumptions included (updateAssumptions makes another version)',
          input.name,
        );
      return refusingTwins(known, () =>
        db.$transaction(async (tx) => {
          const first = await tx.assumptions.findFirst({
            where: { workspaceId, name: input.name },
          });
          if (first !== null) throw known();
          return {
            assumptions: await tx.assumptions.create({
              data: { workspaceId, name: input.name, version: 1, ...choice, note: input.note },
            }),
          };
        }),
      );
    },
  },
  {
    description: 'The assumptions that were made.',
    outputFields: (t) => ({
      assumptionsEdge: t.field({
        type: AssumptionsEdge,
        description: 'The version, and where it stands in `assumptions`.',
        resolve: ({ assumptions }) => edgeOf(NEWEST_ASSUMPTIONS_FIRST, assumptions),
      }),
    }),
  },
);

builder.relayMutationField(
  'updateAssumptions',
  {
    description: 'What is different in the new version; what is left out is as in the old one.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the Assumptions to start from.' }),
      preset: t.field({ type: PresetEnum, description: 'The year whose numbers to start from.' }),
      negativity: t.field({
        type: NegativityEnum,
        description: "A belief about negativity; null for the preset's own.",
      }),
      overrides: t.field({
        type: [ParameterOverrideInput],
        description: 'Your own values in place of the old ones; null or empty: none.',
        validate: overrideList,
      }),
      note: t.string({
        description: 'Why, at most 2000 characters; left out or null: no note.',
        validate: note,
      }),
    }),
  },
  {
    description:
      'Makes a new version beside the old one, which stays as it is. Campaigns keep the version that they have.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId } }) => {
      const path = ['input', 'id'];
      const rule = 'must be assumptions that nobody else is changing at the moment';
      return refusingTwins(
        () => new ConflictError(path, rule, input.id),
        () =>
          db.$transaction(async (tx) => {
            const old = await existing(path, 'Assumptions', input.id, (id) =>
              tx.assumptions.findFirst({ where: { id, workspaceId } }),
            );
            const given = input.overrides ?? [];
            const choice = {
              preset: changed(['input', 'preset'], input.preset) ?? (old.preset as Preset),
              negativity:
                input.negativity === undefined
                  ? (old.negativity as Negativity | null)
                  : input.negativity,
              overrides: input.overrides === undefined ? overridesOf(old) : toRecord(given),
            };
            checkChoice(choice, given);
            const { _max } = await tx.assumptions.aggregate({
              where: { workspaceId, name: old.name },
              _max: { version: true },
            });
            return {
              assumptions: await tx.assumptions.create({
                data: {
                  workspaceId,
                  name: old.name,
                  version: (_max.version ?? 0) + 1,
                  ...choice,
                  note: input.note,
                },
              }),
            };
          }),
      );
    },
  },
  {
    description: 'The new version.',
    outputFields: (t) => ({
      assumptionsEdge: t.field({
        type: AssumptionsEdge,
        description: 'The version, and where it stands in `assumptions`.',
        resolve: ({ assumptions }) => edgeOf(NEWEST_ASSUMPTIONS_FIRST, assumptions),
      }),
    }),
  },
);

addArchiving<AssumptionsRow>({
  typename: 'Assumptions',
  field: 'assumptions',
  type: Assumptions,
  effect:
    'Takes one version out of the list; campaigns can no longer choose it. Those that have it keep it.',
  loader: (loaders) => loaders.assumptions,
  write: (db, query) => db.assumptions.updateManyAndReturn(query),
});
