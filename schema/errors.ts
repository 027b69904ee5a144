import type { StandardSchemaV1 } from '@pothos/plugin-validation';
import { GraphQLError } from 'graphql';

/** From an argument's name to the offending value: `['input', 'profiles', 1, 'followers']`. */
export type Path = readonly (string | number)[];

/** `input.profiles[1].followers` */
export const formatPath = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');

const MAX_SHOWN = 100;

/** A value as a message shows it: one line, and never the whole of a 10 KB text. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? Number(part) : part,
  );
  if (text.length <= MAX_SHOWN) return text;
  // Not by UTF-16 units, of which a character can have two.
  const characters = Array.from(text);
  return characters.length > MAX_SHOWN
    ? `${characters.slice(0, MAX_SHOWN).join('')}… (${characters.length} characters)`
    : text;
}

const MAX_LISTED = 10;

/** The choices that a message offers: `nano, micro`, and of many the first ten. */
export function listKeys(keys: readonly string[]): string {
  if (keys.length === 0) return 'none yet';
  const more = keys.length - MAX_LISTED;
  const shown = keys.slice(0, MAX_LISTED).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/**
 * An error that is part of the API. Queries fail with it (`extensions.code`, `extensions.path`);
 * mutations answer with it as a member of their result.
 */
export abstract class ApiError extends GraphQLError {
  readonly code: string;
  /** The input at fault. GraphQL's own `path` is the place in the answer. */
  readonly inputPath: readonly string[];

  constructor(
    code: string,
    path: Path,
    message: string,
    extra: Readonly<Record<string, unknown>> = {},
  ) {
    const inputPath = path.map(String);
    super(message, { extensions: { code, path: inputPath, ...extra } });
    this.code = code;
    this.inputPath = inputPath;
  }
}

/** The caller's input breaks a rule. */
export class InputError extends ApiError {
  declare readonly code: 'BAD_INPUT';

  /** @param rule - `must be …` */
  constructor(
    path: Path,
    readonly rule: string,
    readonly got: unknown,
  ) {
    super('BAD_INPUT', path, `${formatPath(path)} ${rule}, but got ${show(got)}`);
  }
}

/** The input names something that the viewer's workspace does not have. */
export class NotFoundError extends ApiError {
  declare readonly code: 'NOT_FOUND';

  constructor(path: Path, what: string, got: unknown) {
    super(
      'NOT_FOUND',
      path,
      `${formatPath(path)} must be ${what} of this workspace, but got ${show(got)}`,
    );
  }
}

/** The input is fine in itself and does not fit what is already there. */
export class ConflictError extends ApiError {
  declare readonly code: 'CONFLICT';

  constructor(path: Path, rule: string, got: unknown) {
    super('CONFLICT', path, `${formatPath(path)} ${rule}, but got ${show(got)}`);
  }
}

/** The operation asks for too much at once. */
export class TooComplexError extends ApiError {
  constructor(
    measure: string,
    size: Readonly<Record<string, number>>,
    limit: Readonly<Record<string, number>>,
    advice?: string,
  ) {
    super(
      'TOO_COMPLEX',
      [],
      `The operation's ${measure} must be at most ${limit[measure]}, but got ${size[measure]}${advice === undefined ? '' : ` (${advice})`}`,
      { limit: limit[measure], got: size[measure] },
    );
  }
}

/** A simulation, or all those of one request, would take more work than one may. */
export class PriceError extends ApiError {
  /**
   * @param path - of the input to blame; empty for the request as a whole
   * @param rule - what must hold, as a sentence
   * @param price - draws × placements
   */
  constructor(path: Path, rule: string, price: number, limit: number) {
    super(
      'TOO_EXPENSIVE',
      path,
      `${rule}: the price, draws × placements, is ${Math.ceil(price)}, and the limit is ${limit}`,
      { price: Math.ceil(price), limit },
    );
  }
}

/** More is asked for than can wait; it says when to come back. */
abstract class BusyError extends ApiError {
  constructor(
    code: string,
    other: string,
    readonly retryAfterSeconds: number,
  ) {
    super(
      code,
      [],
      `The server is busy with other ${other}; try again in ${retryAfterSeconds} seconds`,
      { retryAfter: retryAfterSeconds },
    );
  }
}

/** The queue of simulations is full, or so slow that the simulation never got its turn. */
export class SimulationBusyError extends BusyError {
  constructor(retryAfterSeconds: number) {
    super('SIMULATION_BUSY', 'forecasts', retryAfterSeconds);
  }
}

/** The simulation took longer than the server allows. */
export class SimulationDeadlineError extends ApiError {
  constructor(readonly deadlineSeconds: number) {
    super(
      'SIMULATION_DEADLINE',
      [],
      `The forecast took longer than ${deadlineSeconds} seconds; ask for fewer draws or placements`,
    );
  }
}

/** Too many wait for a thread that goes through results. */
export class AnalysisBusyError extends BusyError {
  constructor(retryAfterSeconds: number) {
    super('ANALYSIS_BUSY', 'results', retryAfterSeconds);
  }
}

/** Learning from results, or holding forecasts against them, took longer than the server allows. */
export class AnalysisDeadlineError extends ApiError {
  constructor(readonly deadlineSeconds: number) {
    super(
      'ANALYSIS_DEADLINE',
      [],
      `Going through the results took longer than ${deadlineSeconds} seconds, waiting included; try again later, or with fewer campaigns`,
    );
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === 'object' && value !== null;

/** Turns the first refusal of the validation plugin into the API's own error. */
export function inputErrorFrom(
  failure: StandardSchemaV1.FailureResult,
  args: Readonly<Record<string, unknown>>,
): InputError {
  const [issue] = failure.issues;
  const path = (issue.path ?? []).map((part) => {
    const key = typeof part === 'object' ? part.key : part;
    return typeof key === 'number' ? key : String(key);
  });
  const got = path.reduce<unknown>(
    (value, part) => (isRecord(value) ? value[part] : undefined),
    args,
  );
  return new InputError(path, issue.message, got);
}
