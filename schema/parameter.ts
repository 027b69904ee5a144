import { z } from 'zod';
import type { LearnedParameter, Parameter } from '../simulations/index.js';
import { builder } from './builder.js';
import { LearnedParameterType } from './learned-parameter.js';
import { PresetEnum } from './preset.js';

/** A parameter of the model as one question or one saved version uses it. */
export interface UsedParameter extends Parameter {
  /** Its value was set by hand or learned from results instead of taken from the preset. */
  readonly overridden: boolean;
  /** Null unless results have set it. */
  readonly learned: LearnedParameter | null;
}

/** Whether the preset's source is still what most of the value rests on. */
export const restsOnPreset = ({ overridden, learned }: UsedParameter): boolean =>
  !overridden || (learned !== null && learned.weight < 0.5);

export const EvidenceEnum = builder.enumType('EvidenceClass', {
  description: 'How well a number is supported.',
  values: {
    EVIDENCE: { value: 'E', description: 'Real data or a study.' },
    WEAK: { value: 'W', description: 'Weak or conflicting evidence.' },
    ASSUMPTION: { value: 'A', description: 'No data found.' },
    FOLKLORE: { value: 'F', description: 'Copied everywhere, no source found.' },
  } as const,
});

export const ParameterType = builder.objectRef<UsedParameter>('Parameter').implement({
  description: 'One number that a forecast rests on.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Dotted path, e.g. `reach.rate.INSTAGRAM_POST`; never reused.',
    }),
    description: t.exposeString('description', { description: 'What it means.' }),
    unit: t.exposeString('unit', { description: 'What its value is counted in.' }),
    value: t.exposeFloat('value', { description: 'The value used, after overrides.' }),
    law: t.exposeString('distribution', {
      description:
        'The law it belongs to: `fixed`, or of which distribution it is the median, mean or spread.',
    }),
    min: t.exposeFloat('min', { description: 'Smallest value that an override may set.' }),
    max: t.exposeFloat('max', { description: 'Largest value that an override may set.' }),
    evidence: t.expose('evidence', {
      type: EvidenceEnum,
      description: 'How well the preset’s value is supported.',
    }),
    source: t.exposeString('source', { description: 'Where the preset’s value comes from.' }),
    date: t.exposeString('date', { description: 'Year or date of the evidence.' }),
    inheritedFrom: t.expose('inheritedFrom', {
      type: PresetEnum,
      nullable: true,
      description:
        'The older preset that the value was taken over from; null if it is this one’s own.',
    }),
    overridden: t.exposeBoolean('overridden', {
      description:
        'Whether the value is not the preset’s, whose source and evidence are told all the same: it was set by hand, or `learned`.',
    }),
    learned: t.field({
      type: LearnedParameterType,
      nullable: true,
      description:
        'What your recorded results made of it, and how far they speak; null if the value is the preset’s or was set by hand.',
      resolve: ({ learned }) => learned,
    }),
  }),
});

export const ParameterOverrideInput = builder.inputType('ParameterOverrideInput', {
  description: 'One number of the model replaced by your own.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Name of the parameter, e.g. `reach.rate.INSTAGRAM_POST`.',
      validate: z.string().max(100, 'must be at most 100 characters'),
    }),
    value: t.float({ required: true, description: "Its value, inside the parameter's range." }),
  }),
});
