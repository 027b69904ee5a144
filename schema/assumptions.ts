import { type Assumptions as AssumptionsRow, Prisma } from '../prisma/generated/client.js';
import {
  type Negativity,
  PARAMETERS,
  type Preset,
  PRESETS,
  type PresetInfo,
  resolveAssumptions,
} from '../simulations/index.js';
import { builder } from './builder.js';
import { byParameter, calibrationOf } from './calibration-record.js';
import { Campaign } from './campaign.js';
import { listComplexity, type Order } from './list.js';
import { all, archivedIs } from './list-input.js';
import { ParameterType } from './parameter.js';
import { NegativityEnum, PresetEnum } from './preset.js';

interface Override {
  readonly name: string;
  readonly value: number;
}

const ParameterOverride = builder.objectRef<Override>('ParameterOverride').implement({
  description: 'One number of the model that a workspace replaced by its own.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the parameter.' }),
    value: t.exposeFloat('value', { description: 'Its value, in the unit of the parameter.' }),
  }),
});

/** The stored overrides; they were checked when they were written. */
export const overridesOf = ({ overrides }: AssumptionsRow) =>
  overrides as Readonly<Record<string, number>>;

/** All of a row's parameters with their values. */
function parametersOf(row: AssumptionsRow) {
  const preset = row.preset as Preset;
  const negativity = row.negativity as Negativity | null;
  const overrides = overridesOf(row);
  const { values } = resolveAssumptions({ preset, negativity, overrides });
  const learned = byParameter(calibrationOf(row)?.parameters);
  return PARAMETERS(preset, negativity).map((parameter) => ({
    ...parameter,
    value: values[parameter.name],
    overridden: Object.hasOwn(overrides, parameter.name),
    learned: learned.get(parameter.name) ?? null,
  }));
}

export const Assumptions = builder.prismaObject('Assumptions', {
  description:
    'One version of a set of numbers that forecasts rest on: a preset, a belief about negativity, and your own values on top. A version never changes, so that forecasts can be repeated.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name for people; all versions share it.' }),
    version: t.exposeInt('version', { description: '1 for the first of its name, then 2, 3, ….' }),
    preset: t.field({
      type: PresetEnum,
      description: 'The year whose numbers it starts from.',
      resolve: ({ preset }) => preset as Preset,
    }),
    negativity: t.field({
      type: NegativityEnum,
      nullable: true,
      description: "A belief about negativity beside the preset; null for the preset's own.",
      resolve: ({ negativity }) => negativity as Negativity | null,
    }),
    overrides: t.field({
      type: [ParameterOverride],
      description: 'Your own values, by name.',
      resolve: (row) =>
        Object.entries(overridesOf(row))
          .map(([name, value]) => ({ name, value }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
    }),
    parameters: t.field({
      type: [ParameterType],
      description: 'Every parameter with its value after the overrides, and its source.',
      complexity: { field: 1, multiplier: 20 },
      resolve: parametersOf,
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'Why it was made; null if nobody said.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    archivedAt: t.expose('archivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was archived; null if it can be chosen.',
    }),
  }),
});

builder.nodeRef(Assumptions, {
  id: { resolve: (assumptions: AssumptionsRow) => assumptions.id },
  loadWithoutCache: (id: string, ctx) => ctx.loaders.assumptions.load(id),
});

builder.objectField(Campaign, 'assumptions', (t) =>
  t.field({
    type: Assumptions,
    nullable: true,
    description: 'What its forecasts rest on; null for the default preset.',
    resolve: ({ assumptionsId }, _args, { loaders }) =>
      assumptionsId === null ? null : loaders.assumptions.load(assumptionsId),
  }),
);

/** The default order, and the one of cursors in payloads. */
export const NEWEST_ASSUMPTIONS_FIRST: Order = {
  table: 'Assumptions',
  column: 'createdAt',
  kind: 'timestamptz',
  direction: 'DESC',
};

const AssumptionsFilter = builder.inputType('AssumptionsFilter', {
  description: 'Only assumptions to which all of this applies.',
  fields: (t) => ({
    name: t.string({ description: 'Versions of this name.' }),
    archived: t.boolean({
      description: 'True: only archived versions. False, the default: only those to choose from.',
    }),
  }),
});

export const AssumptionsEdge = builder.edgeObject({ type: Assumptions, name: 'AssumptionsEdge' });
const AssumptionsConnection = builder.connectionObject(
  { type: Assumptions, name: 'AssumptionsConnection' },
  AssumptionsEdge,
);

builder.queryField('assumptions', (t) =>
  t.connection(
    {
      type: Assumptions,
      description: 'The assumptions of your workspace, every version of each; newest first.',
      args: { filter: t.arg({ type: AssumptionsFilter, description: 'Which versions.' }) },
      complexity: listComplexity,
      resolve: (_root, { filter, ...args }, { loaders, viewer }) =>
        loaders.list.page<AssumptionsRow>(
          {
            parent: 'workspaceId',
            where: all([
              archivedIs(filter?.archived),
              filter?.name != null && Prisma.sql`t.name = ${filter.name}`,
            ]),
            order: NEWEST_ASSUMPTIONS_FIRST,
          },
          viewer.workspaceId,
          args,
        ),
    },
    AssumptionsConnection,
    AssumptionsEdge,
  ),
);

const PresetType = builder.objectRef<PresetInfo>('PresetAssumptions').implement({
  description: 'A set of numbers that comes with the product.',
  fields: (t) => ({
    preset: t.expose('key', { type: PresetEnum, description: 'Its name in inputs.' }),
    year: t.exposeInt('year', { description: 'The year that it describes.' }),
    description: t.exposeString('description', { description: 'What it is, in a sentence.' }),
    parameters: t.field({
      type: [ParameterType],
      description: 'Every parameter with its value, law, evidence and source.',
      args: {
        negativity: t.arg({
          type: NegativityEnum,
          description: "A belief about negativity in place of the preset's own.",
        }),
      },
      complexity: { field: 1, multiplier: 20 },
      resolve: ({ key }, { negativity }) =>
        PARAMETERS(key, negativity ?? null).map((parameter) => ({
          ...parameter,
          overridden: false,
          learned: null,
        })),
    }),
  }),
});

builder.queryField('presets', (t) =>
  t.field({
    type: [PresetType],
    description: 'The sets of numbers that come with the product, oldest first.',
    complexity: { field: 1, multiplier: 3 },
    resolve: () => [...PRESETS],
  }),
);
