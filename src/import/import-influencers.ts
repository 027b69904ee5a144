import { stat } from 'node:fs/promises';
import { check } from './check.js';
import { openCsv } from './csv.js';
import type { Entry } from './entry.js';
import { ImportError } from './errors.js';
import { fieldOf } from './fields.js';
import type { Mapping } from './mapping.js';
import { readProfiles } from './profiles.js';
import type { Progress } from './progress.js';
import { Rejects } from './rejects.js';
import type { Target } from './target.js';

/** The most that the bulk mutation takes. */
const BATCH_ROWS = 1000;
/** Well below the server's limit on a request's body. */
const BATCH_CHARACTERS = 2_000_000;

export interface ImportOptions {
  readonly file: string;
  readonly mapping: Mapping;
  /** Stores nothing unless every row is good. */
  readonly strict: boolean;
  /** Stores nothing, and says what would be done. */
  readonly dryRun: boolean;
  /** Stops after the batch that is being written. */
  readonly signal: AbortSignal;
}

export interface ImportResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejects: Pick<Rejects, 'count' | 'examples' | 'file'>;
  /** False for a strict import that found a bad row. */
  readonly isStored: boolean;
}

/**
 * Imports a file: checks all of it, then writes it in batches of short transactions.
 *
 * Rows are created or updated by platform and handle, so an import that was interrupted is completed
 * by running it again.
 */
export async function importInfluencers(
  options: ImportOptions,
  target: Target,
  progress: Progress,
): Promise<ImportResult> {
  const { file, strict, dryRun } = options;
  const { header, entries } = await openProfiles(options, target.currency, progress.advance);
  const before = await versionOf(file);
  const rejects = new Rejects(file, header);
  const isRefused = () => strict && rejects.count > 0;
  try {
    progress.start('Checking', before.size);
    const checked = await checkAll(check(entries, target.currency), rejects);
    progress.stop();

    const write = (isTrial: boolean) =>
      writeAll({ options, target, progress, rejects, checked, isTrial });
    let counts: Counts = { created: 0, updated: 0, unchanged: 0 };
    if (!isRefused() && (strict || dryRun)) counts = await write(true);
    if (!isRefused() && !dryRun) counts = await write(false);
    const after = await versionOf(file);
    if (after.mtimeMs !== before.mtimeMs || after.size !== before.size) {
      throw new ImportError(`${file}: was changed while it was imported; run the import again`);
    }
    return { ...counts, rejects, isStored: !dryRun && !isRefused() };
  } finally {
    progress.stop();
    await rejects.close();
  }
}

async function versionOf(file: string) {
  const { size, mtimeMs } = await stat(file);
  return { size, mtimeMs };
}

interface Profiles {
  readonly header: readonly string[];
  readonly entries: AsyncIterable<Entry>;
}

async function openProfiles(
  { file, mapping }: ImportOptions,
  currency: string,
  onBytes: (bytes: number) => void,
): Promise<Profiles> {
  const csv = await openCsv(file, onBytes);
  return { header: csv.header, entries: readProfiles(file, csv, mapping, currency) };
}

/** What the first reading found out, so that the second need not check again. */
interface Checked {
  readonly profiles: number;
  /** Lines whose profile is refused. */
  readonly refused: ReadonlySet<number>;
}

async function checkAll(entries: AsyncIterable<Entry>, rejects: Rejects): Promise<Checked> {
  let profiles = 0;
  const refused = new Set<number>();
  for await (const { source, row, faults } of entries) {
    if (row !== null) {
      profiles++;
      continue;
    }
    refused.add(source.line);
    await rejects.add(source, faults);
  }
  return { profiles, refused };
}

type Counts = Pick<ImportResult, 'created' | 'updated' | 'unchanged'>;

interface Writing {
  readonly options: ImportOptions;
  readonly target: Target;
  readonly progress: Progress;
  readonly rejects: Rejects;
  readonly checked: Checked;
  readonly isTrial: boolean;
}

/** Sends the good profiles; what only the database can refuse is added to the rejects. */
async function writeAll(writing: Writing): Promise<Counts> {
  const { options, target, progress, rejects, checked, isTrial } = writing;
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const done = () => (isTrial ? 0 : counts.created + counts.updated + counts.unchanged);
  const { entries } = await openProfiles(options, target.currency, () => undefined);
  progress.start(isTrial ? 'Trying' : 'Writing', checked.profiles);
  for await (const batch of batches(entries, checked.refused)) {
    if (options.signal.aborted) throw interrupted('stopped', done());
    const rows = batch.map(({ row }) => row);
    const upserted = await target.upsert(rows, { dryRun: isTrial }).catch((error: unknown) => {
      throw error instanceof ImportError ? interrupted(error.message, done()) : error;
    });
    counts.created += upserted.created;
    counts.updated += upserted.updated;
    counts.unchanged += upserted.unchanged;
    for (const index of new Set(upserted.rejected.map((problem) => problem.index))) {
      const { source, row } = batch[index];
      const faults = upserted.rejected
        .filter((problem) => problem.index === index)
        .map(({ path, rule, value }) => ({ field: fieldOf(row, path.slice(3)), rule, value }));
      await rejects.add(source, faults);
    }
    progress.advance(batch.length);
  }
  progress.stop();
  return counts;
}

/** @param done - profiles that are stored */
function interrupted(reason: string, done: number): ImportError {
  return new ImportError(
    `${reason}; ${done} profiles are done: run the same command again for the rest`,
  );
}

type GoodEntry = Entry & { readonly row: object };

async function* batches(
  entries: AsyncIterable<Entry>,
  refused: ReadonlySet<number>,
): AsyncGenerator<GoodEntry[]> {
  let batch: GoodEntry[] = [];
  let characters = 0;
  for await (const entry of entries) {
    const { row, source } = entry;
    if (row === null || refused.has(source.line)) continue;
    batch.push({ ...entry, row });
    // A row in JSON is its cells and the names of its fields.
    characters += 300 + source.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (batch.length === BATCH_ROWS || characters >= BATCH_CHARACTERS) {
      yield batch;
      batch = [];
      characters = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
