/** All that `npm run test:faults` does, or the little of it that every run of the tests does. */
export const IS_FULL = process.env['FAULTS'] === 'full';
