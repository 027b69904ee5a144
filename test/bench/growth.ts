import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { GrowthRun } from './growth-run.js';
import type { Bench } from './measurement.js';
import { benchPrecision } from './precision.js';
import type { Mode } from './question.js';

const MANY_DRAWS_PLACEMENTS = 50;
const MANY_PLACEMENTS_DRAWS = 8192;
/** 29 metrics of six groups take 2.7 KB a draw. */
const MOST_DRAWS_OF_ALL = 2 ** 15;
const execute = promisify(execFile);

/** Time and memory as placements and draws grow, then precision per second. */
export async function benchGrowth(bench: Bench): Promise<void> {
  const most = bench.quick ? 1000 : 100_000;
  for (let placements = 10; placements <= most; placements *= 10) {
    await grow(bench, placements, bench.quick ? 1024 : MANY_PLACEMENTS_DRAWS, 'three');
  }
  const mostDraws = bench.quick ? 2 ** 13 : 2 ** 20;
  for (let draws = 2 ** 10; draws <= mostDraws; draws *= bench.quick ? 8 : 32) {
    await grow(bench, MANY_DRAWS_PLACEMENTS, draws, 'three');
    if (draws <= MOST_DRAWS_OF_ALL) await grow(bench, MANY_DRAWS_PLACEMENTS, draws, 'all');
  }
  await benchPrecision(bench);
}

async function grow({ report }: Bench, placements: number, draws: number, mode: Mode) {
  const file = path.join(import.meta.dirname, 'growth-run.ts');
  const args = ['--import', 'tsx', file, String(placements), String(draws), mode];
  const { stdout } = await execute(process.execPath, args);
  const { seconds, placementDraws, peakMiB, startMiB } = JSON.parse(stdout) as GrowthRun;
  const name = `growth/P ${placements}/D ${draws}/${mode}`;
  report({ name, value: seconds, unit: 's' });
  report({ name, value: placementDraws / seconds / 1e6, unit: 'M placement-draws/s' });
  report({ name: `${name}/peak memory`, value: peakMiB, unit: 'MiB' });
  report({ name: `${name}/memory beyond the start`, value: peakMiB - startMiB, unit: 'MiB' });
}
