import type { OddsRecord, ReliabilityBin } from '../simulations/index.js';
import { builder } from './builder.js';

const ReliabilityBinType = builder.objectRef<ReliabilityBin>('ReliabilityBin').implement({
  description: 'Targets that were given similar odds, and how many of them were met.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'Probability',
      description: 'Lowest odds in this group, included.',
    }),
    to: t.expose('to', {
      type: 'Probability',
      description: 'Odds below this are in this group; 1 is in the last.',
    }),
    count: t.exposeInt('count', { description: 'Targets in this group.' }),
    stated: t.expose('stated', {
      type: 'Probability',
      description: 'Average odds of the targets in this group.',
    }),
    met: t.expose('happened', {
      type: 'Probability',
      description: 'Share of the targets in this group that was met.',
    }),
    low: t.expose('low', {
      type: 'Probability',
      description: 'With 95% confidence at least this share is met in the long run.',
    }),
    high: t.expose('high', {
      type: 'Probability',
      description: 'With 95% confidence at most this share is met.',
    }),
  }),
});

export const OddsAccuracy = builder.objectRef<OddsRecord>('OddsAccuracy').implement({
  description: 'The odds of targets against whether they were met.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'Targets with odds.' }),
    campaigns: t.exposeInt('campaigns', { description: 'Campaigns that the targets are of.' }),
    brier: t.exposeFloat('brier', {
      description: 'Brier score, the mean squared error of the odds: 0 is perfect, 0.25 a coin.',
    }),
    baseRateBrier: t.exposeFloat('baseRateBrier', {
      description:
        'Brier score of giving every target the same odds: the share that was met, which only hindsight knows.',
    }),
    gainLow: t.float({
      nullable: true,
      description:
        'With 95% confidence `baseRateBrier` − `brier` is at least this in the long run, one trial for each campaign: only above 0 are the odds better than the base rate beyond chance. Null where campaigns are too few to tell.',
      resolve: ({ gainInterval }) => gainInterval?.low ?? null,
    }),
    gainHigh: t.float({
      nullable: true,
      description:
        'With 95% confidence it is at most this; below 0 the odds are worse beyond chance. Null where campaigns are too few to tell.',
      resolve: ({ gainInterval }) => gainInterval?.high ?? null,
    }),
    reliability: t.field({
      type: [ReliabilityBinType],
      description: 'By fifths of the odds; those without targets are left out.',
      resolve: ({ bins }) => [...bins],
    }),
  }),
});
