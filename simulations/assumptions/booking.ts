import { ASSUMED, BETA_SHAPE, type Definition, perKey, SHARE, SPREAD } from './define.js';

/** From asking somebody to a post on the air. */
export const booking: readonly Definition[] = [
  {
    name: 'booking.acceptance.largeFrom',
    description: 'Profiles with at least this many followers accept offers as large ones do.',
    unit: 'followers',
    value: 100_000,
    distribution: 'fixed',
    min: 0,
    max: 1e12,
    ...ASSUMED,
  },
  ...(
    [
      ['large', 'alpha', 3, 'Share of offers that large profiles accept, mean .30: first shape.'],
      ['large', 'beta', 7, 'Share of offers that large profiles accept: second shape.'],
      ['small', 'alpha', 6, 'Share of offers that small profiles accept, mean .60: first shape.'],
      ['small', 'beta', 4, 'Share of offers that small profiles accept: second shape.'],
    ] as const
  ).map(([size, shape, value, description]): Definition => ({
    name: `booking.acceptance.${size}.${shape}`,
    description,
    unit: 'shape',
    value,
    distribution: `${shape === 'alpha' ? 'α' : 'β'} of Beta(α, β), one draw per world`,
    ...BETA_SHAPE,
    ...ASSUMED,
  })),
  ...perKey(
    {
      name: 'booking.cancellation',
      description: 'Chance that a booked % does not post.',
      unit: 'probability',
      distribution: 'Bernoulli, one draw per placement',
      ...SHARE,
      ...ASSUMED,
    },
    {
      ANCHOR: 0.02,
      CREATOR: 0.05,
      SHARER: {
        value: 0.25,
        evidence: 'W',
        source:
          'Assumption, after Traackr 2023: over 60% of 300 marketers see less than half of gifted creators post',
        date: '2023',
      },
    },
  ),
  {
    name: 'booking.refund',
    description:
      'Share of the price that comes back when somebody does not post and no kill fee is agreed.',
    unit: 'share',
    value: 1,
    distribution: 'fixed',
    ...SHARE,
    ...ASSUMED,
  },
  {
    name: 'booking.killFee',
    description:
      'Share of the price that is kept for a cancelled placement where a kill fee is agreed.',
    unit: 'share',
    value: 0.25,
    distribution: 'fixed',
    ...SHARE,
    ...ASSUMED,
  },
  {
    name: 'booking.replacement.probability',
    description: 'Chance that somebody else is found for a cancelled placement, at the same fee.',
    unit: 'probability',
    value: 0.6,
    distribution: 'Bernoulli, one draw per cancelled placement',
    ...SHARE,
    ...ASSUMED,
  },
  {
    name: 'booking.replacement.delay.median',
    description: 'Days until the replacement posts.',
    unit: 'days',
    value: 7,
    distribution: 'median of LN(median, ln-sd), one draw per replacement',
    min: 0,
    max: 365,
    ...ASSUMED,
  },
  {
    name: 'booking.replacement.delay.lnSd',
    description: 'Spread of the days until the replacement posts.',
    unit: 'sd of ln',
    value: 0.5,
    distribution: 'ln-sd of LN(median, ln-sd), one draw per replacement',
    ...SPREAD,
    ...ASSUMED,
  },
  {
    name: 'booking.onTime',
    description: 'Chance that a placement is posted on its planned day.',
    unit: 'probability',
    value: 0.7,
    distribution: 'Bernoulli, one draw per placement',
    ...SHARE,
    ...ASSUMED,
  },
  {
    name: 'booking.delay.shape',
    description: 'Days that a late placement is late, mean 4: shape.',
    unit: 'shape',
    value: 2,
    distribution: 'shape of Gamma(shape, scale), one draw per late placement',
    min: 0.1,
    max: 1000,
    ...ASSUMED,
  },
  {
    name: 'booking.delay.scale',
    description: 'Days that a late placement is late: scale.',
    unit: 'days',
    value: 2,
    distribution: 'scale of Gamma(shape, scale), one draw per late placement',
    min: 0,
    max: 365,
    ...ASSUMED,
  },
];
