import type { LearnedLevel } from '../simulations/index.js';
import { readableCount, readableShare } from './readable.js';
import { ROW_NAMES } from './scenario-lines.js';
import { textTable } from './text-table.js';

const NAMES: Readonly<Record<string, string>> = {
  ...ROW_NAMES,
  INSTAGRAM: 'Instagram',
  TIKTOK: 'TikTok',
  YOUTUBE: 'YouTube',
  SHARER: 'Friends’ feeds',
};
const STEPS = {
  reach: 'reach',
  engagement: 'engagement',
  negativity: 'negative engagement',
} as const;

export interface LearnedCounts {
  readonly placements: number;
  readonly creators: number;
  readonly campaigns: number;
  /** Whether people of the demonstration roster posted in these campaigns; absent where it was not told yet. */
  readonly usesDemoData?: boolean;
}

const plural = (count: number, one: string): string =>
  `${readableCount(count)} ${one}${count === 1 ? '' : 's'}`;

/** What was learned from, whether that is real, and the levels that moved most, in a few sentences. */
export function calibrationSummary(
  { placements, creators, campaigns, usesDemoData = false }: LearnedCounts,
  levels: readonly LearnedLevel[],
): string {
  const made = usesDemoData
    ? ' Results of the demonstration are among them, which are made up.'
    : '';
  const from = `Learned from ${plural(placements, 'placement')} of ${plural(creators, 'account')} in ${plural(campaigns, 'campaign')}.${made}`;
  const moved = levels
    .map((level) => ({ level, by: level.after / level.before - 1 }))
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, 3)
    .map(({ level: { step, of }, by }) => {
      const way = by < 0 ? 'down' : 'up';
      return `${NAMES[of]}: ${STEPS[step]} ${way} ${readableShare(Math.abs(by))}`;
    });
  return moved.length === 0 ? from : `${from} What moved most: ${moved.join('; ')}.`;
}

/** One row per level: where it was, where it is, and how far the results speak. */
export function calibrationTable(levels: readonly LearnedLevel[]): string[] {
  if (levels.length === 0) return [];
  return textTable([
    [
      'Level',
      'Followers',
      'Before',
      'After',
      'Spread before',
      'Spread after',
      'From results',
      'Placements',
    ],
    ...levels.map(
      ({ step, of, followers, before, after, sdBefore, sdAfter, weight, placements }) => [
        `${NAMES[of]}: ${STEPS[step]}`,
        readableCount(followers),
        readableShare(before),
        readableShare(after),
        `×/÷ ${Math.exp(sdBefore).toFixed(2)}`,
        `×/÷ ${Math.exp(sdAfter).toFixed(2)}`,
        readableShare(weight),
        readableCount(placements),
      ],
    ),
  ]);
}
