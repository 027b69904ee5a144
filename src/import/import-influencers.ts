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
  const checking = await openProfiles(options, target.currency, progress.advance);
  const before = await versionOf(file);
  const rejects = new Rejects(file, checking.header);
  const isRefused = () => strict && rejects.count > 0;
  try {
    progress.start('Checking', before.size);
    const profiles = await checkAll(checking.entries, rejects);
    progress.stop();

    const write = (isTrial: boolean) =>
      writeAll({ options, target, progress, rejects, profiles, isTrial });
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
  /** Checked by all rules that need no database. */
  readonly entries: AsyncIterable<Entry>;
}

async function openProfiles(
  { file, mapping }: ImportOptions,
  currency: string,
  onBytes: (bytes: number) => void,
): Promise<Profiles> {
  const csv = await openCsv(file, onBytes);
  return {
    header: csv.header,
    entries: check(readProfiles(file, csv, mapping, currency), currency),
  };
}

/** @returns the number of good profiles */
async function checkAll(entries: AsyncIterable<Entry>, rejects: Rejects): Promise<number> {
  let good = 0;
  for await (const { source, row, faults } of entries) {
    if (row === null) await rejects.add(source, faults);
    else good++;
  }
  return good;
}

type Counts = Pick<ImportResult, 'created' | 'updated' | 'unchanged'>;

interface Writing {
  readonly options: ImportOptions;
  readonly target: Target;
  readonly progress: Progress;
  readonly rejects: Rejects;
  /** How many there will be. */
  readonly profiles: number;
  readonly isTrial: boolean;
}

/** Sends the good profiles; what only the database can refuse is added to the rejects. */
async function writeAll(writing: Writing): Promise<Counts> {
  const { options, target, progress, rejects, profiles, isTrial } = writing;
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const { entries } = await openProfiles(options, target.currency, () => undefined);
  progress.start(isTrial ? 'Trying' : 'Writing', profiles);
  for await (const batch of batches(entries)) {
    if (options.signal.aborted) throw interrupted(counts);
    const rows = batch.map(({ row }) => row);
    const done = await target.upsert(rows, { dryRun: isTrial });
    counts.created += done.created;
    counts.updated += done.updated;
    counts.unchanged += done.unchanged;
    for (const index of new Set(done.rejected.map((problem) => problem.index))) {
      const { source, row } = batch[index];
      const faults = done.rejected
        .filter((problem) => problem.index === index)
        .map(({ path, rule, value }) => ({ field: fieldOf(row, path), rule, value }));
      await rejects.add(source, faults);
    }
    progress.advance(batch.length);
  }
  progress.stop();
  return counts;
}

function interrupted({ created, updated, unchanged }: Counts): ImportError {
  return new ImportError(
    `stopped after ${created + updated + unchanged} profiles, which stay; run the same command again to import the rest`,
  );
}

type GoodEntry = Entry & { readonly row: object };

async function* batches(entries: AsyncIterable<Entry>): AsyncGenerator<GoodEntry[]> {
  let batch: GoodEntry[] = [];
  let characters = 0;
  for await (const entry of entries) {
    const { row, source } = entry;
    if (row === null) continue;
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
