import type { Format, Prisma } from '../prisma/generated/client.js';

export interface DemoCampaign {
  readonly name: string;
  readonly objective: 'REACH' | 'ENGAGEMENT';
  readonly budgetMinor: bigint;
  readonly days: number;
  /** Days of the flight that are over; negative for one that is to start. */
  readonly elapsedDays: number;
  readonly cells: readonly string[];
  readonly targets: readonly Pick<Prisma.TargetCreateManyInput, 'metric' | 'atLeast' | 'atMost'>[];
  readonly layers: readonly {
    readonly role: 'ANCHOR' | 'CREATOR' | 'SHARER';
    readonly budgetShare: number;
    readonly book: readonly Booking[];
  }[];
}

/** The first `count` profiles of a kind, in the order of their handles, at their asking price. */
export interface Booking {
  /** Start of the handles of the roster's group. */
  readonly handles: string;
  readonly format: Format;
  readonly count: number;
}

/** What was seen of its placements is in prisma/demo/results.csv (scripts/demo-results.ts). */
export const IN_FLIGHT = {
  name: 'Autumn relay (demonstration)',
  objective: 'ENGAGEMENT',
  budgetMinor: 60_000_00n,
  days: 30,
  elapsedDays: 12,
  cells: ['women-18-24', 'women-25-34'],
  targets: [
    { metric: 'ENGAGEMENTS', atLeast: 15_000 },
    { metric: 'NEGATIVE_ENGAGEMENT_RATIO', atMost: 0.08 },
  ],
  layers: [
    {
      role: 'CREATOR',
      budgetShare: 0.98,
      book: [
        { handles: 'demo.video.02', format: 'VIDEO', count: 14 },
        { handles: 'demo.photo.03', format: 'POST', count: 30 },
      ],
    },
    {
      role: 'SHARER',
      budgetShare: 0.02,
      book: [{ handles: 'demo.sharer.03', format: 'SHARE', count: 28 }],
    },
  ],
} as const satisfies DemoCampaign;

export const CAMPAIGNS: readonly DemoCampaign[] = [
  {
    name: 'Spring launch (demonstration)',
    objective: 'REACH',
    budgetMinor: 100_000_00n,
    days: 30,
    elapsedDays: -14,
    cells: ['women-18-24', 'women-25-34'],
    targets: [
      { metric: 'REACH', atLeast: 600_000 },
      { metric: 'NEGATIVE_ENGAGEMENT_RATIO', atMost: 0.08 },
    ],
    layers: [
      {
        role: 'ANCHOR',
        budgetShare: 0.45,
        book: [{ handles: 'demo.celebrity.', format: 'STORY', count: 3 }],
      },
      {
        role: 'CREATOR',
        budgetShare: 0.5,
        book: [
          { handles: 'demo.video.', format: 'VIDEO', count: 25 },
          { handles: 'demo.photo.', format: 'POST', count: 60 },
        ],
      },
      {
        role: 'SHARER',
        budgetShare: 0.05,
        book: [{ handles: 'demo.sharer.', format: 'SHARE', count: 120 }],
      },
    ],
  },
  {
    name: 'Clip test (demonstration)',
    objective: 'ENGAGEMENT',
    budgetMinor: 20_000_00n,
    days: 14,
    elapsedDays: -14,
    cells: ['women-18-24', 'men-18-24'],
    targets: [{ metric: 'ENGAGEMENTS', atLeast: 50_000 }],
    layers: [
      {
        role: 'CREATOR',
        budgetShare: 1,
        book: [{ handles: 'demo.clip.', format: 'VIDEO', count: 20 }],
      },
    ],
  },
  IN_FLIGHT,
];
