import type { Plan } from '../plan/plan.js';
import { type Niche, sameNiche } from '../plan/pools.js';
import { BLOCK } from '../random.js';
import type { Block } from './block.js';
import type { LineSums } from './line-sums.js';

/** A sum of w over some lines: which slice of which line's sums takes part. */
interface Part {
  readonly line: number;
  readonly at: number;
}

interface Term {
  readonly niche: Niche;
  readonly parts: Part[];
}

/** Niches that overlap across niches, display advertising among them. */
interface Joint {
  readonly terms: readonly Term[];
  readonly displays: readonly number[];
  /** Fields of the sums: Σ w, what shares amplify, and what display advertising reaches. */
  readonly weight: 'poolW' | 'targetW';
  readonly amplified: 'poolAmplified' | 'targetAmplified';
  readonly reached: 'displayReach' | 'displayTarget';
  /** People that all of it is spread over. */
  readonly people: number;
  /** Whether anything has to be joined with anything else. */
  readonly isJoined: boolean;
}

/** How the pools of a group of lines are put together. */
export interface ReachPlan {
  /** Niches over everybody. */
  readonly spread: Joint;
  /** Known audiences, by cell; undefined for a cell without any. */
  readonly cells: readonly (Term | undefined)[];
  readonly target: Joint;
}

export function planReach(plan: Plan, lines: Int32Array): ReachPlan {
  const spread: Term[] = [];
  const cells: (Term | undefined)[] = Array.from({ length: plan.cells.length });
  const target: Term[] = [];
  const isIn = new Set(lines);
  for (const line of plan.lines) {
    if (!isIn.has(line.index)) continue;
    line.pools.forEach(({ niche, cell }, i) => {
      const part = { line: line.index, at: i * BLOCK };
      if (cell < 0) addPart(spread, niche, part);
      else (cells[cell] ??= { niche, parts: [] }).parts.push(part);
    });
    line.targetPools.forEach((niche, i) => {
      addPart(target, niche, { line: line.index, at: i * BLOCK });
    });
  }
  const displays = plan.displays.flatMap(({ index }) => (isIn.has(index) ? [index] : []));
  const hasCells = cells.some((cell) => cell !== undefined);
  return {
    spread: {
      terms: inKeyOrder(spread),
      displays,
      weight: 'poolW',
      amplified: 'poolAmplified',
      reached: 'displayReach',
      people: plan.scenario.universe,
      isJoined: spread.length + displays.length > (hasCells ? 0 : 1),
    },
    cells,
    target: {
      terms: inKeyOrder(target),
      displays,
      weight: 'targetW',
      amplified: 'targetAmplified',
      reached: 'displayTarget',
      people: plan.targetPeople,
      isJoined: target.length + displays.length > 1,
    },
  };
}

function addPart(terms: Term[], niche: Niche, part: Part): void {
  const term = terms.find((other) => sameNiche(other.niche, niche));
  if (term === undefined) terms.push({ niche, parts: [part] });
  else term.parts.push(part);
}

function inKeyOrder(terms: Term[]): Term[] {
  const keyOf = ({ niche }: Term): string => `${niche.overlap} ${niche.key}`;
  return terms.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/**
 * People reached at least once by the lines of a reach plan.
 *
 * @param people - one value per draw of the block, filled in place
 */
export function uniqueReach(block: Block, reach: ReachPlan, people: Float64Array): void {
  const { sums, size, weights, cellWeights, overlap, math } = block;
  const { spread } = reach;
  const { cells } = block.plan;
  const across = overlap.acrossNiches;
  const { share, joined } = shareOfAll(block, spread);
  people.fill(0);
  for (let cell = 0; cell < cells.length; cell++) {
    const inCell = cells[cell];
    const known = reach.cells[cell];
    if (known === undefined) {
      for (let d = 0; d < size; d++) people[d] += inCell * share[d];
      continue;
    }
    const theta = overlap[known.niche.overlap];
    addWeights(weights, sums, known, spread);
    math.mixtureShares(weights, weights, theta, size);
    if (spread.isJoined) {
      cellWeights.set(joined);
      math.addMixtureWeights(cellWeights, weights, across, size);
      math.mixtureShares(weights, cellWeights, across, size);
    }
    for (let d = 0; d < size; d++) people[d] += inCell * weights[d];
  }
}

/** As `uniqueReach`, of the wanted audience. */
export function uniqueTargetReach(block: Block, { target }: ReachPlan, people: Float64Array): void {
  const { share } = shareOfAll(block, target);
  for (let d = 0; d < block.size; d++) people[d] = target.people * share[d];
}

/** The share that is reached, and W across niches where it is joined; both in scratch of the block. */
function shareOfAll(block: Block, joint: Joint): { share: Float64Array; joined: Float64Array } {
  const { sums, size, a: share, b: joined, overlap, math } = block;
  const { terms, displays, isJoined } = joint;
  const across = overlap.acrossNiches;
  share.fill(0);
  joined.fill(0);
  for (const term of terms) {
    const theta = overlap[term.niche.overlap];
    addWeights(share, sums, term, joint);
    math.mixtureShares(share, share, theta, size);
    if (isJoined) math.addMixtureWeights(joined, share, across, size);
  }
  for (const line of displays) {
    const reached = sums[line][joint.reached];
    for (let d = 0; d < size; d++) share[d] = reached[d] / joint.people;
    if (isJoined) math.addMixtureWeights(joined, share, across, size);
  }
  if (terms.length + displays.length > 1) {
    math.mixtureShares(share, joined, across, size);
  }
  return { share, joined };
}

/** W with the reach that shares amplify. */
function addWeights(
  weights: Float64Array,
  sums: readonly LineSums[],
  { parts }: Term,
  { weight, amplified }: Joint,
): void {
  weights.fill(0);
  for (const { line, at } of parts) {
    const one = sums[line][weight];
    const other = sums[line][amplified];
    for (let d = 0; d < BLOCK; d++) weights[d] += one[at + d] + other[at + d];
  }
}
