import type { LearnedLevel } from '../simulations/index.js';
import { Assumptions } from './assumptions.js';
import { builder } from './builder.js';
import { type Calibration, calibrationOf } from './calibration-record.js';
import { calibrationSummary, calibrationTable } from './calibration-text.js';
import { LearnedParameterType } from './learned-parameter.js';
import { NegativityEnum, PresetEnum } from './preset.js';

const LearnedStepEnum = builder.enumType('LearnedStep', {
  description: 'Which step of the model a level is about.',
  values: {
    REACH: {
      value: 'reach',
      description: 'People reached per follower (views on TikTok and YouTube).',
    },
    ENGAGEMENT: { value: 'engagement', description: 'Engagements per person reached or view.' },
    NEGATIVITY: {
      value: 'negativity',
      description: 'Negative share of the reactions that carry an opinion.',
    },
  } as const,
});

const LearnedLevelType = builder.objectRef<LearnedLevel>('LearnedLevel').implement({
  description:
    'A median rate where it was observed: unsponsored, at the typical size of the accounts that results came from.',
  fields: (t) => ({
    step: t.expose('step', { type: LearnedStepEnum, description: 'Which rate it is.' }),
    key: t.exposeString('of', {
      description:
        'Kind of content, e.g. `INSTAGRAM_POST`, or `SHARER_ACTION` for sharers; for negative engagement the platform.',
    }),
    followers: t.field({
      type: 'Count',
      description: 'Typical size of the accounts (geometric mean).',
      resolve: ({ followers }) => followers,
    }),
    before: t.exposeFloat('before', { description: 'The rate before, 0 or more.' }),
    after: t.exposeFloat('after', { description: 'The rate in the new version.' }),
    sdBefore: t.exposeFloat('sdBefore', {
      description:
        'How uncertain the rate was for all creators together, as a standard deviation: relative, 0.2 is about ±20% (in natural logarithms); for negative engagement in log-odds.',
    }),
    sdAfter: t.exposeFloat('sdAfter', {
      description:
        'The same uncertainty in the new version; never 0, because coming campaigns are other campaigns.',
    }),
    weight: t.expose('weight', {
      type: 'Probability',
      description:
        'How far the results speak: 0 all assumption, 1 all results. What lies far off what was assumed is less held back by it.',
    }),
    placements: t.exposeInt('placements', { description: 'Placements that speak about it.' }),
    creators: t.exposeInt('creators', { description: 'Accounts that posted these placements.' }),
  }),
});

export const CalibrationType = builder.objectRef<Calibration>('Calibration').implement({
  description: 'What recorded results changed about assumptions, and how far they speak.',
  fields: (t) => ({
    summary: t.string({
      description:
        'What was learned from, whether any of it is the demonstration’s and so made up, and what moved most, in plain sentences.',
      resolve: (calibration) => calibrationSummary(calibration, calibration.levels),
    }),
    table: t.stringList({
      description:
        'The levels for a monospace font: before, after, how uncertain, how far results speak.',
      resolve: ({ levels }) => calibrationTable(levels),
    }),
    asOf: t.field({
      type: 'DateTime',
      description: 'When results were read.',
      resolve: ({ asOf }) => new Date(asOf),
    }),
    placements: t.exposeInt('placements', {
      description: 'Placements whose results were mature enough to learn from.',
    }),
    creators: t.exposeInt('creators', {
      description: 'Accounts that posted what was learned from.',
    }),
    campaigns: t.exposeInt('campaigns', { description: 'Campaigns that were learned from.' }),
    preset: t.field({
      type: PresetEnum,
      description: 'The year whose numbers were believed before.',
      resolve: ({ prior }) => prior.preset,
    }),
    negativity: t.field({
      type: NegativityEnum,
      nullable: true,
      description: "The belief about negativity before; null for the preset's own.",
      resolve: ({ prior }) => prior.negativity,
    }),
    engineVersion: t.exposeInt('engineVersion', {
      description: 'Version of the model that was fitted.',
    }),
    levels: t.field({
      type: [LearnedLevelType],
      description: 'The rates that have results of their own, in the order of the model’s steps.',
      complexity: { field: 1, multiplier: 15 },
      resolve: ({ levels }) => [...levels],
    }),
    parameters: t.field({
      type: [LearnedParameterType],
      description: 'Every number that changed, in the order of the model’s steps.',
      complexity: { field: 1, multiplier: 20 },
      resolve: ({ parameters }) => [...parameters],
    }),
  }),
});

builder.objectField(Assumptions, 'calibration', (t) =>
  t.field({
    type: CalibrationType,
    nullable: true,
    description: 'What they were fitted to and what that changed; null if written by hand.',
    resolve: calibrationOf,
  }),
);
