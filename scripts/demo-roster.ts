import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';
import { DEMO_CELLS } from '../prisma/demo/cells.js';
import type { Format, Platform, Role } from '../prisma/generated/enums.js';
import { resolveAssumptions, type Row } from '../simulations/index.js';

/**
 * Generates the demonstration roster, prisma/demo/roster.csv: people who do not exist, drawn from
 * the model's own medians and spreads. The same assumptions give the same bytes.
 */

export const ROSTER_FILE = fileURLToPath(new URL('../prisma/demo/roster.csv', import.meta.url));

/** Newest posts are from the days before this. */
const AS_OF = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

type Cell = (typeof DEMO_CELLS)[number]['key'];

/** How a topic's audience leans: factors on the cells' sizes. */
const TOPICS: Readonly<Record<string, Readonly<Partial<Record<Cell, number>>>>> = {
  beauty: { 'women-18-24': 3, 'women-25-34': 2.5, 'men-35-plus': 0.2 },
  fashion: { 'women-18-24': 2.5, 'women-25-34': 2, 'men-35-plus': 0.3 },
  fitness: { 'women-25-34': 1.6, 'men-25-34': 1.6 },
  food: { 'women-35-plus': 1.5, 'men-35-plus': 1.1 },
  gaming: { 'men-18-24': 4, 'men-25-34': 2, 'women-35-plus': 0.2 },
  music: { 'women-18-24': 2, 'men-18-24': 2 },
  parenting: { 'women-25-34': 3, 'women-35-plus': 1.5, 'men-18-24': 0.2 },
  tech: { 'men-25-34': 2.5, 'men-35-plus': 1.5, 'women-18-24': 0.6 },
  travel: { 'women-25-34': 1.5, 'men-25-34': 1.3 },
};

/** Weights out of ten: most speak to one country. */
const COUNTRIES = ['US', 'US', 'US', 'US', 'US', 'US', 'GB', 'CA', 'DE', 'BR'];

interface Group {
  readonly key: string;
  readonly name: string;
  readonly people: number;
  readonly role: Role;
  readonly platform: Platform;
  readonly medianFollowers: number;
  readonly followersLnSd: number;
  readonly minFollowers: number;
  readonly maxFollowers: number;
}

const GROUPS: readonly Group[] = [
  group('celebrity', 'Celebrity', 20, 'ANCHOR', 'INSTAGRAM', [5e6, 0.5, 1e6, 5e7]),
  group('star', 'Star', 80, 'CREATOR', 'YOUTUBE', [1e6, 0.3, 5e5, 3e6]),
  group('video', 'Video Creator', 350, 'CREATOR', 'YOUTUBE', [40_000, 0.7, 10_000, 200_000]),
  group('clip', 'Clip Creator', 450, 'CREATOR', 'TIKTOK', [60_000, 1.1, 5000, 3e6]),
  group('photo', 'Photo Creator', 600, 'CREATOR', 'INSTAGRAM', [20_000, 0.7, 5000, 100_000]),
  group('sharer', 'Sharer', 500, 'SHARER', 'INSTAGRAM', [1200, 0.8, 100, 10_000]),
];

/** @param size - median followers, ln-sd, smallest, largest */
function group(
  key: string,
  name: string,
  people: number,
  role: Role,
  platform: Platform,
  [medianFollowers, followersLnSd, minFollowers, maxFollowers]: [number, number, number, number],
): Group {
  return {
    key,
    name,
    people,
    role,
    platform,
    medianFollowers,
    followersLnSd,
    minFollowers,
    maxFollowers,
  };
}

/** What a platform's creators sell, the usual format first. */
const SOLD: Readonly<Record<Platform, readonly { format: Format; row: Row }[]>> = {
  INSTAGRAM: [
    { format: 'POST', row: 'INSTAGRAM_POST' },
    { format: 'STORY', row: 'INSTAGRAM_STORY' },
  ],
  TIKTOK: [{ format: 'VIDEO', row: 'TIKTOK_VIDEO' }],
  YOUTUBE: [
    { format: 'VIDEO', row: 'YOUTUBE_VIDEO' },
    { format: 'INTEGRATION', row: 'YOUTUBE_INTEGRATION' },
  ],
};

const COLUMNS = [
  ...['externalId', 'name', 'role', 'topics', 'country', 'platform', 'handle', 'followers'],
  ...['authenticity', 'posts', 'asOf', 'views', 'reach', 'engagements'],
  ...['price.POST', 'price.STORY', 'price.VIDEO', 'price.INTEGRATION', 'price.SHARE'],
  ...DEMO_CELLS.map(({ key }) => `audience.${key}`),
];

type Cells = Readonly<Record<string, string | number>>;

const { values } = resolveAssumptions({ preset: '2025', negativity: null, overrides: {} });

/** @throws Error for a name that is no parameter */
function parameter(name: string): number {
  if (!(name in values)) throw new Error(`there is no parameter ${name}`);
  return values[name];
}

/** The whole roster as CSV. */
export function demoRoster(): string {
  const rows = GROUPS.flatMap((group) =>
    Array.from({ length: group.people }, (_, i) => person(group, i + 1)).flat(),
  );
  const lines = rows.map((cells) => COLUMNS.map((column) => cells[column] ?? '').join(','));
  return [COLUMNS.join(','), ...lines, ''].join('\n');
}

/** One person's profiles: one, or for every tenth creator a second one elsewhere. */
function person(group: Group, number: number): Cells[] {
  const digits = String(number).padStart(4, '0');
  const random = new Random(`groundswell demonstration ${group.key} ${digits}`);
  const topics = random.some(Object.keys(TOPICS), group.role === 'SHARER' ? 1 : 2);
  const shared = {
    externalId: `demo-${group.key}-${digits}`,
    name: `Demo ${group.name} ${digits}`,
    role: group.role,
    topics: topics.join(';'),
    country: random.pick(COUNTRIES),
    handle: `demo.${group.key}.${digits}`,
  };
  const spread = Math.exp(group.followersLnSd * random.normal());
  const followers = clamp(group.medianFollowers * spread, group.minFollowers, group.maxFollowers);
  const first = { ...shared, ...profile(random, group.role, group.platform, followers, topics[0]) };
  const isDouble = group.role === 'CREATOR' && number % 10 === 0;
  if (!isDouble) return [first];
  const elsewhere = group.platform === 'INSTAGRAM' ? 'TIKTOK' : 'INSTAGRAM';
  const there = clamp(followers * Math.exp(0.8 * random.normal() - 0.5), 1000, group.maxFollowers);
  return [first, { ...shared, ...profile(random, group.role, elsewhere, there, topics[0]) }];
}

function profile(
  random: Random,
  role: Role,
  platform: Platform,
  followers: number,
  topic: string,
): Cells {
  const whole = rounded(followers, 3);
  if (role === 'SHARER') {
    const price = offers(random, [{ format: 'SHARE', row: 'SHARER_ACTION' }], whole, 0);
    return { platform, followers: whole, ...price };
  }
  const sold = SOLD[platform];
  const reachEffect = random.normal();
  return {
    platform,
    followers: whole,
    ...(random.uniform() < 0.4 ? { authenticity: authenticity(random).toFixed(2) } : {}),
    ...recentPosts(random, sold[0].row, whole, reachEffect),
    ...offers(random, sold, whole, reachEffect),
    ...audience(random, topic),
  };
}

/**
 * Geometric means over n organic posts: the model's median for the size, the influencer's own
 * effects, and what is left of the posts' noise.
 *
 * @param reachEffect - the influencer's effect on reach in standard deviations
 */
function recentPosts(random: Random, row: Row, followers: number, reachEffect: number): Cells {
  const posts = 8 + Math.floor(25 * random.uniform());
  const lnSize = Math.log(followers / 1e5);
  const noise = (sd: number) => (sd / Math.sqrt(posts)) * random.normal();
  const isTikTok = row === 'TIKTOK_VIDEO';
  const base =
    followers *
    parameter(`reach.rate.${row}`) *
    Math.exp(
      parameter(`reach.slope.${row}`) * lnSize +
        parameter(`reach.influencerSd.${row}`) * reachEffect +
        (isTikTok ? tiktokPost.mean : 0) +
        noise(isTikTok ? tiktokPost.sd : parameter(`reach.postSd.${row}`)),
    );
  const side = followers < parameter('engagement.knee') ? 'slopeBelow' : 'slopeAbove';
  const rate =
    parameter(`engagement.rate.${row}`) *
    Math.exp(
      parameter(`engagement.${side}.${row}`) * lnSize +
        parameter(`engagement.influencerSd.${row}`) * random.normal() +
        noise(parameter(`engagement.postSd.${row}`)),
    );
  const asOf = new Date(AS_OF - Math.floor(14 * random.uniform()) * DAY_MS);
  return {
    posts,
    asOf: asOf.toISOString().slice(0, 10),
    [row.startsWith('INSTAGRAM') ? 'reach' : 'views']: rounded(Math.max(base, 0.5), 3),
    engagements: rounded(Math.max(base * Math.min(rate, parameter('engagement.cap')), 0.5), 3),
  };
}

/** Mean and standard deviation of a TikTok post's noise: a mixture of usual and viral posts. */
const tiktokPost = (() => {
  const [usual, viral] = ['usual', 'viral'].map((kind) => {
    const of = (name: string) => parameter(`reach.postMixture.TIKTOK_VIDEO.${kind}.${name}`);
    return { weight: of('weight'), mean: of('mean'), sd: of('sd') };
  });
  const mean = usual.weight * usual.mean + viral.weight * viral.mean;
  const square = ({ weight, mean, sd }: typeof usual) => weight * (sd ** 2 + mean ** 2);
  return { mean, sd: Math.sqrt(square(usual) + square(viral) - mean ** 2) };
})();

/** List prices: dearer influencers usually reach more. */
function offers(
  random: Random,
  sold: readonly { format: Format; row: Row }[],
  followers: number,
  reachEffect: number,
): Cells {
  const correlation = parameter('price.reachCorrelation');
  const z = correlation * reachEffect + Math.sqrt(1 - correlation ** 2) * random.normal();
  const clip = parameter('price.clip');
  const prices = sold.map(({ format, row }) => {
    const price =
      parameter(`price.at100k.${row}`) *
      Math.exp(
        parameter(`price.slope.${row}`) * Math.log(followers / 1e5) +
          parameter(`price.spread.${row}`) * clamp(z, -clip, clip),
      );
    return [`price.${format}`, Math.max(1, rounded(price, 2))];
  });
  return Object.fromEntries(prices) as Cells;
}

/** Whole percents, rounded down so that they add up to at most one. */
function audience(random: Random, topic: string): Cells {
  const weights = DEMO_CELLS.map(({ key, people }) => {
    const lean = TOPICS[topic][key] ?? 1;
    return [key, people * lean * Math.exp(0.3 * random.normal())] as const;
  });
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return Object.fromEntries(
    weights.map(([cell, weight]) => [`audience.${cell}`, Math.floor((100 * weight) / total) / 100]),
  );
}

/** Beta-distributed by Jöhnk's method. */
function authenticity(random: Random): number {
  const [alpha, beta] = [
    parameter('authenticity.unvetted.alpha'),
    parameter('authenticity.unvetted.beta'),
  ];
  for (;;) {
    const x = random.uniform() ** (1 / alpha);
    const y = random.uniform() ** (1 / beta);
    if (x + y <= 1) return x / (x + y);
  }
}

/** A person's own stream, so that one more person changes nobody else. */
export class Random {
  readonly uniform: () => number;

  constructor(seed: string) {
    this.uniform = seedrandom(seed);
  }

  /** Box–Muller. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(items.length * this.uniform())];
  }

  /** One to `most` different items. */
  some<Item>(items: readonly Item[], most: number): Item[] {
    return [...new Set(Array.from({ length: most }, () => this.pick(items)))];
  }
}

const clamp = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, value));

/** To significant digits, so that machines agree on the last one. */
const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits));

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(ROSTER_FILE, demoRoster());
