import type { LinePlan } from './plan/line.js';
import type { Needs } from './plan/needs.js';
import { BLOCK } from './random.js';
import type { BookingTally } from './world/block.js';
import type { LineSums } from './world/line-sums.js';

/**
 * What a line brings in every world, in memory that threads and runs can share: whoever simulates a
 * line again finds its blocks there.
 */
export interface LineMemory {
  /** Number of worlds that there is room for. */
  readonly draws: number;
  /** f64 [result][draw], in the order of `resultsOf`. */
  readonly results: SharedArrayBuffer;
  /** f64 [block]: names ran out with money left. */
  readonly rosterExhausted: SharedArrayBuffer;
  /** i32 [block]: how many of its draws are there. */
  readonly done: SharedArrayBuffer;
}

/** By the line's key. */
export type LineMemories = Readonly<Record<string, LineMemory>>;

/** Longer runs are asked for their own sake, not edited line by line. */
export const MOST_REUSED_DRAWS = 16_384;

export function layLine(rows: number, draws: number): LineMemory {
  const blocks = Math.ceil(draws / BLOCK);
  const f64 = Float64Array.BYTES_PER_ELEMENT;
  return {
    draws,
    results: new SharedArrayBuffer(rows * draws * f64),
    rosterExhausted: new SharedArrayBuffer(blocks * f64),
    done: new SharedArrayBuffer(blocks * Int32Array.BYTES_PER_ELEMENT),
  };
}

/** A line's memory with room for more draws, those that there are kept. */
export function lengthened(memory: LineMemory, rows: number, draws: number): LineMemory {
  if (draws <= memory.draws) return memory;
  const longer = layLine(rows, draws);
  const from = new Float64Array(memory.results);
  const to = new Float64Array(longer.results);
  for (let row = 0; row < rows; row++) {
    to.set(from.subarray(row * memory.draws, (row + 1) * memory.draws), row * draws);
  }
  new Float64Array(longer.rosterExhausted).set(new Float64Array(memory.rosterExhausted));
  new Int32Array(longer.done).set(new Int32Array(memory.done));
  return longer;
}

/** One thread's view of a line's memory. */
export class LineStore {
  private readonly results: readonly Float64Array[];
  private readonly stored: Float64Array;
  private readonly rosterExhausted: Float64Array;
  private readonly done: Int32Array;

  constructor(
    private readonly memory: LineMemory,
    sums: LineSums,
    needs: Needs,
  ) {
    this.results = resultsOf(sums, needs);
    this.stored = new Float64Array(memory.results);
    this.rosterExhausted = new Float64Array(memory.rosterExhausted);
    this.done = new Int32Array(memory.done);
  }

  has(block: number, size: number): boolean {
    return Atomics.load(this.done, block) >= size;
  }

  /** Puts a block that is there into the sums and its tally. */
  read(block: number, size: number, tally: BookingTally): void {
    this.results.forEach((result, row) => {
      const at = row * this.memory.draws + block * BLOCK;
      result.set(this.stored.subarray(at, at + size));
    });
    tally.rosterExhausted = this.rosterExhausted[block];
  }

  write(block: number, size: number, { rosterExhausted }: BookingTally): void {
    this.results.forEach((result, row) => {
      this.stored.set(result.subarray(0, size), row * this.memory.draws + block * BLOCK);
    });
    this.rosterExhausted[block] = rosterExhausted;
    // Last, so that nobody reads what is not written yet.
    Atomics.store(this.done, block, size);
  }
}

type Field = Exclude<keyof LineSums, 'clear'>;

/**
 * What groups and answers are made of, as far as the selected metrics need it: no rates that counts
 * were drawn from.
 */
function fieldsOf({ money, outreach, reach, unique, target, ...needs }: Needs): readonly Field[] {
  const { engagement, shares, clicks, events, mediaValue } = needs;
  const fields: Field[] = ['booked', 'posted', 'unspent'];
  if (outreach) fields.push('outreach');
  if (money) fields.push('spend', 'refunds');
  if (reach) fields.push('views', 'reach');
  if (unique) fields.push('poolW', 'poolAmplified');
  if (target) fields.push('targetW', 'targetAmplified');
  if (engagement) fields.push('positive', 'negative');
  if (shares) fields.push('amplified', 'shares');
  if (mediaValue) fields.push('emv');
  if (clicks) fields.push('clicks', 'conversions', 'revenue');
  if (clicks && shares) fields.push('redemptions');
  if (events) fields.push('events');
  return fields;
}

function resultsOf(sums: LineSums, needs: Needs): readonly Float64Array[] {
  return fieldsOf(needs).flatMap((field) => rowsOf(sums[field]));
}

/** How many results there are of a line. */
export function resultRows({ pools, targetPools }: LinePlan, needs: Needs): number {
  const blocks = (field: Field) => {
    if (field.startsWith('pool')) return pools.length;
    return field.startsWith('target') ? targetPools.length : 1;
  };
  return fieldsOf(needs).reduce((rows, field) => rows + blocks(field), 0);
}

function rowsOf(values: Float64Array): Float64Array[] {
  return Array.from({ length: values.length / BLOCK }, (_, row) =>
    values.subarray(row * BLOCK, (row + 1) * BLOCK),
  );
}
