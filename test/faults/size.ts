/** All that `npm run test:faults` does, or the little of it that every run of the tests does. */
export const IS_FULL = process.env['FAULTS'] === 'full';

const { KILLS } = process.env;
/** How often a server is killed: what ten minutes allow on two busy cores, or as often as KILLS says. */
export const FULL_KILLS = { postgresql: Number(KILLS ?? 80), embedded: Number(KILLS ?? 60) };
