import { buildPage } from '../../scripts/build-page.js';

/** Once for all: test files run side by side, and two builds would write into one folder. */
export default async function setup(): Promise<void> {
  await buildPage();
}
