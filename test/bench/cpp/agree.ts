/**
 * Whether the C++ references answer as the engine does, within the errors of both.
 *
 *     npx tsx test/bench/cpp/agree.ts [name of a reference …]
 *
 * Exit code 1 and the differences where they do not. Needs g++.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Column,
  type Group,
  type Metric,
  METRICS,
  quantile,
  simulate,
} from '../../../simulations/index.js';
import { planFile, scenarioOf } from '../plan.js';
import { build, REFERENCES } from './build.js';

const ONLY = process.argv.slice(2);
const PLANS = [
  ['every-step', 0],
  ['five-tiers', 40],
] as const;
const DRAWS = 32_768;
const REFERENCE_DRAWS = 131_072;
/** One false alarm in about three thousand runs of two thousand comparisons. */
const Z = 5.5;
/** Single precision and fitted quantiles. */
const RELATIVE = 3e-4;
const MODES = ['all', 'three'] as const;
const PROBABILITIES = { p10: 0.1, p50: 0.5, p90: 0.9 } as const;

type Summary = Readonly<Record<'mean' | keyof typeof PROBABILITIES, number | null>>;

interface Answer {
  readonly seconds: number;
  readonly groups: Readonly<Record<string, Readonly<Partial<Record<string, Summary>>> | undefined>>;
}

const folder = mkdtempSync(path.join(tmpdir(), 'references-'));
let compared = 0;
let worst = 0;
const differences: string[] = [];
try {
  const programs = REFERENCES.filter(({ name }) => ONLY.length === 0 || ONLY.includes(name)).map(
    (reference) => ({ reference, path: build(reference, folder) }),
  );
  for (const [name, placements] of PLANS) {
    const scenario = scenarioOf(name, placements);
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(planFile(name, scenario)));
    const outcome = simulate(scenario, {
      seed: 'agree',
      draws: DRAWS,
      select: { metrics: Object.keys(METRICS) as Metric[], groups: ['TOTAL', 'TIER'] },
    });
    for (const { reference, path: program } of programs) {
      for (const mode of MODES) {
        const args = [file, String(REFERENCE_DRAWS), mode, '1'];
        const answer = JSON.parse(execFileSync(program, args, { encoding: 'utf8' })) as Answer;
        compareGroups(`${reference.name} ${name} ${mode}`, outcome.groups, answer, mode === 'all');
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${compared} comparisons, the worst at ${worst.toFixed(2)} standard errors`);
for (const difference of differences) console.log(difference);
if (differences.length > 0) process.exitCode = 1;

function compareGroups(where: string, groups: readonly Group[], answer: Answer, all: boolean) {
  for (const { kind, key, columns } of groups) {
    const group = kind === 'TOTAL' ? 'TOTAL' : key;
    for (const [metric, column] of Object.entries(columns)) {
      const summary = answer.groups[group]?.[metric];
      const at = `${where} ${group} ${metric}`;
      if (summary !== undefined && column) compare(at, column, summary);
      else if (all && (summary === undefined) === (column != null)) {
        differences.push(`${at}: defined on one side only`);
      }
    }
  }
}

function compare(where: string, { sorted }: Column, summary: Summary): void {
  const n = sorted.length;
  if (n === 0) return;
  const perDraw = Math.sqrt(1 / n + (1 / REFERENCE_DRAWS) * (DRAWS / n));
  let mean = 0;
  for (const value of sorted) mean += value / n;
  let variance = 0;
  for (const value of sorted) variance += (value - mean) ** 2 / n;
  if (Number.isFinite(mean) && summary.mean !== null) {
    const away = Math.max(0, Math.abs(summary.mean - mean) - RELATIVE * Math.abs(mean));
    judge(`${where} mean`, away, Math.sqrt(variance) * perDraw, mean, summary.mean);
  }
  for (const [name, p] of Object.entries(PROBABILITIES)) {
    const found = summary[name as keyof typeof PROBABILITIES];
    if (found === null) continue;
    // In ranks, which need no density: how many of the engine's draws lie below.
    const slack = RELATIVE * Math.abs(found);
    const low = rank(sorted, found - slack, false) / n;
    const high = rank(sorted, found + slack, true) / n;
    const away = Math.max(0, low - p, p - high);
    const error = Math.sqrt(p * (1 - p)) * perDraw;
    judge(`${where} ${name}`, away, error, quantile({ draws: sorted, sorted }, p), found);
  }
}

function judge(
  where: string,
  away: number,
  error: number,
  engine: number | null,
  found: number,
): void {
  compared++;
  const z = away === 0 ? 0 : away / error;
  worst = Math.max(worst, z);
  if (z > Z) differences.push(`${where}: ${found}, the engine ${engine}, ${z.toFixed(1)} errors`);
}

/** How many values are below `limit`, or not above it. */
function rank(sorted: Float64Array, limit: number, orEqual: boolean): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const isBelow = orEqual ? sorted[middle] <= limit : sorted[middle] < limit;
    if (isBelow) from = middle + 1;
    else to = middle;
  }
  return from;
}
