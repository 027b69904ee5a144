/**
 * Holds the NumPy reference to the engine: both simulate the same plans with their own random
 * numbers, and every metric of the total, the tiers and the lines is compared in mean, in the share
 * of undefined and infinite draws, and in five quantiles.
 *
 *     npx tsx test/bench/numpy/agree.ts [draws] [seed]
 *
 * A mean may differ by its standard error, a quantile by that of the share of draws below it; the
 * limit is one false alarm in a thousand runs over all comparisons together. Exit code 1 where they
 * disagree.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { METRICS, type Metric, simulate } from '../../../simulations/index.js';
import { planFile, scenarioOf } from '../plan.js';

const FORECAST = fileURLToPath(new URL('forecast.py', import.meta.url));
const QUANTILES = [0.01, 0.1, 0.5, 0.9, 0.99];
const FALSE_ALARMS = 1e-3;
const ALL = Object.keys(METRICS) as Metric[];
const THREE: readonly Metric[] = ['REACH', 'ENGAGEMENTS', 'NEGATIVE_ENGAGEMENT_RATIO'];

interface Comparison {
  readonly what: string;
  readonly engine: number;
  readonly reference: number;
  /** Difference in standard errors. */
  readonly z: number;
}

const draws = Number(process.argv[2] ?? 32_768);
const seed = Number(process.argv[3] ?? 1);
if (spawnSync('python3', ['-c', 'import numpy']).status !== 0) {
  console.log('Skipped: python3 with NumPy is not installed.');
  process.exit(0);
}
const comparisons = [
  ...compare('every-step', 0, 'all'),
  ...compare('five-tiers', 10, 'all'),
  ...compare('five-tiers', 10, 'three', ['--fold']),
  ...compare('five-tiers', 60, 'three'),
];
const limit = normalLimit(FALSE_ALARMS / comparisons.length);
const worst = [...comparisons].sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
const beyond = worst.filter(({ z }) => !(Math.abs(z) <= limit));
for (const { what, engine, reference, z } of [...beyond, ...worst.slice(0, 5)]) {
  console.log(`${what}: engine ${engine}, reference ${reference}, ${z.toFixed(2)} standard errors`);
}
console.log(
  `${comparisons.length} comparisons, ${beyond.length} beyond ${limit.toFixed(2)} standard errors.`,
);
process.exit(beyond.length === 0 ? 0 : 1);

function compare(
  name: string,
  placements: number,
  mode: 'all' | 'three',
  options: readonly string[] = [],
): Comparison[] {
  const folder = mkdtempSync(join(tmpdir(), 'agree-'));
  try {
    const scenario = scenarioOf(name, placements);
    const plan = join(folder, 'plan.json');
    writeFileSync(plan, JSON.stringify(planFile(name, scenario)));
    const run = spawnSync(
      'python3',
      [
        FORECAST,
        plan,
        String(draws),
        mode,
        '--seed',
        String(seed),
        '--columns',
        folder,
        ...options,
      ],
      { encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (run.status !== 0) throw new Error(`forecast.py failed: ${run.stderr}`);
    const metrics = mode === 'all' ? ALL : THREE;
    const { groups } = simulate(scenario, {
      seed: `agree ${seed}`,
      draws,
      select: { metrics, groups: mode === 'all' ? ['TOTAL', 'TIER', 'LINE'] : ['TOTAL', 'TIER'] },
    });
    return groups.flatMap(({ kind, key, columns }) =>
      metrics.flatMap((metric) => {
        const group = kind === 'TOTAL' ? key : `${kind.toLowerCase()} ${key}`;
        const file = join(folder, `${group} ${metric}.f64`);
        const column = columns[metric];
        if (column == null) return [];
        const where = [name, placements, mode, ...options, group, metric].join(' ');
        if (!existsSync(file)) {
          // Display advertising has engagements of 0, which the short mode leaves out.
          return column.draws.every((draw) => draw === 0) ? [] : [missing(where)];
        }
        const bytes = readFileSync(file);
        const reference = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
        return compareColumns(where, column.draws, reference);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function missing(what: string): Comparison {
  return { what, engine: NaN, reference: NaN, z: Infinity };
}

function compareColumns(what: string, engine: Float64Array, reference: Float64Array): Comparison[] {
  const share = (of: string, is: (draw: number) => boolean): Comparison => {
    const [a, b] = [engine, reference].map((draws) => draws.filter(is).length / draws.length);
    const p = (a + b) / 2;
    const error = Math.sqrt((p * (1 - p) * 2) / draws);
    return { what: `${what} ${of}`, engine: a, reference: b, z: zOf(a - b, error) };
  };
  const [a, b] = [engine, reference].map((draws) => meanOf(draws.filter(Number.isFinite)));
  const pooled = Float64Array.from(
    [...engine, ...reference].filter((x) => !Number.isNaN(x)),
  ).sort();
  return [
    share('undefined', Number.isNaN),
    share('infinite', (draw) => draw === Infinity),
    {
      what: `${what} mean`,
      engine: a.mean,
      reference: b.mean,
      z: zOf(a.mean - b.mean, Math.hypot(a.error, b.error), 1e-6 * Math.abs(a.mean)),
    },
    ...QUANTILES.map((p) => {
      const quantile = pooled[Math.floor(p * (pooled.length - 1))];
      // Sums of given amounts are equal but for rounding.
      const slack = 1e-6 * Math.abs(quantile);
      return share(`P${100 * p}`, (draw) => draw <= quantile + slack);
    }),
  ];
}

function meanOf(values: Float64Array): { mean: number; error: number } {
  if (values.length === 0) return { mean: 0, error: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares) / values.length };
}

/** Standard errors of a difference, of which rounding may be a part. */
function zOf(difference: number, error: number, rounding = 0): number {
  const beyond = Math.sign(difference) * Math.max(0, Math.abs(difference) - rounding);
  return beyond === 0 ? 0 : beyond / error;
}

/** z that a standard normal exceeds in size with this probability. */
function normalLimit(probability: number): number {
  let z = 2;
  // Mills' ratio: the tail is density(z) ÷ (z + 1/z) to within 1% here.
  for (let n = 0; n < 50; n++) {
    z = Math.sqrt(-2 * Math.log((probability / 2) * Math.sqrt(2 * Math.PI) * (z + 1 / z)));
  }
  return z;
}
