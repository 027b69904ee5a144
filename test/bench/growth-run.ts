/**
 * One simulation in a process of its own, so that its memory is its own too. Prints one line of JSON.
 *
 *     node --import tsx test/bench/growth-run.ts 1000 8192 three
 */
import { placementsOf, simulate } from '../../simulations/index.js';
import { fiveTiers } from './plan.js';
import { type Mode, SELECT } from './question.js';

export interface GrowthRun {
  readonly seconds: number;
  readonly placementDraws: number;
  /** Most memory of the process at any time, and before the run. */
  readonly peakMiB: number;
  readonly startMiB: number;
}

const [placements, draws, mode] = process.argv.slice(2);
const peakMiB = () => process.resourceUsage().maxRSS / 1024;
const select = SELECT[mode as Mode];

// Compiles the loops.
simulate(fiveTiers(10), { seed: 'warm', draws: 1024, select });
const scenario = fiveTiers(Number(placements));
const startMiB = peakMiB();
const start = performance.now();
simulate(scenario, { seed: 'bench', draws: Number(draws), select });
const run: GrowthRun = {
  seconds: (performance.now() - start) / 1000,
  placementDraws: placementsOf(scenario) * Number(draws),
  peakMiB: peakMiB(),
  startMiB,
};
console.log(JSON.stringify(run));
