import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import type { Machine } from './machine.js';
import type { Measurement } from './measurement.js';

const FILE = new URL('../../docs/performance.md', import.meta.url);
const START = '<!-- results: npm run bench -- table -->';
const END = '<!-- end of results -->';

/** Puts the lines of runs with --json into docs/performance.md, in place of what is there. */
export async function writeTable(files: readonly string[]): Promise<void> {
  const lines = files
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Measurement | Machine);
  const page = readFileSync(FILE, 'utf8');
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`docs/performance.md has no ${START} … ${END}`);
  const text = `${page.slice(0, start)}${START}\n\n${results(lines)}\n\n${page.slice(end)}`;
  writeFileSync(
    FILE,
    await format(text, { parser: 'markdown', printWidth: 100, singleQuote: true }),
  );
}

/** The machine, then a table per benchmark. */
export function results(lines: readonly (Measurement | Machine)[]): string {
  const machine = lines.findLast((line): line is Machine => line.name === 'machine');
  const measured = lines.filter((line): line is Measurement => line.name !== 'machine');
  const kinds = [...new Set(measured.map(({ name }) => name.split('/')[0]))];
  const tables = kinds.map((kind) => {
    const rows = measured.filter(({ name }) => name.startsWith(`${kind}/`)).map(row);
    return [`### ${kind}`, '', '| what | value | ratio |', '| --- | --: | --: |', ...rows].join(
      '\n',
    );
  });
  return [...(machine ? [describe(machine)] : []), ...tables].join('\n\n');
}

function row({ name, value, unit, ratio, ratioOf }: Measurement): string {
  const what = name.split('/').slice(1).join(', ');
  const paired = ratio === undefined ? '' : `${shown(ratio)} (${ratioOf ?? ''})`;
  return `| ${what} | ${shown(value)} ${unit} | ${paired} |`;
}

function describe({ date, cpu, value, memoryGiB, system, node, numpy, compiler }: Machine): string {
  const references = `NumPy ${numpy ?? 'absent'}, compiler ${compiler ?? 'absent'}`;
  return `Run of ${date} on ${cpu}, ${value} cores, ${memoryGiB} GiB, ${system}, Node ${node}; ${references}.`;
}

/** Three digits that say something. */
export function shown(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(3)));
}
