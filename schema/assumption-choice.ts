import {
  type AssumptionChoice,
  type Assumptions,
  resolveAssumptions,
  ScenarioError,
} from '../simulations/index.js';

const FLIGHT_DAYS = 'scenario.flightDays';

/**
 * The parameter set of a choice that a client makes or made.
 * @throws ScenarioError with path `overrides["<name>"]` also for what no range says: a flight lasts
 *   whole days
 */
export function checkedAssumptions(choice: AssumptionChoice): Assumptions {
  const assumptions = resolveAssumptions(choice);
  const days = assumptions.values[FLIGHT_DAYS];
  if (!Number.isInteger(days)) {
    throw new ScenarioError(`overrides["${FLIGHT_DAYS}"]`, 'must be a whole number', days);
  }
  return assumptions;
}
