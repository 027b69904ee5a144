import type { CsvFile } from './csv.js';
import { type Entry, wrongLength } from './entry.js';
import { toRow } from './fields.js';
import { findColumns, type Mapping } from './mapping.js';
import { readPosts } from './posts.js';

/** The profiles of a file, in its order; grouped ones at the end. */
export function readProfiles(
  file: string,
  csv: CsvFile,
  mapping: Mapping,
  currency: string,
): AsyncGenerator<Entry> {
  return mapping.kind === 'posts'
    ? readPosts(file, csv, mapping.preset)
    : readRows(file, csv, mapping.columnOf, currency);
}

async function* readRows(
  file: string,
  { header, rows }: CsvFile,
  columnOf: ReadonlyMap<string, string> | null,
  currency: string,
): AsyncGenerator<Entry> {
  const sources = [...findColumns(file, header, columnOf)];
  for await (const source of rows) {
    const fault = wrongLength(header, source);
    if (fault !== null) {
      yield { source, row: null, faults: [fault] };
      continue;
    }
    const texts = new Map(
      sources.map(([field, from]) => [
        field,
        'index' in from ? source.cells[from.index].trim() : from.constant,
      ]),
    );
    yield { source, row: toRow(texts, currency), faults: [] };
  }
}
