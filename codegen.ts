/**
 * Prints schema/schema.graphql. With --check it writes nothing and fails when the file is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { format } from 'prettier';
import { schema } from './schema/index.js';

const FILE = new URL('schema/schema.graphql', import.meta.url);

const printed = await format(printSchema(lexicographicSortSchema(schema)), {
  parser: 'graphql',
  printWidth: 100,
});

if (process.argv.includes('--check')) {
  const committed = await readFile(FILE, 'utf8').catch(() => '');
  if (committed !== printed) {
    console.error('schema/schema.graphql is stale: run `npm run codegen` and commit it.');
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, printed);
}
