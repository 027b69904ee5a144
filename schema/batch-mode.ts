import { builder } from './builder.js';

export type BatchMode = 'ALL_OR_NOTHING' | 'ACCEPT_THE_GOOD';

export const BatchModeEnum = builder.enumType('BatchMode', {
  description: 'What happens to the good items of a list when there are bad ones.',
  values: {
    ALL_OR_NOTHING: {
      description:
        'One bad item, and nothing is stored: the answer is an error, which names every bad one.',
    },
    ACCEPT_THE_GOOD: { description: 'Good items are stored, bad ones are reported.' },
  } satisfies Record<BatchMode, object>,
});
