import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffMigrationsToSchema } from '../../scripts/schema-engine.js';

const PRISMA_DIR = path.join(import.meta.dirname, '../../prisma');

describe('the migrations', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'prisma-'));
    await cp(path.join(PRISMA_DIR, 'migrations'), path.join(dir, 'migrations'), {
      recursive: true,
    });
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('lead to the schema', async () => {
    expect(await diffMigrationsToSchema(PRISMA_DIR, { script: false })).toBeNull();
  });

  it('are found wanting when the schema says more, with the SQL that is missing', async () => {
    const schema = await readFile(path.join(PRISMA_DIR, 'schema.prisma'), 'utf8');
    await writeFile(
      path.join(dir, 'schema.prisma'),
      schema.replace('model Target {', 'model Target {\n  note String?'),
    );
    expect(await diffMigrationsToSchema(dir, { script: false })).toMatch(
      /Changed the `Target` table\s+\[\+\] Added column `note`/,
    );
    expect(await diffMigrationsToSchema(dir, { script: true })).toMatch(
      /ALTER TABLE "Target" ADD COLUMN +"note" TEXT;/,
    );
  });
});
