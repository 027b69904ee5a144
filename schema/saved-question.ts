import type { LearnedParameter, Scenario } from '../simulations/index.js';
import { byParameter } from './calibration-record.js';
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
  /** This and what follows is absent from what was saved before it was told. */
  readonly resultsIgnored?: number;
  readonly learned?: readonly LearnedParameter[];
  readonly learnedFromItself?: boolean;
}

export function saveQuestion({
  scenario,
  lineNames,
  tierNames,
  overridden,
  usesDemoData,
  flightStart,
  resultsIgnored,
  learned,
  learnedFromItself,
}: ResolvedScenario): SavedQuestion {
  return {
    scenario,
    lineNames,
    tierNames,
    overridden: [...overridden],
    usesDemoData,
    flightStart: flightStart?.toISOString() ?? null,
    resultsIgnored,
    learned: [...learned.values()],
    learnedFromItself,
  };
}

/** Rows that it was resolved from may have changed since; it does not. */
export function resolvedAgain({
  overridden,
  flightStart,
  learned,
  learnedFromItself = false,
  ...question
}: SavedQuestion): ResolvedScenario {
  return {
    ...question,
    flightStart: flightStart === null ? null : new Date(flightStart),
    overridden: new Set(overridden),
    learned: byParameter(learned),
    learnedFromItself,
    inputError: ({ path, rule, got }) => new InputError([path], rule, got),
  };
}
