import type { Format, Platform } from '../prisma/generated/enums.js';
import type { Assumptions, Line, Role, Row } from '../simulations/index.js';
import { InputError, type Path } from './errors.js';
import { type MoneyInputShape, toMinor } from './money.js';
import { FORMATS_OF } from './profile-rules.js';

/** A line of the plan, what the answer calls it, and where the client asked for it. */
export interface PlannedLine {
  readonly line: Line;
  readonly name: string;
  readonly path: Path;
  /** Of a campaign's own placements: their ids, in the order of the candidates. */
  readonly placements?: readonly string[];
}

/** What lines take over from the scenario around them. */
export interface LineDefaults {
  readonly currency: string;
  readonly vetted: boolean;
  readonly assumptions: Assumptions;
}

export type MixPlatform = Platform | 'SHARER' | 'DISPLAY';

export function plainLine({ vetted, assumptions }: LineDefaults) {
  return {
    feeMinor: null,
    sponsored: true,
    vetted,
    promoCode: false,
    adLoad: assumptions.values['scenario.adLoad'],
  };
}

/** The model's row; whoever is needed as a sharer posts in friends' feeds. */
export function rowOf(
  path: Path,
  role: Role,
  platform: MixPlatform | null,
  format: Format | null,
): Row {
  if (platform === 'DISPLAY') return 'DISPLAY_AD';
  if (role === 'SHARER' || platform === 'SHARER' || format === 'SHARE') return 'SHARER_ACTION';
  if (platform === null) throw new InputError([...path, 'platform'], 'must be given', undefined);
  switch (format ?? FORMATS_OF[platform][0]) {
    case 'POST':
      if (platform === 'INSTAGRAM') return 'INSTAGRAM_POST';
      break;
    case 'STORY':
      if (platform === 'INSTAGRAM') return 'INSTAGRAM_STORY';
      break;
    case 'VIDEO':
      if (platform !== 'INSTAGRAM') return `${platform}_VIDEO`;
      break;
    case 'INTEGRATION':
      if (platform === 'YOUTUBE') return 'YOUTUBE_INTEGRATION';
      break;
  }
  throw new InputError(
    [...path, 'format'],
    `must be one of ${FORMATS_OF[platform].join(', ')} on ${platform}`,
    format,
  );
}

export const ROW_NAMES: Readonly<Record<Row, string>> = {
  INSTAGRAM_POST: 'Instagram posts',
  INSTAGRAM_STORY: 'Instagram stories',
  TIKTOK_VIDEO: 'TikTok videos',
  YOUTUBE_VIDEO: 'YouTube videos',
  YOUTUBE_INTEGRATION: 'YouTube integrations',
  SHARER_ACTION: 'Shares by ordinary people',
  DISPLAY_AD: 'Display ads',
};

export const keyOf = (role: Role, row: Row): string =>
  `${role}-${row}`.toLowerCase().replaceAll('_', '-');

export function feeOf(
  path: Path,
  fee: MoneyInputShape | null | undefined,
  currency: string,
): number | null {
  return fee == null ? null : Number(toMinor(path, fee, currency, 1n));
}

export const DAY_MS = 86_400_000;
