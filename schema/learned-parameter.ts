import type { LearnedParameter } from '../simulations/index.js';
import { builder } from './builder.js';

const DataEstimate = builder
  .objectRef<NonNullable<LearnedParameter['data']>>('DataEstimate')
  .implement({
    description: 'What results say alone, before they are weighed against what was assumed.',
    fields: (t) => ({
      estimate: t.exposeFloat('estimate', { description: 'In the unit of the parameter.' }),
      standardError: t.exposeFloat('standardError', {
        description:
          'For rates relative: 0.2 is about ±20% (in natural logarithms); for negative engagement in log-odds; else in the unit of the parameter.',
      }),
    }),
  });

export const LearnedParameterType = builder
  .objectRef<LearnedParameter>('LearnedParameter')
  .implement({
    description: 'One number of the model that results changed.',
    fields: (t) => ({
      name: t.exposeString('name', {
        description: 'Name of the parameter, e.g. `reach.rate.INSTAGRAM_POST`.',
      }),
      before: t.exposeFloat('before', { description: 'Its value before, in its unit.' }),
      after: t.exposeFloat('after', { description: 'Its value in the new version.' }),
      priorSd: t.exposeFloat('priorSd', {
        nullable: true,
        description:
          'How uncertain it was before, as a standard deviation: for rates relative, 0.2 is about ±20% (in natural logarithms); for negative engagement in log-odds. Null for spreads and for what says how certain something is.',
      }),
      data: t.field({
        type: DataEstimate,
        nullable: true,
        description:
          'What its own results say alone. Null if there are none, and it only moved with others that it is related to.',
        resolve: ({ data }) => data,
      }),
      weight: t.expose('weight', {
        type: 'Probability',
        description:
          'How far the results speak: 0 all assumption, 1 all results. More than `priorSd` and `data` make where results lie far off what was assumed: that counts for less then.',
      }),
      placements: t.exposeInt('placements', { description: 'Placements that speak about it.' }),
      creators: t.exposeInt('creators', { description: 'Accounts that posted these placements.' }),
    }),
  });
