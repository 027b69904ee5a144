import {
  DEFAULT_PRESET,
  ScenarioError,
  type Assumptions,
  type LearnedParameter,
  type Negativity,
  type Preset,
} from '../simulations/index.js';
import { checkedAssumptions } from './assumption-choice.js';
import { byParameter, calibrationOf } from './calibration-record.js';
import { InputError, type Path } from './errors.js';
import type { AssumptionsInputShape } from './scenario-input.js';
import type { AssumptionsRow } from './scenario-rows.js';

const MAX_OVERRIDES = 200;

export interface ChosenAssumptions {
  readonly assumptions: Assumptions;
  readonly overridden: ReadonlySet<string>;
  /** Those of them that recorded results have set, by name. */
  readonly learned: ReadonlyMap<string, LearnedParameter>;
  /** The rows' ids of the campaigns whose results these were. */
  readonly learnedFrom: readonly string[];
}

/** The question's own choice first, then what was saved, then the default preset. */
export function assumptionsOf(
  path: Path,
  input: AssumptionsInputShape | null | undefined,
  row: AssumptionsRow | null,
): ChosenAssumptions {
  if (input?.id != null) {
    for (const field of ['preset', 'negativity'] as const) {
      if (input[field] != null) {
        throw new InputError(
          [...path, field],
          'must not be given beside the id of saved assumptions',
          input[field],
        );
      }
    }
  }
  const given = input?.overrides ?? [];
  if (given.length > MAX_OVERRIDES) {
    throw new InputError(
      [...path, 'overrides'],
      `must have at most ${MAX_OVERRIDES} values`,
      given.length,
    );
  }
  given.forEach(({ name }, i) => {
    if (given.findIndex((other) => other.name === name) !== i) {
      throw new InputError(
        [...path, 'overrides', i, 'name'],
        'must name each parameter once',
        name,
      );
    }
  });
  // A preset or a belief of the question's own replaces what the campaign was planned on.
  const fresh = input?.id == null && (input?.preset != null || input?.negativity != null);
  const saved = fresh ? null : row;
  const overrides = {
    ...(saved?.overrides as Readonly<Record<string, number>> | undefined),
    ...Object.fromEntries(given.map(({ name, value }) => [name, value])),
  };
  const calibration = saved && calibrationOf(saved);
  const byHand = new Set(given.map(({ name }) => name));
  const learned = calibration?.parameters.filter(({ name }) => !byHand.has(name));
  const preset = input?.preset ?? (saved?.preset as Preset | undefined) ?? DEFAULT_PRESET;
  const negativity =
    input?.negativity ?? (saved?.negativity as Negativity | null | undefined) ?? null;
  try {
    return {
      assumptions: checkedAssumptions({ preset, negativity, overrides }),
      overridden: new Set(Object.keys(overrides)),
      learned: byParameter(learned),
      learnedFrom: calibration?.campaignIds ?? [],
    };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw clientError(path, given, error);
  }
}

/** `overrides["reach.rate.TIKTOK_VIDEO"]` → the place of that name in the client's list. */
function clientError(
  path: Path,
  given: readonly { readonly name: string; readonly value: number }[],
  { path: enginePath, rule, got }: ScenarioError,
): InputError {
  const i = given.findIndex(({ name }) => enginePath === `overrides[${JSON.stringify(name)}]`);
  if (i < 0) return new InputError(path, `${enginePath} ${rule}`, got);
  const { name, value } = given[i];
  if (got === value) return new InputError([...path, 'overrides', i, 'value'], rule, value);
  return got === JSON.stringify(name)
    ? new InputError([...path, 'overrides', i, 'name'], rule, name)
    : new InputError([...path, 'overrides', i], rule, got);
}
