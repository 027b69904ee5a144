import { readConfig, SettingError } from '../src/config.js';
import { buildKernel } from './build-kernel.js';
import { buildPage, PAGE_DIR } from './build-page.js';
import { generateClient } from './generate.js';

try {
  // Before anything that takes time: a wrong setting is told at once.
  const config = readConfig(process.env);
  const [hasGenerated, hasCompiled, hasBuilt] = await Promise.all([
    generateClient(),
    buildKernel(),
    buildPage(),
  ]);
  if (hasGenerated) console.log('Generated the database client.');
  if (hasCompiled) console.log('Compiled the simulation kernel.');
  if (hasBuilt) console.log("Built the planner's page.");
  // Only now: it imports what was generated.
  const { run } = await import('../src/main.js');
  await run(config, PAGE_DIR);
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(`Groundswell cannot start: ${error.message}`);
  process.exit(1);
}
