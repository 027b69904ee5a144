import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { openPGlite } from '../src/database/pglite.js';

declare global {
  /** Where the WASM engine leaves the text of a panic before it traps. */
  var PRISMA_WASM_PANIC_REGISTRY: { set_message(message: string): void };
}

/** Replays migrations on the database it is given: its parent class opens one without extensions. */
class ShadowDatabase extends PrismaPGlite {
  override connectToShadowDb() {
    return this.connect();
  }
}

/**
 * What must change for a database built by `prisma/migrations` to match `prisma/schema.prisma`.
 *
 * Prisma's own CLI downloads a native engine for this; the WASM build of the same engine compares
 * the two offline, replaying the migrations on a PGlite in memory.
 * @returns SQL when `script` is true, otherwise a summary for people; null when nothing differs
 */
export async function diffMigrationsToSchema(
  prismaDir: string,
  { script }: { script: boolean },
): Promise<string | null> {
  const schemaFile = path.join(prismaDir, 'schema.prisma');
  const files = [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }];
  const shadow = await openPGlite();
  try {
    await (loaded ??= loadEngine());
    const engine = await bindings.SchemaEngine.new(
      { datamodels: files.map((file) => [file.path, file.content]) },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(new ShadowDatabase(shadow)),
    );
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await readMigrations(path.join(prismaDir, 'migrations'))) },
      to: { tag: 'schemaDatamodel', files },
      script,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? null : (stdout ?? '');
  } finally {
    await shadow.close();
  }
}

/** The bindings keep views of one WASM memory, so a process loads it once. */
let loaded: Promise<void> | undefined;

async function loadEngine(): Promise<void> {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message) {
      process.stderr.write(`${message}\n`);
    },
  };
  const file = createRequire(import.meta.url).resolve(
    '@prisma/schema-engine-wasm/schema_engine_bg',
  );
  const { instance } = await WebAssembly.instantiate(
    await readFile(file.replace(/\.js$/, '.wasm')),
    { './schema_engine_bg.js': { ...bindings } },
  );
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}

async function readMigrations(baseDir: string): Promise<bindings.MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(path.join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}
