import { ASSUMED, type Definition, SHARE } from './define.js';

const EXTRA_COST = { unit: 'USD', distribution: 'fixed', min: 0, max: 1_000_000, ...ASSUMED };

/** What a question leaves open. */
export const defaults: readonly Definition[] = [
  {
    name: 'scenario.universe',
    description: 'People who could be reached, where the question does not say.',
    unit: 'people',
    value: 60_000_000,
    distribution: 'fixed',
    min: 1000,
    max: 10_000_000_000,
    ...ASSUMED,
  },
  {
    name: 'scenario.flightDays',
    description: 'Length of the flight, where the question does not say.',
    unit: 'days',
    value: 30,
    distribution: 'fixed',
    min: 1,
    max: 3650,
    ...ASSUMED,
  },
  {
    name: 'scenario.adLoad',
    description: 'Ads among a creator’s last ten posts, where the question does not say.',
    unit: 'ads',
    value: 1,
    distribution: 'fixed',
    min: 0,
    max: 10,
    ...ASSUMED,
  },
  {
    name: 'fees.agencyShare',
    description: 'Agency fee on top of the creators’ fees.',
    unit: 'share',
    value: 0,
    distribution: 'fixed',
    ...SHARE,
    ...ASSUMED,
  },
  {
    name: 'fees.rightsShare',
    description: 'Usage rights on top of the creators’ fees.',
    unit: 'share',
    value: 0,
    distribution: 'fixed',
    min: 0,
    max: 10,
    ...ASSUMED,
  },
  {
    ...EXTRA_COST,
    name: 'fees.screening',
    description: 'Cost of vetting one influencer.',
    value: 0,
  },
  {
    ...EXTRA_COST,
    name: 'fees.seeding',
    description: 'Cost of the product sent out for one placement.',
    value: 0,
  },
  {
    ...EXTRA_COST,
    name: 'fees.moderation',
    description: 'Cost of watching the comments of one placement.',
    value: 0,
  },
];
