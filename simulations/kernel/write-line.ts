import type { LinePlan } from '../plan/line.js';
import { needsEngagementOf } from '../plan/needs.js';
import type { Plan } from '../plan/plan.js';
import type { Niche } from '../plan/pools.js';
import type { Roster } from '../plan/roster.js';
import { BLOCK, type Identity } from '../random.js';
import type { LineSums } from '../world/line-sums.js';
import { audienceShape } from '../world/audience-shape.js';
import type { Tables } from '../world/tables.js';
import type { Arena } from './arena.js';
import { writeStruct } from './structs.js';
import { copyLanes } from './write-model.js';

export interface LineInMemory {
  readonly plan: LinePlan;
  readonly address: number;
}

export interface LineContext {
  /** Addresses. */
  readonly row: number;
  readonly recentPostsRow: number;
  readonly sums: LineSums;
  readonly tables: Tables;
}

const OVERLAP: Readonly<Record<Niche['overlap'], number>> = {
  sameNiche: 0,
  acrossNiches: 1,
  unknownNiche: 2,
};

export function writeLine(
  arena: Arena,
  plan: Plan,
  line: LinePlan,
  { row, recentPostsRow, sums, tables }: LineContext,
): LineInMemory {
  const { parameters: p, scenario } = plan;
  const { population, pools, targetPools, sponsored, role } = line;
  const lift = scenario.brandContent && role === 'CREATOR' ? p.brandContentLift : 0;
  const mean = line.platformWantedShare;
  const isFixed = !plan.needs.target || mean <= 0 || mean >= 1;
  const struct = writeStruct(arena, 'Line', {
    index: line.index,
    row,
    recentPostsRow,
    identityHigh: line.identity.high,
    identityLow: line.identity.low,
    isCreator: role === 'CREATOR',
    isSharer: role === 'SHARER',
    sponsored,
    needsEngagement: needsEngagementOf(plan, line),
    moneyMinor: line.moneyMinor,
    count: line.count,
    mostCandidates: line.mostCandidates,
    feeMinor: line.feeMinor,
    screeningMinor: line.screeningMinor,
    lnMedian: population.lnMedian,
    lnSd: population.lnSd,
    lnMin: population.lnMin,
    lnMax: population.lnMax,
    cancellation: p.roles[role].cancellation,
    dailyEventRate: p.roles[role].dailyEventRate,
    lnReachFactors: line.row.lnDeliverable + (sponsored ? line.row.lnSponsoredReach : 0),
    lnEngagementFactors: lift + line.lnAdLoad + (sponsored ? line.row.lnSponsoredEngagement : 0),
    authenticity: copyLanes(arena, tables.beta(line.vetted ? p.vetted : p.unvetted)),
    wantedWords: isFixed
      ? 0
      : copyLanes(arena, tables.beta(audienceShape(mean, p.audienceConcentration))),
    wantedMean: mean,
    poolCount: pools.length,
    targetPoolCount: targetPools.length,
    poolOverlap: i32(
      arena,
      pools.map(({ niche }) => OVERLAP[niche.overlap]),
    ),
    poolCapped: i32(
      arena,
      pools.map(({ cell }) => (cell < 0 ? 0 : 1)),
    ),
    targetOverlap: i32(
      arena,
      targetPools.map(({ overlap }) => OVERLAP[overlap]),
    ),
    booked: sums.booked,
    posted: sums.posted,
    outreach: sums.outreach,
    spend: sums.spend,
    unspent: sums.unspent,
    refunds: sums.refunds,
    views: sums.views,
    reach: sums.reach,
    base: sums.base,
    positiveRate: sums.positiveRate,
    negativeRate: sums.negativeRate,
    shareRate: sums.shareRate,
    viralShareRate: sums.viralShareRate,
    clickRate: sums.clickRate,
    conversionRate: sums.conversionRate,
    events: sums.events,
    poolW: sums.poolW,
    poolAmplified: sums.poolAmplified,
    targetW: sums.targetW,
    targetAmplified: sums.targetAmplified,
    poolWLanes: arena.f32(pools.length * BLOCK),
    poolAmplifiedLanes: arena.f32(pools.length * BLOCK),
    targetWLanes: arena.f32(targetPools.length * BLOCK),
    targetAmplifiedLanes: arena.f32(targetPools.length * BLOCK),
    ...writeRoster(arena, line.roster),
  });
  return { plan: line, address: struct.byteOffset };
}

/** The columns of the named profiles; their addresses are 0 without any. */
function writeRoster(arena: Arena, roster: Roster | null) {
  const f64 = (values: Float64Array | undefined) => copy(arena, values);
  const whole = (values: ArrayLike<number> | undefined) => i32(arena, values ?? []);
  return {
    size: roster?.size ?? 0,
    influencer: identities(arena, roster?.influencer ?? []),
    post: identities(arena, roster?.post ?? []),
    sharedProfile: whole(roster?.sharedProfile),
    lnFollowers: f64(roster?.lnFollowers),
    lnAuthenticity: f64(roster?.lnAuthenticity),
    recentPosts: f64(roster?.recentPosts),
    lnRecentBase: f64(roster?.lnRecentBase),
    lnRecentEngagements: f64(roster?.lnRecentEngagements),
    fit: f64(roster?.fit),
    fees: f64(roster?.feeMinor),
    bundle: f64(roster?.bundle),
    screenings: f64(roster?.screeningMinor),
    plannedDay: f64(roster?.plannedDay),
    isPosted: f64(roster === null ? undefined : Float64Array.from(roster.posted)),
    poolStart: whole(roster?.poolStart),
    poolOf: whole(roster?.poolOf),
    poolWeight: f64(roster?.poolWeight),
    targetPoolOf: whole(roster?.targetPoolOf),
    wantedShare: f64(roster?.wantedShare),
  };
}

function identities(arena: Arena, of: readonly Identity[]): Int32Array {
  return i32(
    arena,
    of.flatMap(({ high, low }) => [high, low]),
  );
}

function i32(arena: Arena, values: ArrayLike<number>): Int32Array {
  const memory = arena.i32(values.length);
  memory.set(values);
  return memory;
}

function copy(arena: Arena, values: Float64Array = new Float64Array(0)): Float64Array {
  const memory = arena.f64(values.length);
  memory.set(values);
  return memory;
}
