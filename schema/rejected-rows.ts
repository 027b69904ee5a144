import { builder } from './builder.js';
import { MutationError } from './error-types.js';
import { ApiError, show } from './errors.js';
import type { Rejection } from './write-influencers.js';

/** Rows that keep a whole list from being written. */
export class RejectedRowsError extends ApiError {
  declare readonly code: 'BAD_INPUT';

  /** @param rejected - at least one */
  constructor(
    readonly rejected: readonly Rejection[],
    total: number,
  ) {
    const [{ path, message }] = rejected;
    const bad = new Set(rejected.map((rejection) => rejection.index)).size;
    super('BAD_INPUT', path, `${bad} of ${total} rows cannot be written, so none was: ${message}`);
  }
}

export const RejectedField = builder.objectRef<Rejection>('RejectedField').implement({
  description: 'A field of a row that was not stored, and why.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Position of the row in `rows`, from 0.' }),
    path: t.stringList({
      description:
        'The field at fault from the argument on, e.g. `["input", "rows", "3", "recentPosts", "views"]`.',
      resolve: ({ path }) => path.map(String),
    }),
    rule: t.exposeString('rule', { description: 'The rule that is broken: `must be …`.' }),
    value: t.string({
      description: 'What was there instead, as JSON; long values are cut.',
      resolve: ({ value }) => show(value),
    }),
    message: t.exposeString('message', {
      description: 'Index, field, rule and value in one sentence.',
    }),
  }),
});

builder.objectType(RejectedRowsError, {
  name: 'RejectedRowsError',
  description:
    'At least one row breaks a rule, so none was written. Code `BAD_INPUT`; the path is of the first field at fault.',
  interfaces: [MutationError],
  fields: (t) => ({
    rejected: t.field({
      type: [RejectedField],
      description: 'Every bad field of every bad row, in the order of the rows.',
      resolve: ({ rejected }) => [...rejected],
    }),
  }),
});
