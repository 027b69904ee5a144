import type { Scenario } from '../../../simulations/index.js';
import { mixtureShare } from '../../../simulations/math/gamma-mixture.js';
import type { LinePlan } from '../../../simulations/plan/line.js';
import { BLOCK } from '../../../simulations/random.js';
import {
  BLOCKS,
  EXACT,
  openKernel,
  openOracle,
  type Placed,
  place,
  RATES,
  type Which,
} from './blocks.js';

/** Relative, per draw and on the mean of the draws. */
const PER_DRAW = 1e-3;
const ON_MEANS = 1e-5;
/**
 * What is less is nobody's: people and counts per line, and shares of a pool of people. In f32 the
 * exponential ends at 2⁻¹²⁶.
 */
const NOTHING = { people: 1e-6, share: 1e-14 };

type Rate = (typeof RATES)[number];

/**
 * Where the kernel's sums of placements are not the oracle's: decisions and money must have the
 * same bits, rates and masses lie within 1e-3 in every draw and within 1e-5 on their means.
 */
export function disagreements(
  scenario: Scenario,
  seed = 'test',
  blocks: readonly Which[] = BLOCKS,
): string[] {
  const kernel = openKernel(scenario, seed);
  const oracle = openOracle(scenario, seed);
  const found: string[] = [];
  const means = new Map<string, { got: number; wanted: number }>();
  for (const which of blocks) {
    const got = place(kernel, which);
    const wanted = place(oracle, which);
    found.push(...decisions(got, wanted));
    for (const line of got.plan.lines) {
      for (const rate of RATES) {
        const gotDraws = draws(got, line, rate);
        const wantedDraws = draws(wanted, line, rate);
        const nothing = isMass(rate) ? NOTHING.share : NOTHING.people;
        gotDraws.forEach((one, i) => {
          const other = wantedDraws[i];
          if (differs(one, other, PER_DRAW, nothing)) {
            found.push(
              `line ${line.index} ${rate}[${i}] of block ${which.index}: ${one}, ${other}`,
            );
          }
          const key = `line ${line.index} ${rate} ${isMass(rate) ? Math.floor(i / got.size) : ''}`;
          const mean = means.get(key) ?? { got: 0, wanted: 0 };
          mean.got += one;
          mean.wanted += other;
          means.set(key, mean);
        });
      }
    }
  }
  for (const [key, mean] of means) {
    const nothing = /pool|target/.test(key) ? NOTHING.share : NOTHING.people;
    if (differs(mean.got, mean.wanted, ON_MEANS, nothing)) {
      found.push(`mean of ${key}: ${mean.got}, ${mean.wanted}`);
    }
  }
  return found;
}

const isMass = (rate: Rate): boolean => rate.startsWith('pool') || rate.startsWith('target');

/** Not a number differs from everything but itself. */
function differs(got: number, wanted: number, relative: number, nothing: number): boolean {
  if (Object.is(got, wanted)) return false;
  return !(Math.abs(got - wanted) <= relative * Math.abs(wanted) + nothing);
}

function decisions(got: Placed, wanted: Placed): string[] {
  const found: string[] = [];
  const events = ({ block }: Placed) =>
    block.sharedEvents.map(({ draw, profile, line }) => `${draw} ${profile} ${line}`).sort();
  for (const { index } of got.plan.lines) {
    for (const name of EXACT) {
      const gotDraws = got.sums[index][name].subarray(0, got.size);
      const wantedDraws = wanted.sums[index][name];
      const at = gotDraws.findIndex((one, d) => one !== wantedDraws[d]);
      if (at >= 0) found.push(`line ${index} ${name}[${at}]: ${gotDraws[at]}, ${wantedDraws[at]}`);
    }
  }
  if (JSON.stringify(got.tallies) !== JSON.stringify(wanted.tallies)) found.push('tallies');
  if (events(got).join() !== events(wanted).join()) found.push('shared events');
  return found;
}

/**
 * One pool after the other. W grows as (1 − p)^(−1/θ), beyond 10²⁰ where κ is large, so it is
 * compared as what it stands for: the share of the pool's people that it reaches.
 */
function draws({ block, sums, size }: Placed, line: LinePlan, rate: Rate): number[] {
  const of = sums[line.index][rate];
  const overlaps =
    rate === 'poolW'
      ? line.pools.map(({ niche }) => niche.overlap)
      : rate === 'targetW'
        ? line.targetPools.map(({ overlap }) => overlap)
        : null;
  const all: number[] = [];
  for (let pool = 0; pool * BLOCK < of.length; pool++) {
    for (let d = 0; d < size; d++) {
      const value = of[pool * BLOCK + d];
      if (overlaps === null) all.push(value);
      else all.push(mixtureShare(value, block.shocks.world().overlap[overlaps[pool]][d]));
    }
  }
  return all;
}
