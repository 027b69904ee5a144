import { builder } from './builder.js';
import { MutationError } from './error-types.js';
import { ApiError } from './errors.js';
import type { Refusal } from './result-rules.js';

/** Snapshots that keep a whole list from being recorded. */
export class RefusedResultsError extends ApiError {
  declare readonly code: 'BAD_INPUT';

  /** @param refused - at least one */
  constructor(
    readonly refused: readonly Refusal[],
    total: number,
  ) {
    const [first] = refused;
    const bad = new Set(refused.map(({ index }) => index)).size;
    super(
      'BAD_INPUT',
      first.path,
      `${bad} of ${total} results cannot be recorded, so none was: ${first.message}`,
    );
  }
}

export const RefusedResult = builder.objectRef<Refusal>('RefusedResult').implement({
  description: 'A value of a result that was not recorded, and why.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Position of the result in `results`, from 0.' }),
    path: t.stringList({
      description: 'The value at fault, e.g. `["input", "results", "17", "reach"]`.',
      resolve: ({ path }) => [...path],
    }),
    rule: t.exposeString('rule', { description: 'The rule that is broken: `must be …`.' }),
    value: t.exposeString('value', {
      description: 'What was there instead, as JSON; long values are cut.',
    }),
    message: t.exposeString('message', {
      description: 'Index, field, rule and value in one sentence.',
    }),
  }),
});

builder.objectType(RefusedResultsError, {
  name: 'RefusedResultsError',
  description:
    'At least one result breaks a rule, so none was recorded. Code `BAD_INPUT`; the path is of the first value at fault.',
  interfaces: [MutationError],
  fields: (t) => ({
    refused: t.field({
      type: [RefusedResult],
      description: 'Every value at fault, in the order of the results.',
      resolve: ({ refused }) => [...refused],
    }),
  }),
});
