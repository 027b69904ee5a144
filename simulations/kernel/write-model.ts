import { log } from '../math/elementary.js';
import { EVEN } from '../math/gamma-mixture.js';
import type { WordTable } from '../math/word-quantile.js';
import { LN_ANCHOR } from '../parameters.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK } from '../random.js';
import { MAX_LATENESS_DAYS, type WorldShocks } from '../world/shocks.js';
import type { Arena } from './arena.js';
import { writeStruct } from './structs.js';
import { laneTable } from './word-tables.js';

const OVERLAPS = ['sameNiche', 'acrossNiches', 'unknownNiche'] as const;

/** Numbers of scenario and assumptions in the kernel's memory, and what each block writes there. */
export interface ModelInMemory {
  readonly address: number;
  /** Booked creators so far, per draw. */
  readonly creators: Int32Array;
  writeShocks(world: WorldShocks): void;
  /** Room for the post effects of so many creators, all 0. */
  reserveParents(creators: number): void;
}

export interface ModelTables {
  readonly normal: WordTable;
  readonly negotiated: WordTable;
  /** In ticks, by tickCell. */
  readonly delay: Int32Array;
  readonly replacementLag: Int32Array;
}

export function writeModel(arena: Arena, plan: Plan, tables: ModelTables): ModelInMemory {
  const { parameters: p, scenario, needs } = plan;
  const large = arena.f64(BLOCK);
  const small = arena.f64(BLOCK);
  const excess = arena.f32(OVERLAPS.length * BLOCK);
  const creators = arena.i32(BLOCK);
  const struct = writeStruct(arena, 'Model', {
    universe: scenario.universe,
    maxReach: p.universeCap * scenario.universe,
    lnViewsCap: log(p.viewsCap),
    flightDays: scenario.flightDays,
    feeFactor: plan.feeFactor,
    seedingMinor: scenario.fees.seedingMinor,
    moderationMinor: scenario.fees.moderationMinor,
    keptShare: scenario.fees.killFee ? p.killFee : 1 - p.refund,
    replacementProbability: p.replacementProbability,
    lnAcceptanceLargeFrom: p.lnAcceptanceLargeFrom,
    priceClip: p.priceClip,
    givenFeeClip: p.givenFeeClip,
    priceReachCorrelation: p.priceReachCorrelation,
    meanLnAuthenticity: p.meanLnAuthenticity,
    authenticityVariance: p.authenticityVariance,
    authenticityVarianceFloor: p.authenticityVarianceFloor,
    lnMostSpread: p.lnMostSpread,
    driftSd: p.driftSd,
    lnAnchor: LN_ANCHOR,
    lnKnee: p.lnKnee,
    engagementCap: p.engagementCap,
    parentExponent: p.parentExponent,
    negativityOverReach: p.negativityOverReach,
    negativityInfluencerSd: p.negativityInfluencerSd,
    negativityPostSd: p.negativityPostSd,
    negativityFit: p.negativityFit,
    lnEventOdds: p.lnEventOdds,
    sharePlacementSd: p.sharePlacementSd,
    viralProbability: p.viralProbability,
    viralMedian: p.viral.median,
    viralLnSd: p.viral.lnSd,
    clickPlacementSd: p.clickPlacementSd,
    trustIntercept: p.trustIntercept,
    trustSlope: p.trustSlope,
    trustSponsored: p.trustSponsored,
    trustSponsoredSlope: p.trustSponsoredSlope,
    conversionSlope: p.conversionSlope,
    conversionCap: p.conversionCap,
    cellCap: p.cellCap,
    targetPeople: plan.targetPeople,
    firstDay: plan.firstDay,
    dayCount: dayCount(plan),
    needsMoney: needs.money,
    needsOutreach: needs.outreach,
    needsReach: needs.reach,
    needsUnique: needs.unique,
    needsTarget: needs.target,
    needsShares: needs.shares,
    needsClicks: needs.clicks,
    needsEvents: needs.events,
    normalWords: copy64(arena, tables.normal),
    negotiatedWords: copy64(arena, tables.negotiated),
    delayTicks: copy32(arena, tables.delay),
    lagTicks: copy32(arena, tables.replacementLag),
    normals: copyLanes(arena, tables.normal),
    acceptanceLarge: large,
    acceptanceSmall: small,
    excess,
    creators,
    parentEffects: 0,
    parentRoom: 0,
  });
  let parentEffects = arena.f32(0);
  return {
    address: struct.byteOffset,
    creators,
    writeShocks({ acceptanceLarge, acceptanceSmall, overlap }) {
      large.set(acceptanceLarge);
      small.set(acceptanceSmall);
      OVERLAPS.forEach((name, i) => {
        const theta = overlap[name];
        for (let d = 0; d < BLOCK; d++) {
          excess[i * BLOCK + d] = theta[d] > EVEN ? 0 : 1 / theta[d];
        }
      });
    },
    reserveParents(room) {
      if (room * BLOCK > parentEffects.length) parentEffects = arena.f32(room * BLOCK);
      parentEffects.fill(0);
      // The last two fields.
      struct[struct.length - 2] = parentEffects.byteOffset;
      struct[struct.length - 1] = room;
    },
  };
}

export function dayCount({ firstDay, lastDay }: Plan): number {
  return lastDay - firstDay + MAX_LATENESS_DAYS + 1;
}

export function copyLanes(arena: Arena, words: WordTable): Float32Array {
  const table = laneTable(words);
  const copy = arena.f32(table.length);
  copy.set(table);
  return copy;
}

function copy64(arena: Arena, words: WordTable): Float64Array {
  const copy = arena.f64(words.length);
  copy.set(words);
  return copy;
}

function copy32(arena: Arena, values: Int32Array): Int32Array {
  const copy = arena.i32(values.length);
  copy.set(values);
  return copy;
}
