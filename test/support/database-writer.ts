import { openDatabase } from '../../src/database/open.js';

/** Run as a process of its own: opens the folder it is given and says each write once it is stored. */
const { db } = await openDatabase({ databaseUrl: undefined, dataDir: process.argv[2] });
for (let n = 1; ; n++) {
  await db.workspace.create({ data: { slug: `w${n}`, name: 'W', currency: 'USD' } });
  process.stdout.write(`${n}\n`);
}
