import { ScenarioError } from '../scenario.js';
import type { Assumptions, Negativity, Parameter, Preset } from './assumptions.js';
import { PARAMETERS } from './presets.js';

/** A chosen preset and belief, and the values that replace theirs, by parameter name. */
export interface AssumptionChoice {
  readonly preset: Preset;
  readonly negativity: Negativity | null;
  readonly overrides: Readonly<Record<string, unknown>>;
}

/**
 * The parameter set that the engine reads.
 *
 * @throws ScenarioError with path `overrides["<name>"]` for a name that is no parameter, a value
 * outside the parameter's range, or values that contradict each other.
 */
export function resolveAssumptions({
  preset,
  negativity,
  overrides,
}: AssumptionChoice): Assumptions {
  const parameters = PARAMETERS(preset, negativity);
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const values = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  for (const [name, value] of Object.entries(overrides)) {
    const parameter = byName.get(name);
    if (parameter === undefined) {
      throw new ScenarioError(
        pathOf(name),
        `must name a parameter (the nearest is ${JSON.stringify(nearest(name, [...byName.keys()]))})`,
        JSON.stringify(name.slice(0, MAX_QUOTED)),
      );
    }
    values[name] = checked(parameter, value);
  }
  checkTogether(values, overrides);
  return { preset, negativity, values };
}

/** Names are quoted in messages up to this length. */
const MAX_QUOTED = 100;

function pathOf(name: string): string {
  return `overrides[${JSON.stringify(name.slice(0, MAX_QUOTED))}]`;
}

function checked({ name, min, max }: Parameter, value: unknown): number {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new ScenarioError(pathOf(name), `must be a number between ${min} and ${max}`, value);
  }
  return value;
}

/** Pairs of which the first must not exceed the second. */
const ORDERED = [
  ['engagement.commentsPerLike.INSTAGRAM.min', 'engagement.commentsPerLike.INSTAGRAM.max'],
  ['engagement.commentsPerLike.YOUTUBE.min', 'engagement.commentsPerLike.YOUTUBE.max'],
  ['coupon.sharing.min', 'coupon.sharing.max'],
  ['display.blocked.min', 'display.blocked.max'],
] as const;

const USUAL_WEIGHT = 'reach.postMixture.TIKTOK_VIDEO.usual.weight';
const VIRAL_WEIGHT = 'reach.postMixture.TIKTOK_VIDEO.viral.weight';
const CORRELATIONS = [
  'campaign.correlation.reachEngagement',
  'campaign.correlation.engagementNegativity',
  'campaign.correlation.reachNegativity',
] as const;

/** Rules between parameters; the path is that of an override which takes part in the breach. */
function checkTogether(
  values: Readonly<Record<string, number>>,
  overrides: AssumptionChoice['overrides'],
): void {
  const overridden = (names: readonly string[]): string =>
    pathOf(names.find((name) => Object.hasOwn(overrides, name)) ?? names[0]);

  for (const [low, high] of ORDERED) {
    if (values[low] > values[high]) {
      throw new ScenarioError(
        overridden([low, high]),
        `must leave ${low} at most ${high}`,
        `${values[low]} and ${values[high]}`,
      );
    }
  }
  const weight = values[USUAL_WEIGHT] + values[VIRAL_WEIGHT];
  if (!(Math.abs(weight - 1) <= 1e-9)) {
    throw new ScenarioError(
      overridden([USUAL_WEIGHT, VIRAL_WEIGHT]),
      `must leave ${USUAL_WEIGHT} and ${VIRAL_WEIGHT} adding up to 1`,
      weight,
    );
  }
  const [a, b, c] = CORRELATIONS.map((name) => values[name]);
  // Sylvester's criterion; the 2×2 minors are positive because every |correlation| < 1.
  const determinant = 1 + 2 * a * b * c - a * a - b * b - c * c;
  if (!(determinant > 1e-9)) {
    throw new ScenarioError(
      overridden(CORRELATIONS),
      'must leave the three campaign correlations possible together (a positive definite matrix)',
      `${a}, ${b} and ${c}`,
    );
  }
}

function nearest(name: string, candidates: readonly string[]): string {
  const asked = name.slice(0, MAX_QUOTED).toLowerCase();
  let best = candidates[0];
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(asked, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and substitutions that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, substituted));
    }
    row = next;
  }
  return row[b.length];
}
