import type { Group, GroupKind } from '../outcome.js';
import { PLATFORM_OF } from '../parameters.js';
import type { Line } from '../scenario.js';

/** Lines added up, by position in key order. */
export interface GroupPlan {
  readonly kind: GroupKind;
  readonly key: string;
  readonly lines: Int32Array;
  readonly basis: Group['basis'];
}

export function planGroups(ordered: readonly Line[], kinds: readonly GroupKind[]): GroupPlan[] {
  const group = (kind: GroupKind, key: string, has: (line: Line) => boolean): GroupPlan => {
    const lines = ordered.flatMap((line, index) => (has(line) ? [index] : []));
    return { kind, key, lines: Int32Array.from(lines), basis: basisOf(ordered.filter(has)) };
  };
  const each = (kind: GroupKind, keyOf: (line: Line) => string | null) =>
    [...new Set(ordered.map(keyOf))]
      .filter((key) => key !== null)
      .map((key) => group(kind, key, (line) => keyOf(line) === key));
  const ofKind: Readonly<Record<GroupKind, () => GroupPlan[]>> = {
    TOTAL: () => [group('TOTAL', 'total', () => true)],
    TIER: () => each('TIER', ({ tier }) => tier),
    // Display advertising is nobody's layer: it is there to be compared with.
    LAYER: () => each('LAYER', ({ role, row }) => (row === 'DISPLAY_AD' ? null : role)),
    PLATFORM: () => each('PLATFORM', ({ row }) => PLATFORM_OF[row]),
    LINE: () => each('LINE', ({ key }) => key),
  };
  return [...new Set(kinds)].flatMap((kind) => ofKind[kind]());
}

function basisOf(lines: readonly Line[]): Group['basis'] {
  const bases = new Set(
    lines
      .filter(({ row }) => row !== 'DISPLAY_AD')
      .map(({ row }) => (PLATFORM_OF[row] === 'YOUTUBE' ? 'DISLIKES' : 'COMMENT_SENTIMENT')),
  );
  if (bases.size > 1) return 'MIXED';
  return [...bases][0] ?? null;
}
