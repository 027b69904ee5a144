import { once } from 'node:events';
import type { WriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { show } from '../../schema/errors.js';
import type { CsvRow } from './csv.js';
import type { Fault } from './entry.js';
import { ImportError } from './errors.js';

const MAX_EXAMPLES = 10;

/** `line 12: followers must be …, but got "abc"` */
const inWords = ({ line }: CsvRow, { field, rule, value }: Fault): string =>
  `line ${line}: ${field} ${rule}, but got ${show(value)}`;

/** Collects the rows that are refused in a CSV file beside the imported one. */
export class Rejects {
  /** Rows refused so far. */
  count = 0;
  /** The first few, in words. */
  readonly examples: string[] = [];
  readonly file: string;
  readonly #header: readonly string[];
  #stream: WriteStream | null = null;

  constructor(file: string, header: readonly string[]) {
    this.file = `${file}.rejected.csv`;
    this.#header = header;
  }

  /**
   * One line per row: its own cells, then where it stood and all that is wrong with it.
   * @throws ImportError if the file cannot be made
   */
  async add(source: CsvRow, faults: readonly Fault[]): Promise<void> {
    this.count++;
    const stream = this.#stream ?? (await this.#open());
    for (const fault of faults) {
      if (this.examples.length < MAX_EXAMPLES) this.examples.push(inWords(source, fault));
    }
    const cells = this.#header.map((_name, i) => (i < source.cells.length ? source.cells[i] : ''));
    const join = (part: (fault: Fault) => string) => faults.map(part).join('; ');
    const reasons = [
      String(source.line),
      join(({ field }) => field),
      join(({ rule }) => rule),
      join(({ value }) => show(value)),
    ];
    if (!stream.write(csvLine([...cells, ...reasons]))) await once(stream, 'drain');
  }

  /** Finishes the file; without a refused row there is none, not even an old one. */
  async close(): Promise<void> {
    if (this.count === 0) await rm(this.file, { force: true });
    else if (this.#stream !== null) await finished(this.#stream.end());
  }

  async #open(): Promise<WriteStream> {
    const handle = await open(this.file, 'w').catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new ImportError(
        `${this.file}: cannot be written, and the bad rows belong there (${why}); copy the file to a folder of your own`,
      );
    });
    const reasons = ['line', 'field', 'rule', 'value'].map((name) =>
      this.#header.includes(name) ? `rejected_${name}` : name,
    );
    this.#stream = handle.createWriteStream();
    this.#stream.write(csvLine([...this.#header, ...reasons]));
    return this.#stream;
  }
}

const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
