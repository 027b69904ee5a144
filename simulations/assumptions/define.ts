import type { Platform, Role, Row } from '../scenario.js';
import type { Parameter } from './assumptions.js';

/** A parameter as the 2017 set states it; who inherits it is decided in presets.ts. */
export type Definition = Omit<Parameter, 'inheritedFrom'>;

type Key = Row | Platform | Role;

const LABELS: Readonly<Record<Key, string>> = {
  INSTAGRAM_POST: 'Instagram post',
  INSTAGRAM_STORY: 'Instagram story set',
  TIKTOK_VIDEO: 'TikTok video',
  YOUTUBE_VIDEO: 'dedicated YouTube video',
  YOUTUBE_INTEGRATION: 'YouTube integration',
  SHARER_ACTION: 'sharer’s post in a friends’ feed',
  DISPLAY_AD: 'display ad',
  INSTAGRAM: 'Instagram',
  TIKTOK: 'TikTok',
  YOUTUBE: 'YouTube',
  DISPLAY: 'display advertising',
  ANCHOR: 'anchor',
  CREATOR: 'creator',
  SHARER: 'sharer',
};

/** What all keys share: `name` is the prefix, and `%` in the description stands for the key. */
type Shared = Omit<Definition, 'value'>;

/** A key's value, alone or with the fields in which it differs from the others. */
type Own = number | (Pick<Definition, 'value'> & Partial<Omit<Definition, 'name' | 'description'>>);

/** One definition per row, platform or role, named `<prefix>.<KEY>`. */
export function perKey(shared: Shared, own: Readonly<Partial<Record<Key, Own>>>): Definition[] {
  return (Object.entries(own) as [Key, Own][]).map(([key, given]) => ({
    ...shared,
    ...(typeof given === 'number' ? { value: given } : given),
    name: `${shared.name}.${key}`,
    description: shared.description.replace('%', LABELS[key]),
  }));
}

/** Bounds that several files use: spreads in ln or logit space, shares, and shapes of Beta laws. */
export const SPREAD = { min: 0, max: 3 } as const;
export const SHARE = { min: 0, max: 1 } as const;
export const BETA_SHAPE = { min: 0.1, max: 1e6 } as const;

/** For numbers nobody has measured. */
export const ASSUMED = {
  evidence: 'A',
  source: 'Assumption: no data found',
  date: '2026',
} as const;
