import { readConfig, SettingError } from '../src/config.js';
import { generateClient } from './generate.js';

try {
  const config = readConfig(process.env);
  await generateClient();
  // Only now: it imports what was generated.
  const { run } = await import('../src/import/main.js');
  process.exitCode = await run(process.argv.slice(2), config);
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(`Import: ${error.message}`);
  process.exitCode = 1;
}
