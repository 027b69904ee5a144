import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { decodeUtf8 } from './decode.js';
import { ImportError } from './errors.js';

/** Longer rows are a quote that was never closed, not data. */
const MAX_ROW_CHARACTERS = 1 << 20;

export interface CsvRow {
  /** Where the row starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvFile {
  readonly header: readonly string[];
  readonly rows: AsyncIterable<CsvRow>;
}

/**
 * Reads a CSV file (RFC 4180, comma, UTF-8, header in the first row) row by row.
 *
 * The memory used does not grow with the file. A row may have too few or too many cells: the reader
 * of rows knows what to do about that.
 *
 * @param onBytes - told how many bytes each chunk had
 * @throws ImportError for whatever cannot be read, at once or while iterating
 */
export async function openCsv(file: string, onBytes: (bytes: number) => void): Promise<CsvFile> {
  await refuseOddFile(file);
  const rows = readRows(file, onBytes);
  const first = await rows.next();
  if (first.done) throw new ImportError(`${file}: is empty`);
  const header = first.value.cells.map((cell) => cell.trim());
  refuseOddHeader(file, header);
  return { header, rows };
}

async function refuseOddFile(file: string): Promise<void> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw new ImportError(`${file}: is a folder, not a file`);
    if (!stats.isFile()) throw new ImportError(`${file}: is not a file`);
  } catch (error) {
    throw readable(file, error);
  }
}

function readable(file: string, error: unknown): Error {
  if (!(error instanceof Error) || !('code' in error)) return error as Error;
  if (error.code === 'ENOENT') return new ImportError(`${file}: there is no such file`);
  if (error.code === 'EACCES') return new ImportError(`${file}: may not be read`);
  return error;
}

function refuseOddHeader(file: string, header: readonly string[]): void {
  const unnamed = header.indexOf('');
  if (unnamed >= 0) throw new ImportError(`${file}: line 1: column ${unnamed + 1} has no name`);
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined)
    throw new ImportError(`${file}: line 1: column "${twice}" is there twice`);
}

async function* readRows(file: string, onBytes: (bytes: number) => void): AsyncGenerator<CsvRow> {
  const bytes = createReadStream(file).on('data', (chunk) => {
    onBytes(chunk.length);
  });
  // Rows that were parsed before a failure are not delivered, so the parser itself keeps count.
  let nextLine = 1;
  const parser = parse({
    info: true,
    on_record: (record: string[], { lines }) => {
      nextLine = lines + 1;
      return record;
    },
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_CHARACTERS,
  });
  // The parser fails with whatever the source failed with.
  pipeline(Readable.from(decodeUtf8(file, bytes)), parser, () => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      yield { line: info.lines - embeddedNewlines(record), cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      throw new ImportError(`${file}: line ${nextLine}: ${inWords(error)}`);
    }
    throw readable(file, error);
  }
}

interface ParsedRow {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

const embeddedNewlines = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);

function inWords({ code, message }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened here and never closed';
    case 'CSV_MAX_RECORD_SIZE':
      return `the row is longer than ${MAX_ROW_CHARACTERS} characters; is a quote not closed?`;
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return 'a quote inside a cell must be doubled, and the whole cell quoted: "5"" lens"';
    default:
      return message;
  }
}
