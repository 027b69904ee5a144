import type { CsvRow } from './csv.js';

/** A field of the file that breaks a rule. */
export interface Fault {
  readonly field: string;
  readonly rule: string;
  readonly value: unknown;
}

/** What a file says about one profile, or why it says nothing that can be used. */
export interface Entry {
  /** The row, or the first of the account's rows. */
  readonly source: CsvRow;
  /** A row of the bulk mutation, not yet checked; null if there are faults. */
  readonly row: object | null;
  readonly faults: readonly Fault[];
}

/** A row with a cell too few or too many: nobody knows which cell is which. */
export function wrongLength(header: readonly string[], { cells }: CsvRow): Fault | null {
  if (cells.length === header.length) return null;
  return { field: 'row', rule: `must have ${header.length} cells`, value: cells.length };
}
