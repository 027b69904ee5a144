import { PAGE_DIR } from '../../scripts/build-page.js';
import { readConfig } from '../../src/config.js';
import { run } from '../../src/main.js';

/** Run as a process of its own: the server as it is shipped, whose parts have been built before. */
await run(readConfig(process.env), PAGE_DIR);
