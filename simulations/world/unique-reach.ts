import type { Plan } from '../plan/plan.js';
import { type Niche, sameNiche } from '../plan/pools.js';
import { BLOCK } from '../random.js';
import type { Block } from './block.js';
import type { LineSums } from './line-sums.js';
import { mixtureShare, mixtureWeight } from '../math/gamma-mixture.js';

/** A sum of w over some lines: which slice of which line's sums takes part. */
interface Part {
  readonly line: number;
  readonly at: number;
}

interface Term {
  readonly niche: Niche;
  readonly parts: Part[];
}

/** How the pools of a group of lines are put together. */
export interface ReachPlan {
  /** Niches over everybody. */
  readonly spread: readonly Term[];
  /** Known audiences, by cell; undefined for a cell without any. */
  readonly cells: readonly (Term | undefined)[];
  readonly target: readonly Term[];
  readonly displays: readonly number[];
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
  return { spread: inKeyOrder(spread), cells, target: inKeyOrder(target), displays };
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

/** People reached at least once by the lines of a reach plan, in draw d of the block. */
export function uniqueReach(block: Block, reach: ReachPlan, d: number): number {
  const { overlap } = block.shocks.world();
  const { cells, scenario } = block.plan;
  const across = overlap.acrossNiches[d];
  const terms = reach.spread.length + reach.displays.length;
  let only = 0;
  let joined = 0;
  for (const term of reach.spread) {
    only = mixtureShare(weightOf(block.sums, term, d), overlap[term.niche.overlap][d]);
    if (terms > 1 || reach.cells.length > 1) joined += mixtureWeight(only, across);
  }
  for (const line of reach.displays) {
    only = block.sums[line].displayReach[d] / scenario.universe;
    if (terms > 1 || reach.cells.length > 1) joined += mixtureWeight(only, across);
  }
  const everywhere = terms > 1 ? mixtureShare(joined, across) : only;
  let people = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    const known = reach.cells[cell];
    if (known === undefined) {
      people += cells[cell] * everywhere;
      continue;
    }
    const share = mixtureShare(weightOf(block.sums, known, d), overlap[known.niche.overlap][d]);
    people +=
      cells[cell] *
      (terms === 0 ? share : mixtureShare(joined + mixtureWeight(share, across), across));
  }
  return people;
}

/** As `uniqueReach`, of the wanted audience. */
export function uniqueTargetReach(block: Block, reach: ReachPlan, d: number): number {
  const { overlap } = block.shocks.world();
  const { targetPeople } = block.plan;
  const across = overlap.acrossNiches[d];
  const terms = reach.target.length + reach.displays.length;
  let only = 0;
  let joined = 0;
  for (const term of reach.target) {
    only = mixtureShare(targetWeightOf(block.sums, term, d), overlap[term.niche.overlap][d]);
    if (terms > 1) joined += mixtureWeight(only, across);
  }
  for (const line of reach.displays) {
    only = block.sums[line].displayTarget[d] / targetPeople;
    if (terms > 1) joined += mixtureWeight(only, across);
  }
  return targetPeople * (terms > 1 ? mixtureShare(joined, across) : only);
}

/** W with the reach that shares amplify. */
function weightOf(sums: readonly LineSums[], { parts }: Term, d: number): number {
  let weight = 0;
  for (const { line, at } of parts) {
    const { poolW, poolAmplified } = sums[line];
    weight += poolW[at + d] + poolAmplified[at + d];
  }
  return weight;
}

function targetWeightOf(sums: readonly LineSums[], { parts }: Term, d: number): number {
  let weight = 0;
  for (const { line, at } of parts) {
    const { targetW, targetAmplified } = sums[line];
    weight += targetW[at + d] + targetAmplified[at + d];
  }
  return weight;
}
