import seedrandom from 'seedrandom';
import { simulate } from '../../simulations/index.js';
import { type Bench, inTurns, medianOf, speedRatio } from './measurement.js';
import { fiveTiers } from './plan.js';
import { SELECT, THREE, timed, totalOf } from './question.js';
import { openReferences } from './references.js';

/** Quantiles are linear between the draws next to them, as in the engine’s answers. */
const STATISTICS = {
  mean: (sorted: Float64Array) => sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
  P10: (sorted: Float64Array) => quantileOfSorted(sorted, 0.1),
  P50: (sorted: Float64Array) => quantileOfSorted(sorted, 0.5),
  P90: (sorted: Float64Array) => quantileOfSorted(sorted, 0.9),
} as const;
type Statistic = keyof typeof STATISTICS;

/** Samples of plain Monte Carlo: its errors are then known within 3%. */
const RESAMPLES = 512;
const ROUNDS = 3;

/**
 * How many draws of plain Monte Carlo one draw of the engine is worth, and how much faster than
 * NumPy the engine therefore is at equal standard errors.
 *
 * The engine's errors are the spread of its answers over seeds. Those of plain Monte Carlo are the
 * spread over samples as large, drawn with replacement from all draws of all seeds: independent
 * draws from the very law that the engine samples.
 */
export async function benchPrecision(bench: Bench): Promise<void> {
  const { quick, report } = bench;
  const placements = quick ? 50 : 1000;
  const draws = quick ? 512 : 8192;
  const seeds = quick ? 16 : 64;
  const scenario = fiveTiers(placements);
  const outcomes = Array.from({ length: seeds }, (_, i) =>
    simulate(scenario, { seed: `bench ${i}`, draws, select: SELECT.three }),
  );
  const name = `precision/P ${placements}/D ${draws}`;
  const speed = await speedAgainstNumpy(bench, placements, draws);
  if (speed !== null) {
    report({ name: `${name}/speed`, value: speed, unit: 'times', ratio: speed, ratioOf: PAIR });
  }
  const equal: number[] = [];
  for (const metric of THREE) {
    const samples = outcomes.map((outcome) => totalOf(outcome, metric));
    const plain = resample(samples, draws);
    for (const statistic of Object.keys(STATISTICS) as Statistic[]) {
      const error = deviation(samples.map(STATISTICS[statistic]));
      const worth = (deviation(plain.map(STATISTICS[statistic])) / error) ** 2;
      const at = `${name}/${metric}/${statistic}`;
      const relative = error / Math.abs(medianOf(samples.map(STATISTICS[statistic])));
      report({ name: `${at}/standard error`, value: relative * 100, unit: '%' });
      report({ name: `${at}/draw of plain Monte Carlo`, value: worth, unit: 'draws a draw' });
      if (speed === null) continue;
      const ratio = worth * speed;
      report({ name: `${at}/equal error`, value: ratio, unit: 'times', ratio, ratioOf: PAIR });
      if (statistic !== 'mean') equal.push(ratio);
    }
  }
  if (equal.length > 0) {
    const ratio = medianOf(equal);
    const of = `${name}/equal error of P10, P50 and P90`;
    report({ name: `${of}/median`, value: ratio, unit: 'times', ratio, ratioOf: PAIR });
    const least = Math.min(...equal);
    report({ name: `${of}/least`, value: least, unit: 'times', ratio: least, ratioOf: PAIR });
  }
}

const PAIR = 'engine : NumPy';

/** @returns null where NumPy is absent */
async function speedAgainstNumpy(
  bench: Bench,
  placements: number,
  draws: number,
): Promise<number | null> {
  const references = openReferences(bench);
  try {
    const { numpy } = references;
    if (numpy === undefined) return null;
    const scenario = fiveTiers(placements);
    const plan = references.write('precision', scenario);
    const options = { seed: 'bench', draws, select: SELECT.three };
    const [ours, theirs] = await inTurns(ROUNDS, [
      () => timed(() => simulate(scenario, options)),
      async () => (await numpy.run(plan, draws, 'three')).seconds,
    ]);
    return speedRatio(ours, theirs);
  } finally {
    references.close();
  }
}

/** Samples of so many draws each, sorted, from the draws of all samples given. */
function resample(samples: readonly Float64Array[], draws: number): Float64Array[] {
  const pooled = new Float64Array(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sample of samples) {
    pooled.set(sample, at);
    at += sample.length;
  }
  const uniform = seedrandom.alea('plain');
  return Array.from({ length: RESAMPLES }, () =>
    Float64Array.from({ length: draws }, () => pooled[Math.floor(uniform() * at)]).sort(),
  );
}

function quantileOfSorted(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)] - low);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
}
