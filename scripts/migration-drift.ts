import path from 'node:path';
import { diffMigrationsToSchema } from './schema-engine.js';

/** Fails when a database built by prisma/migrations is not the one prisma/schema.prisma describes. */
const difference = await diffMigrationsToSchema(path.join(import.meta.dirname, '../prisma'), {
  script: false,
});
if (difference !== null) {
  console.error(
    `prisma/migrations do not lead to prisma/schema.prisma; "npm run migrate:create -- name" writes what is missing:\n${difference}`,
  );
  process.exit(1);
}
