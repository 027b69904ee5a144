import {
  BLOCK,
  type Outcome,
  placementsOf,
  Run,
  type Scenario,
  simulate,
} from '../../simulations/index.js';
import { OracleBlock } from '../../simulations/oracle/block.js';
import { Streams } from '../../simulations/random.js';
import { openSimulationPool, type SimulationPool } from '../../src/simulation-pool.js';
import { type Bench, inTurns, medianOf, speedRatio, spreadOf } from './measurement.js';
import { fiveTiers } from './plan.js';
import { type Mode, MODES, SELECT, THREE, timed, totalOf } from './question.js';
import { openReferences, type ReferenceAnswer, type References } from './references.js';

const DRAWS = 8192;
const ROUNDS = 5;
/** Engine runs of a round, of which the median counts, as of a reference's. */
const REPEATS = 3;
/** One of them compiles its loops. */
const ORACLE_BLOCKS = 4;
const UNIT = 'M placement-draws/s';

/**
 * The engine on one thread in turns with the same model in NumPy and in C++; the engine on two
 * threads in turns with one; and the oracle, for orientation.
 */
export async function benchKernel(bench: Bench): Promise<void> {
  const { quick } = bench;
  const draws = quick ? 1024 : DRAWS;
  const rounds = quick ? 2 : ROUNDS;
  const references = openReferences(bench);
  try {
    for (const placements of quick ? [50] : [250, 1000]) {
      for (const mode of MODES) {
        await againstReferences(bench, references, { placements, mode, draws, rounds });
        await benchOracle(bench, placements, mode);
      }
    }
  } finally {
    references.close();
  }
  await benchThreads(bench, quick ? [50] : [250, 1000, 5000], draws, rounds);
}

interface Size {
  readonly placements: number;
  readonly mode: Mode;
  readonly draws: number;
  readonly rounds: number;
}

async function againstReferences(
  { report }: Bench,
  references: References,
  { placements, mode, draws, rounds }: Size,
): Promise<void> {
  const scenario = fiveTiers(placements);
  const plan = references.write(`five-tiers-${placements}`, scenario);
  const options = { seed: 'bench', draws, select: SELECT[mode] };
  let outcome = simulate(scenario, options);
  const engine = async () => {
    const seconds: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      seconds.push(await timed(() => (outcome = simulate(scenario, options))));
    }
    return medianOf(seconds);
  };
  const [ours, ...theirs] = await inTurns(rounds, [
    engine,
    ...references.all.map((reference) => async () => {
      const answer = await reference.run(plan, draws, mode);
      expectAgreement(reference.name, outcome, answer);
      return answer.seconds;
    }),
  ]);
  const rate = (seconds: readonly number[]) =>
    (placementsOf(scenario) * draws) / medianOf(seconds) / 1e6;
  const name = `kernel/P ${placements}/${mode}`;
  report({ name: `${name}/engine`, value: medianOf(ours) * 1000, unit: 'ms' });
  report({ name: `${name}/engine`, value: rate(ours), unit: UNIT });
  report({ name: `${name}/engine/spread of rounds`, value: spreadOf(ours), unit: 'share' });
  references.all.forEach((reference, i) => {
    report({
      name: `${name}/${reference.name}`,
      value: rate(theirs[i]),
      unit: UNIT,
      ratio: speedRatio(ours, theirs[i]),
      ratioOf: `engine : ${reference.name}`,
    });
  });
}

/** Means of both lie together, or they do not simulate the same. */
function expectAgreement(name: string, outcome: Outcome, { means }: ReferenceAnswer): void {
  for (const metric of THREE) {
    const ours = totalOf(outcome, metric);
    const mean = average(ours);
    const sd = Math.sqrt(average(ours.map((value) => (value - mean) ** 2)));
    const other = means[metric];
    // Six standard errors of a difference of two means.
    if (!(Math.abs(other - mean) < 6 * sd * Math.sqrt(2 / ours.length))) {
      throw new Error(`${name} has a mean ${metric} of ${other}, the engine of ${mean}`);
    }
  }
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The same blocks with the placements in plain TypeScript. */
async function benchOracle({ report }: Bench, placements: number, mode: Mode): Promise<void> {
  const scenario = fiveTiers(placements);
  const options = { seed: 'bench', draws: ORACLE_BLOCKS * BLOCK, select: SELECT[mode] };
  const run = new Run(
    scenario,
    options,
    undefined,
    (plan, key, signal) => new OracleBlock(plan, new Streams(key), signal),
  );
  run.drawBlock(0);
  const seconds = await timed(() => {
    for (let index = 1; index < ORACLE_BLOCKS; index++) run.drawBlock(index);
  });
  report({
    name: `kernel/P ${placements}/${mode}/oracle, unsorted`,
    value: (placementsOf(scenario) * BLOCK * (ORACLE_BLOCKS - 1)) / seconds / 1e6,
    unit: UNIT,
  });
}

/** Through the server's own threads, in turns of one and two. */
async function benchThreads(
  { report }: Bench,
  sizes: readonly number[],
  draws: number,
  rounds: number,
): Promise<void> {
  const limits = { queue: 1, deadlineMs: 600_000 };
  const pools = [1, 2].map((workers) => openSimulationPool({ ...limits, workers }));
  const ask = (pool: SimulationPool, scenario: Scenario, mode: Mode) =>
    timed(() =>
      pool.run(
        scenario,
        { seed: 'bench', draws, select: SELECT[mode] },
        new AbortController().signal,
      ),
    );
  try {
    for (const placements of sizes) {
      const scenario = fiveTiers(placements);
      for (const mode of MODES) {
        const runs = pools.map((pool) => () => ask(pool, scenario, mode));
        // Once to load the engine and compile its loops.
        await inTurns(1, runs);
        const [one, two] = await inTurns(rounds, runs);
        const name = `threads/P ${placements}/${mode}`;
        report({ name: `${name}/one thread`, value: medianOf(one) * 1000, unit: 'ms' });
        report({
          name: `${name}/two threads`,
          value: medianOf(two) * 1000,
          unit: 'ms',
          ratio: speedRatio(two, one),
          ratioOf: 'two threads : one',
        });
      }
    }
  } finally {
    for (const pool of pools) await pool.close();
  }
}
