import { log } from '../math/elementary.js';
import type { RowParameters } from '../parameters.js';
import type { Platform } from '../scenario.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK, identityOf } from '../random.js';
import { ROW_LANES, type RowShocks } from '../world/shocks.js';
import type { Arena } from './arena.js';
import { writeStruct } from './structs.js';
import { dayCount } from './write-model.js';

export interface RowInMemory {
  readonly address: number;
  writeShocks(shocks: RowShocks): void;
}

/** Shocks of days, drawn by the kernel when first asked for: f32 [day][draw], and for which block. */
export interface Days {
  readonly shocks: Float32Array;
  readonly drawn: Int32Array;
}

/** In f64 for what prices depend on. */
const EXACT = {
  exactReachLevel: 'reachLevel',
  exactReachSlope: 'reachSlope',
  exactEngagementLevel: 'engagementLevel',
  exactEngagementSlope: 'engagementSlope',
  exactPriceSlope: 'priceSlope',
} as const satisfies Record<string, keyof RowShocks>;

/** What all lines of one row share; rows of one platform share its days. */
export function writeRow(
  arena: Arena,
  plan: Plan,
  row: RowParameters,
  days: Map<Platform, Days>,
): RowInMemory {
  const { mixture } = row;
  const lanes = arena.f32(ROW_LANES.length * BLOCK);
  const exact = Object.entries(EXACT).map(
    ([name, from]) => [name, from, arena.f64(BLOCK)] as const,
  );
  const { shocks, drawn } = daysOf(arena, plan, row.platform, days);
  const day = identityOf(JSON.stringify(['day', row.platform]));
  const struct = writeStruct(arena, 'Row', {
    lnReachRate: row.lnReachRate,
    viewsPerPerson: row.viewsPerPerson,
    basedOnViews: row.basedOnViews,
    influencerSd: row.influencerSd,
    influencerSdSlope: row.influencerSdSlope,
    postSd: row.postSd,
    postMean: row.postMean,
    postSdSlope: row.postSdSlope,
    mixtureWeight: mixture?.weight ?? NaN,
    usualMean: mixture?.usualMean ?? 0,
    usualSd: mixture?.usualSd ?? 0,
    viralMean: mixture?.viralMean ?? 0,
    viralSd: mixture?.viralSd ?? 0,
    lnEngagementRate: row.lnEngagementRate,
    engagementSlopeBelow: row.engagementSlopeBelow,
    engagementSlopeAbove: row.engagementSlopeAbove,
    engagementCurvature: row.engagementCurvature,
    engagementInfluencerSd: row.engagementInfluencerSd,
    engagementInfluencerSdSlope: row.engagementInfluencerSdSlope,
    engagementPostSd: row.engagementPostSd,
    engagementOverAccount: row.engagementOverAccount,
    engagementOverPost: row.engagementOverPost,
    lnShareRate: log(row.shareRate),
    shareSlope: row.shareSlope,
    sharesAreEngagements: row.sharesAreEngagements,
    clickRate: row.clickRate,
    lnPrice: row.lnPrice,
    priceIsFlat: row.priceSlope === 0 && row.priceSlopeSd === 0,
    priceSpread: row.priceSpread,
    shocks: lanes,
    ...Object.fromEntries(exact.map(([name, , values]) => [name, values])),
    daySd: plan.parameters.daySd[row.platform],
    dayHigh: day.high,
    dayLow: day.low,
    days: shocks,
    daysDrawn: drawn,
  });
  return {
    address: struct.byteOffset,
    writeShocks(of) {
      lanes.set(of.lanes);
      for (const [, from, values] of exact) values.set(of[from]);
    },
  };
}

function daysOf(arena: Arena, plan: Plan, platform: Platform, days: Map<Platform, Days>): Days {
  let found = days.get(platform);
  if (found === undefined) {
    const count = dayCount(plan);
    found = { shocks: arena.scratch(count * BLOCK), drawn: arena.i32(count) };
    days.set(platform, found);
  }
  return found;
}
