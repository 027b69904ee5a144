import { accountSpread } from './account-spread.js';
import type { Negativity, Parameter, Preset } from './assumptions.js';
import { authenticity } from './authenticity.js';
import { booking } from './booking.js';
import { clicks } from './clicks.js';
import { defaults } from './defaults.js';
import type { Definition } from './define.js';
import { display } from './display.js';
import { engagement } from './engagement.js';
import { learning } from './learning.js';
import { levels } from './levels.js';
import { negativity } from './negativity.js';
import { overlap } from './overlap.js';
import { price } from './price.js';
import { reach } from './reach.js';
import { shares } from './shares.js';
import { time } from './time.js';
import { value } from './value.js';

export interface PresetInfo {
  readonly key: Preset;
  readonly name: string;
  readonly year: number;
  readonly description: string;
}

export const PRESETS: readonly PresetInfo[] = [
  {
    key: '2017',
    name: '2017',
    year: 2017,
    description:
      'The year of the founding claims. TikTok rows are of 2020, friends’ feeds of 2013: there is nothing earlier or later.',
  },
  {
    key: '2020',
    name: '2020',
    year: 2020,
    description:
      'Instagram posts reach 15% of followers at 100,000 (25% in 2017), sharers’ posts 25% (36%); the rest is inherited from 2017.',
  },
  {
    key: '2025',
    name: '2025',
    year: 2025,
    description:
      'Instagram posts reach 6% of followers at 100,000 (25% in 2017), stories 2% (4.5%), sharers’ posts 12% (36%); the rest, prices and TikTok included, is inherited from 2017.',
  },
];

export const DEFAULT_PRESET: Preset = '2025';

export const NEGATIVITY_BELIEFS: readonly {
  readonly key: Negativity;
  readonly description: string;
}[] = [
  {
    key: 'claim',
    description:
      'The founding claim at its word: negativity rises by .5 logits per tenfold followers, for certain.',
  },
  {
    key: 'null',
    description: 'Negativity does not depend on the number of followers, for certain.',
  },
];

const OUTDATED_AFTER_YEARS = 3;

/** Whether a preset describes a market more than three years before `year`. */
export function isOutdated(preset: Preset, year: number): boolean {
  return year - Number(preset) > OUTDATED_AFTER_YEARS;
}

const BASE: readonly Definition[] = [
  ...defaults,
  ...levels,
  ...learning,
  ...authenticity,
  ...reach,
  ...engagement,
  ...accountSpread,
  ...negativity,
  ...shares,
  ...clicks,
  ...overlap,
  ...price,
  ...booking,
  ...time,
  ...display,
  ...value,
];

type Layer = Readonly<
  Partial<Record<string, Pick<Definition, 'value' | 'evidence' | 'source' | 'date'>>>
>;

/** What each year knows better than 2017. */
const YEARS: Readonly<Record<Preset, Layer>> = {
  '2017': {},
  '2020': {
    'reach.rate.INSTAGRAM_POST': {
      value: 0.15,
      evidence: 'W',
      source: 'Bazaarvoice 2021 (brands above 500K: 15%), Outfame 2025 (10–15% in 2020)',
      date: '2020',
    },
    'reach.rate.SHARER_ACTION': {
      value: 0.25,
      evidence: 'A',
      source: 'Assumption: friends’ feeds fell with the platform since 2013',
      date: '2020',
    },
  },
  '2025': {
    'reach.rate.INSTAGRAM_POST': {
      value: 0.06,
      evidence: 'W',
      source:
        'Outfame 2025 (3–7% above 100K), HypeAuditor 2026 (engagement of .33–.54% of followers)',
      date: '2025',
    },
    'reach.rate.INSTAGRAM_STORY': {
      value: 0.02,
      evidence: 'W',
      source: 'Bazaarvoice 2021 (brands: 2%), fallen with posts',
      date: '2025',
    },
    'reach.rate.SHARER_ACTION': {
      value: 0.12,
      evidence: 'A',
      source: 'Assumption: friends’ feeds fell with the platform since 2013',
      date: '2025',
    },
  },
};

const CLAIM = {
  evidence: 'F',
  source: 'CLEVER’s founding claim, own unpublished research',
  date: '2017',
} as const;
const NULL = {
  evidence: 'A',
  source: 'Assumption: no relation between prominence and negativity',
  date: '2026',
} as const;

const BELIEFS: Readonly<Record<Negativity, Layer>> = {
  claim: {
    'negativity.slope': { value: 0.5, ...CLAIM },
    'negativity.slopeSd': { value: 0, ...CLAIM },
    'negativity.sponsoredSlope': { value: 0, ...CLAIM },
    'negativity.sponsoredSlopeSd': { value: 0, ...CLAIM },
  },
  null: {
    'negativity.slope': { value: 0, ...NULL },
    'negativity.slopeSd': { value: 0, ...NULL },
    'negativity.sponsoredSlope': { value: 0, ...NULL },
    'negativity.sponsoredSlopeSd': { value: 0, ...NULL },
  },
};

/**
 * Every number that a forecast rests on, before overrides, in the order of the model's steps.
 *
 * A preset is a layer over 2017; a value that it takes over says so in `inheritedFrom`. The
 * negativity belief replaces the slopes of negativity over followers and nothing else.
 */
export function PARAMETERS(preset: Preset, belief: Negativity | null): readonly Parameter[] {
  const year = YEARS[preset];
  const believed: Layer = belief === null ? {} : BELIEFS[belief];
  return BASE.map((definition) => {
    const own = believed[definition.name] ?? year[definition.name];
    const inherited = own === undefined && preset !== '2017';
    return { ...definition, ...own, inheritedFrom: inherited ? '2017' : null };
  });
}
