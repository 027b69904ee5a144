import { checkScenario, isRoster } from '../check.js';
import { type Evidence, learn } from '../evidence/learn.js';
import type { Metric } from '../metrics.js';
import type { Selection } from '../outcome.js';
import { bindParameters } from '../bind-parameters.js';
import type { Parameters } from '../parameters.js';
import type { Line, Scenario } from '../scenario.js';
import { planContext } from './context.js';
import { type DisplayPlan, planDisplay } from './display.js';
import { checkSize, feeFactor } from './expected-placements.js';
import { type GroupPlan, planGroups } from './groups.js';
import { type LinePlan, planLine } from './line.js';
import { metricsOf, type Needs, needsOf } from './needs.js';

/** A checked scenario laid out for the loops: lines in key order, numbers bound, names gone. */
export interface Plan {
  readonly scenario: Scenario;
  readonly parameters: Parameters;
  readonly lineCount: number;
  readonly lines: readonly LinePlan[];
  readonly displays: readonly DisplayPlan[];
  /** People per audience cell, the unnamed rest last; one cell of everybody without cells. */
  readonly cells: Float64Array;
  readonly groups: readonly GroupPlan[];
  /** Targets are about all lines, whether their sum is selected or not. */
  readonly total: GroupPlan;
  readonly metrics: readonly Metric[];
  readonly needs: Needs;
  /** Factor from creators' fees to what is paid with agency and usage rights. */
  readonly feeFactor: number;
  /** People in the wanted audience, everybody without one. */
  readonly targetPeople: number;
  /** Planned days lie in between, in whole days. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** What the placements that were seen say; null where none was. */
  readonly evidence: Evidence | null;
}

/**
 * Checks a scenario and lays it out.
 *
 * @throws ScenarioError naming field, rule and value
 */
export function makePlan(scenario: Scenario, select: Selection): Plan {
  const plan = layOut(scenario, select);
  return { ...plan, evidence: learn(plan) };
}

/**
 * A plan without what was learned from the placements that were seen.
 *
 * @throws ScenarioError naming field, rule and value
 */
export function layOut(scenario: Scenario, select: Selection): Omit<Plan, 'evidence'> {
  checkScenario(scenario);
  const parameters = bindParameters(scenario.assumptions, scenario.currency);
  checkSize(scenario, parameters);
  const ordered = inKeyOrder(scenario.lines);
  const context = planContext(scenario, parameters, ordered);
  const lines: LinePlan[] = [];
  const displays: DisplayPlan[] = [];
  ordered.forEach((line, index) => {
    if (line.row === 'DISPLAY_AD') displays.push(planDisplay(context, line, index));
    else lines.push(planLine(context, line, line.row, index));
  });
  const metrics = metricsOf(scenario, select);
  return {
    scenario,
    parameters,
    lineCount: ordered.length,
    lines,
    displays,
    cells: context.cells,
    groups: planGroups(ordered, select.groups),
    total: planGroups(ordered, ['TOTAL'])[0],
    metrics,
    needs: needsOf(metrics, scenario, select),
    feeFactor: feeFactor(scenario),
    targetPeople: scenario.audience?.people ?? scenario.universe,
    ...dayRange(scenario),
  };
}

function inKeyOrder(lines: readonly Line[]): Line[] {
  return [...lines].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** First and last day, counted from the start of the flight, on which something is planned. */
export function dayRange({ lines, flightDays }: Scenario): { firstDay: number; lastDay: number } {
  let firstDay = 0;
  let lastDay = flightDays;
  for (const { candidates } of lines) {
    if (!isRoster(candidates)) continue;
    for (const { plannedDay } of candidates) {
      if (plannedDay === null) continue;
      firstDay = Math.min(firstDay, Math.floor(plannedDay));
      lastDay = Math.max(lastDay, Math.ceil(plannedDay));
    }
  }
  return { firstDay, lastDay };
}
