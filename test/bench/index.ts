/**
 *     npm run bench -- kernel|server|growth|ingest|outlook|outlook-delay… [--json] [--quick]
 *     npm run bench -- table results.jsonl…
 *
 * Measures, or puts the results of runs with --json into docs/performance.md.
 */
import { parseArgs } from 'node:util';
import { benchFanout } from './fanout.js';
import { benchGrowth } from './growth.js';
import { benchIngest } from './ingest.js';
import { benchKernel } from './kernel.js';
import { describeMachine } from './machine.js';
import type { Bench, Measurement } from './measurement.js';
import { benchOutlook } from './outlook.js';
import { benchOutlookDelay } from './outlook-delay.js';
import { benchServer } from './server.js';
import { shown, writeTable } from './table.js';

const USAGE = `usage: npm run bench -- kernel|server|growth|ingest|outlook|outlook-delay… [--json] [--quick]
       npm run bench -- table results.jsonl…

  --json   one JSON object a line, with name, value, unit, and ratio where things took turns
  --quick  small sizes, to see whether everything runs; the numbers mean nothing`;

const BENCHES: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  kernel: benchKernel,
  server: benchServer,
  growth: benchGrowth,
  fanout: benchFanout,
  ingest: benchIngest,
  outlook: benchOutlook,
  'outlook-delay': benchOutlookDelay,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const [first = '', ...files] = positionals;

if (first === 'table' && files.length > 0) {
  await writeTable(files);
} else if (first in BENCHES && positionals.every((name) => name in BENCHES)) {
  console.log(values.json ? JSON.stringify(describeMachine()) : readable(describeMachine()));
  const bench: Bench = {
    quick: values.quick,
    note: (text) => {
      console.error(text);
    },
    report: (measurement) => {
      console.log(values.json ? JSON.stringify(measurement) : line(measurement));
    },
  };
  for (const name of positionals) await BENCHES[name](bench);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}

function line({ name, value, unit, ratio, ratioOf }: Measurement): string {
  const paired = ratio === undefined ? '' : `   ${shown(ratio)} × (${ratioOf ?? ''})`;
  return `${name.padEnd(64)} ${shown(value).padStart(10)} ${unit.padEnd(20)}${paired}`.trimEnd();
}

function readable(machine: object): string {
  return Object.entries(machine)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join('\n');
}
