import type { Scenario } from '../simulations/index.js';
import { InputError } from './errors.js';
import type { ResolvedScenario } from './scenario.js';

/** A resolved scenario as JSON. */
export interface SavedQuestion {
  readonly scenario: Scenario;
  readonly lineNames: Readonly<Record<string, string>>;
  readonly tierNames: Readonly<Record<string, string>>;
  readonly overridden: readonly string[];
  readonly usesDemoData: boolean;
  /** ISO 8601; null if the plan has no dates. */
  readonly flightStart: string | null;
  /** Absent from what was saved before it was told. */
  readonly resultsIgnored?: number;
}

export function saveQuestion({
  scenario,
  lineNames,
  tierNames,
  overridden,
  usesDemoData,
  flightStart,
  resultsIgnored,
}: ResolvedScenario): SavedQuestion {
  return {
    scenario,
    lineNames,
    tierNames,
    overridden: [...overridden],
    usesDemoData,
    flightStart: flightStart?.toISOString() ?? null,
    resultsIgnored,
  };
}

/** Rows that it was resolved from may have changed since; it does not. */
export function resolvedAgain({
  overridden,
  flightStart,
  ...question
}: SavedQuestion): ResolvedScenario {
  return {
    ...question,
    flightStart: flightStart === null ? null : new Date(flightStart),
    overridden: new Set(overridden),
    inputError: ({ path, rule, got }) => new InputError([path], rule, got),
  };
}
