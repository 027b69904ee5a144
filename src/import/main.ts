import type { Config } from '../config.js';
import { type Arguments, readArguments, HELP } from './arguments.js';
import { ImportError } from './errors.js';
import { importInfluencers, type ImportResult } from './import-influencers.js';
import { openProgress } from './progress.js';
import { openTarget } from './target.js';

/**
 * The command line `npm run import`.
 * @returns the exit code: 0 all rows imported, 2 some rejected, 1 nothing or not all imported
 */
export async function run(
  args: readonly string[],
  config: Pick<Config, 'dataDir' | 'databaseUrl'>,
): Promise<0 | 1 | 2> {
  try {
    const read = readArguments(args);
    if (read === null) {
      console.log(HELP);
      return 0;
    }
    const startedAt = performance.now();
    const target = await openTarget(config, read.url);
    try {
      const signal = onInterrupt();
      const result = await importInfluencers({ ...read, signal }, target, openProgress());
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(summary(read, target.name, result, seconds));
      if (read.strict && result.rejects.count > 0) return 1;
      return result.rejects.count > 0 ? 2 : 0;
    } finally {
      await target.close();
    }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    console.error(`Import: ${error.message}`);
    return 1;
  }
}

/** Ctrl+C lets the batch that is being written finish; a second one ends at once. */
function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  let askedAt: number | undefined;
  const ask = () => {
    // npm passes the terminal's Ctrl+C on, so that it arrives twice.
    if (askedAt !== undefined && performance.now() - askedAt > 500) process.exit(1);
    askedAt ??= performance.now();
    controller.abort();
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  return controller.signal;
}

function summary(
  { file, dryRun }: Arguments,
  target: string,
  result: ImportResult,
  seconds: string,
): string {
  const { created, updated, unchanged, rejects, isStored } = result;
  const why = dryRun ? '--dry-run: what would be done' : '--strict: not every row is good';
  const heading = isStored
    ? `Imported ${file} into ${target}`
    : `Stored nothing of ${file} (${why})`;
  const more = rejects.count > rejects.examples.length ? ['  …'] : [];
  const [made, changed, same, bad] = [created, updated, unchanged, rejects.count].map((count) =>
    count.toLocaleString('en-US'),
  );
  return [
    `${heading} in ${seconds} s. Profiles: ${made} created, ${changed} updated, ${same} unchanged. Rejected rows: ${bad}.`,
    ...rejects.examples.map((example) => `  ${example}`),
    ...(rejects.count > 0 ? [...more, `They are in ${rejects.file}`] : []),
  ].join('\n');
}
