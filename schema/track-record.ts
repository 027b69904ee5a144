import { type Coverage, type TrackRecord } from '../simulations/index.js';
import { builder } from './builder.js';
import { described } from './described.js';

export const VerdictEnum = builder.enumType('AccuracyVerdict', {
  description: 'Whether ranges held as often as they promise, going by those of 8 chances in 10.',
  values: described<TrackRecord['verdict']>({
    AS_PROMISED: 'They did, as far as so many campaigns can tell.',
    TOO_NARROW: 'They held too seldom for that to be bad luck.',
    TOO_WIDE: 'They held too often for that to be good luck.',
    TOO_EARLY: 'Too few campaigns to tell.',
  }),
});

export const CoverageType = builder.objectRef<Coverage>('Coverage').implement({
  description: 'How often outcomes fell into a range that promises to hold a share of them.',
  fields: (t) => ({
    band: t.expose('band', {
      type: 'Probability',
      description: 'What the range promises: 0.8 is the range from `p10` to `p90`.',
    }),
    share: t.expose('share', {
      type: 'Probability',
      description: 'Share of the outcomes that it held.',
    }),
    low: t.expose('low', {
      type: 'Probability',
      description:
        'With 95% confidence it will hold at least this share in the long run (Wilson’s interval, one trial for each campaign, because what a campaign brings comes out together; fewer where some campaigns have many more numbers than others).',
    }),
    high: t.expose('high', {
      type: 'Probability',
      description: 'With 95% confidence it will hold at most this share.',
    }),
  }),
});

interface PitBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export const PitBinType = builder.objectRef<PitBin>('PitBin').implement({
  description: 'Outcomes that fell into a tenth of their forecasts.',
  fields: (t) => ({
    from: t.expose('from', { type: 'Probability', description: 'Lower end of the tenth.' }),
    to: t.expose('to', { type: 'Probability', description: 'Upper end of the tenth.' }),
    count: t.exposeInt('count', { description: 'Outcomes in this tenth.' }),
  }),
});

interface QuantileLoss {
  readonly p: number;
  readonly loss: number;
  readonly baselineLoss: number;
}

export const QuantileLossType = builder.objectRef<QuantileLoss>('QuantileLoss').implement({
  description: 'What a forecast quantile costs by being wrong (pinball loss).',
  fields: (t) => ({
    p: t.expose('p', { type: 'Probability', description: 'Which quantile.' }),
    loss: t.exposeFloat('loss', {
      description: 'Mean loss, as a share of the baseline’s point; lower is better.',
    }),
    baselineLoss: t.exposeFloat('baselineLoss', {
      description: 'Mean loss of taking the baseline’s point for this quantile.',
    }),
  }),
});
