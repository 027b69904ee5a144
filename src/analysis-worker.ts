/** What runs on the threads of src/analysis-threads.ts; no logic. */
export { fitCalibration as calibrate } from '../schema/calibration-fit.js';
export { scoreColumns as score } from '../schema/score-columns.js';
