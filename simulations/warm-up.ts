import { DEFAULT_PRESET } from './assumptions/presets.js';
import { resolveAssumptions } from './assumptions/resolve.js';
import { METRICS, type Metric } from './metrics.js';
import type { Line, Row, Scenario } from './scenario.js';
import { DEFAULT_SEED, simulate } from './simulate.js';

/** After these the first question of a planner takes little longer than the next. */
const DRAWS = 2048;

/**
 * Simulates a small plan that takes every step but those of named profiles, so that a thread's first
 * question finds the kernel compiled, the usual tables built and the loops around it fast.
 */
export function warmUp(): void {
  const metrics = Object.keys(METRICS) as Metric[];
  const select = { metrics, groups: ['TOTAL', 'TIER'], withinBudget: true } as const;
  simulate(PLAN, { seed: DEFAULT_SEED, draws: DRAWS, select });
}

const PLAN: Scenario = {
  currency: 'USD',
  budgetMinor: 1_000_000,
  flightDays: 30,
  universe: 50_000_000,
  cells: [],
  audience: null,
  fees: {
    agencyShare: 0,
    rightsShare: 0,
    screeningMinor: 0,
    seedingMinor: 0,
    moderationMinor: 0,
    killFee: false,
  },
  brandContent: false,
  lines: [
    lineOf('YOUTUBE_VIDEO', { buy: { count: 1 }, role: 'ANCHOR' }),
    lineOf('INSTAGRAM_POST', { buy: { share: 0.5 }, vetted: true }),
    lineOf('INSTAGRAM_STORY', { buy: { count: 4 } }),
    lineOf('TIKTOK_VIDEO', { buy: { count: 4 }, promoCode: true }),
    lineOf('SHARER_ACTION', { buy: { count: 4 }, role: 'SHARER' }),
    lineOf('DISPLAY_AD', { buy: { share: 0.1 } }),
  ],
  targets: [{ metric: 'REACH', atLeast: 1000, atMost: null }],
  assumptions: resolveAssumptions({ preset: DEFAULT_PRESET, negativity: null, overrides: {} }),
};

function lineOf(row: Row, own: Pick<Line, 'buy'> & Partial<Line>): Line {
  return {
    key: row,
    tier: row,
    role: 'CREATOR',
    row,
    candidates: {
      medianFollowers: 20_000,
      followersLnSd: 0.7,
      minFollowers: 5000,
      maxFollowers: 100_000,
    },
    feeMinor: null,
    sponsored: true,
    vetted: false,
    promoCode: false,
    adLoad: 1,
    ...own,
  };
}
