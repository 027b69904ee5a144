import { builder } from './builder.js';
import { type ApiError, ConflictError, InputError, NotFoundError } from './errors.js';

const MutationErrorCode = builder.enumType('MutationErrorCode', {
  description: 'Which kind of rule a mutation broke.',
  values: {
    BAD_INPUT: { description: 'A value breaks a rule.' },
    NOT_FOUND: { description: 'An id names nothing in your workspace.' },
    CONFLICT: {
      description: 'The values are fine in themselves and do not fit what is already there.',
    },
  } as const,
});

interface MutationErrorShape extends ApiError {
  readonly code: 'BAD_INPUT' | 'NOT_FOUND' | 'CONFLICT';
}

export const MutationError = builder.interfaceRef<MutationErrorShape>('MutationError').implement({
  description: 'Why a mutation changed nothing.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description:
        'Field, rule and value in one sentence, e.g. `input.followers must be a whole number from 0 to 10000000000, but got -3`.',
    }),
    path: t.stringList({
      description:
        'From the argument to the value at fault, e.g. `["input", "profiles", "1", "followers"]`.',
      resolve: (error) => [...error.inputPath],
    }),
    code: t.expose('code', { type: MutationErrorCode, description: 'Stable, for programs.' }),
  }),
});

builder.objectType(InputError, {
  name: 'InputError',
  description: 'A value breaks a rule. Code `BAD_INPUT`.',
  interfaces: [MutationError],
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'An id names nothing in your workspace. Code `NOT_FOUND`.',
  interfaces: [MutationError],
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description:
    'The values are fine in themselves and do not fit what is already there, e.g. a handle that exists. Code `CONFLICT`.',
  interfaces: [MutationError],
});
