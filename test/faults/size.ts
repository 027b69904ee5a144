/** All that `npm run test:faults` does, or the little of it that every run of the tests does. */
export const IS_FULL = process.env['FAULTS'] === 'full';
/** How often a server is killed on either database, when there is time for all of it. */
export const KILLS = Number(process.env['KILLS'] ?? 100);
