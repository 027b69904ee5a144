import { ASSUMED, type Definition, SPREAD } from './define.js';

const LASTFM = {
  evidence: 'W',
  source:
    'Own estimate on a proxy, Last.fm listeners and artists 2011: 1.5 for random sets, 2–15 within a niche',
  date: '2011',
} as const;
const EXCESS = {
  unit: 'duplication − 1',
  distribution: 'median of LN(median, ln-sd), one draw per world',
  min: 0,
  max: 100,
  ...LASTFM,
};
const EXCESS_SD = {
  unit: 'sd of ln',
  distribution: 'ln-sd of LN(median, ln-sd), one draw per world',
  ...SPREAD,
  ...LASTFM,
};

/** How far the audiences of different placements are the same people. */
export const overlap: readonly Definition[] = [
  {
    ...EXCESS,
    name: 'overlap.sameNiche.median',
    description:
      'How many times more often than by chance one person follows two profiles of the same niche, less 1.',
    value: 2.5,
  },
  {
    ...EXCESS_SD,
    name: 'overlap.sameNiche.lnSd',
    description: 'How uncertain the overlap within a niche is.',
    value: 0.4,
  },
  {
    ...EXCESS,
    name: 'overlap.acrossNiches.median',
    description:
      'How many times more often than by chance one person is reached by two different niches, less 1.',
    value: 0.3,
  },
  {
    ...EXCESS_SD,
    name: 'overlap.acrossNiches.lnSd',
    description: 'How uncertain the overlap across niches is.',
    value: 0.4,
  },
  {
    ...EXCESS,
    name: 'overlap.unknownNiche.median',
    description:
      'How many times more often than by chance one person is reached by two profiles whose niches are unknown, less 1.',
    value: 0.8,
  },
  {
    ...EXCESS_SD,
    name: 'overlap.unknownNiche.lnSd',
    description: 'How uncertain the overlap of profiles of unknown niches is.',
    value: 0.4,
  },
  {
    name: 'overlap.cellCap',
    description:
      'No placement reaches more than this share of an audience cell or of the wanted audience.',
    unit: 'share',
    value: 0.6,
    distribution: 'fixed',
    min: 0.01,
    max: 0.99,
    ...ASSUMED,
  },
  {
    name: 'overlap.audienceConcentration',
    description:
      'How alike the audiences of profiles are whose audience is unknown: the larger, the closer to the platform’s mean.',
    unit: 'sum of shapes',
    value: 10,
    distribution: 'Beta(c·m, c·(1 − m)) around the mean share m, one draw per influencer',
    min: 0.5,
    max: 1e6,
    ...ASSUMED,
  },
];
