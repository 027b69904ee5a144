import { builder } from './builder.js';
import { MetricEnum } from './metric.js';

export const TargetInput = builder.inputType('TargetInput', {
  description: 'A KPI of the whole plan with a threshold: exactly one of `atLeast` and `atMost`.',
  fields: (t) => ({
    metric: t.field({ type: MetricEnum, required: true, description: 'What is promised.' }),
    atLeast: t.float({ description: 'Met when the metric is this or more; money in major units.' }),
    atMost: t.float({ description: 'Met when the metric is this or less; money in major units.' }),
  }),
});

export type TargetInputShape = typeof TargetInput.$inferInput;
