import { ASSUMED, type Definition, SPREAD } from './define.js';

const EMV = {
  unit: 'USD',
  distribution: 'fixed',
  min: 0,
  max: 1000,
  evidence: 'F',
  source: 'Ayzenberg earned media value index, 2017',
  date: '2017',
} as const;

/** What an outcome is worth. */
export const value: readonly Definition[] = [
  {
    name: 'value.order.median',
    description: 'Average order value of a conversion.',
    unit: 'USD',
    value: 50,
    distribution: 'median of LN(median, ln-sd), one draw per world',
    min: 0,
    max: 10_000_000,
    ...ASSUMED,
  },
  {
    name: 'value.order.lnSd',
    description: 'How uncertain the average order value is.',
    unit: 'sd of ln',
    value: 0.3,
    distribution: 'ln-sd of LN(median, ln-sd), one draw per world',
    ...SPREAD,
    ...ASSUMED,
  },
  { ...EMV, name: 'emv.like', description: 'Earned media value of a like.', value: 0.15 },
  { ...EMV, name: 'emv.comment', description: 'Earned media value of a comment.', value: 3 },
  { ...EMV, name: 'emv.share', description: 'Earned media value of a share.', value: 2 },
  { ...EMV, name: 'emv.view', description: 'Earned media value of a view.', value: 0.09 },
];
