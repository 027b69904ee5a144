import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeDatabases, type TestDatabase } from '../../support/database.js';

describeDatabases('an opened database', (open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it('is empty after a reset', async () => {
    const { db, reset } = database;
    await db.workspace.create({ data: { slug: 'a', name: 'A', currency: 'USD' } });
    await reset();
    expect(await db.workspace.count()).toBe(0);
  });
});
