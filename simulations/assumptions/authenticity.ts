import { BETA_SHAPE, type Definition } from './define.js';

const UNVETTED = {
  unit: 'shape',
  ...BETA_SHAPE,
  evidence: 'W',
  source:
    'HypeAuditor 2019 (50K accounts: 28–50% low-quality audience; 59.9% of US followers real), own fit of 4,009 top accounts (mean .72)',
  date: '2019',
} as const;
const VETTED = {
  unit: 'shape',
  ...BETA_SHAPE,
  evidence: 'W',
  source: 'Own fit of the authentic share of engagement, 4,009 top account-months, 2022',
  date: '2022',
} as const;

/** Which share of the followers is real. */
export const authenticity: readonly Definition[] = [
  {
    ...UNVETTED,
    name: 'authenticity.unvetted.alpha',
    description:
      'Authentic share of an unvetted account’s followers, mean .60 with a long tail of bought followers: first shape.',
    value: 3.6,
    distribution: 'α of Beta(α, β), one draw per influencer',
  },
  {
    ...UNVETTED,
    name: 'authenticity.unvetted.beta',
    description: 'Authentic share of an unvetted account’s followers: second shape.',
    value: 2.4,
    distribution: 'β of Beta(α, β), one draw per influencer',
  },
  {
    ...VETTED,
    name: 'authenticity.vetted.alpha',
    description:
      'Authentic share of a vetted account’s followers, mean .72 without the tail of bought followers: first shape.',
    value: 10.8,
    distribution: 'α of Beta(α, β), one draw per influencer',
  },
  {
    ...VETTED,
    name: 'authenticity.vetted.beta',
    description: 'Authentic share of a vetted account’s followers: second shape.',
    value: 4.2,
    distribution: 'β of Beta(α, β), one draw per influencer',
  },
];
