import { checkScenario, isRoster, MAX_PLACEMENTS } from '../check.js';
import { exp, log } from '../math/elementary.js';
import { bindParameters } from '../bind-parameters.js';
import { LN_ANCHOR, type Parameters } from '../parameters.js';
import { type Line, type Scenario, ScenarioError } from '../scenario.js';

/**
 * How many candidates a run is expected to simulate, a little on the high side; known before any
 * draw, so that work can be priced.
 *
 * @throws ScenarioError as `simulate` would
 */
export function placementsOf(scenario: Scenario): number {
  checkScenario(scenario);
  const parameters = bindParameters(scenario.assumptions, scenario.currency);
  return checkSize(scenario, parameters);
}

export function feeFactor({ fees }: Scenario): number {
  return 1 + fees.agencyShare + fees.rightsShare;
}

/**
 * The expected placements of all lines.
 *
 * @throws ScenarioError where a line, or all of them, buy more than MAX_PLACEMENTS
 */
export function checkSize(scenario: Scenario, parameters: Parameters): number {
  let total = 0;
  scenario.lines.forEach((line, i) => {
    const placements = expectedPlacements(scenario, parameters, line);
    if (!(placements <= MAX_PLACEMENTS)) {
      throw new ScenarioError(
        `lines[${i}].buy.share`,
        `must buy at most about ${MAX_PLACEMENTS} placements`,
        placements,
      );
    }
    total += placements;
  });
  if (!(total <= MAX_PLACEMENTS)) {
    throw new ScenarioError('lines', `must buy at most about ${MAX_PLACEMENTS} placements`, total);
  }
  return total;
}

/** Money ÷ the median price, which is below the mean price: rather too many than too few. */
export function expectedPlacements(scenario: Scenario, parameters: Parameters, line: Line): number {
  const { buy, candidates, row } = line;
  if (row === 'DISPLAY_AD') return 1;
  if ('count' in buy) return buy.count;
  const named = isRoster(candidates) ? candidates.length : Infinity;
  if ('all' in buy || isRoster(candidates)) return named;
  const { alpha, beta } = parameters.negotiated;
  const { lnPrice, priceSlope } = parameters.rows[row];
  const median = Math.max(
    candidates.minFollowers,
    Math.min(candidates.medianFollowers, candidates.maxFollowers ?? Infinity),
  );
  const fee =
    line.feeMinor ??
    (exp(lnPrice + priceSlope * (log(median) - LN_ANCHOR)) * alpha) / (alpha + beta);
  const { fees } = scenario;
  const fixed = fees.seedingMinor + fees.moderationMinor + (line.vetted ? fees.screeningMinor : 0);
  const money = (scenario.budgetMinor ?? 0) * buy.share;
  return Math.ceil(money / (fee * feeFactor(scenario) + fixed)) + 1;
}
