import { builder } from './builder.js';
import { MutationError } from './error-types.js';
import { ApiError } from './errors.js';
import type { Rejection } from './result-rules.js';

/** Results that keep a whole list from being recorded. */
export class RejectedResultsError extends ApiError {
  declare readonly code: 'BAD_INPUT';

  /** @param rejected - at least one */
  constructor(
    readonly rejected: readonly Rejection[],
    total: number,
  ) {
    const [first] = rejected;
    const bad = new Set(rejected.map(({ index }) => index)).size;
    super(
      'BAD_INPUT',
      first.path,
      `${bad} of ${total} results cannot be recorded, so none was: ${first.message}`,
    );
  }
}

export const RejectedResult = builder.objectRef<Rejection>('RejectedResult').implement({
  description: 'A value of a result that was not recorded, and why.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Position of the result in `results`, from 0.' }),
    path: t.stringList({
      description:
        'The value at fault from the argument on, e.g. `["input", "results", "17", "reach"]`.',
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

builder.objectType(RejectedResultsError, {
  name: 'RejectedResultsError',
  description:
    'At least one result breaks a rule, so none was recorded. Code `BAD_INPUT`; the path is of the first value at fault.',
  interfaces: [MutationError],
  fields: (t) => ({
    rejected: t.field({
      type: [RejectedResult],
      description: 'Every value at fault, in the order of the results.',
      resolve: ({ rejected }) => [...rejected],
    }),
  }),
});
