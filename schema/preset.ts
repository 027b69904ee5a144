import type { Negativity, Preset } from '../simulations/index.js';
import { builder } from './builder.js';

export const PresetEnum = builder.enumType('Preset', {
  description: 'The year that a set of assumptions describes.',
  values: {
    YEAR_2017: { value: '2017' satisfies Preset, description: 'The year of the founding claims.' },
    YEAR_2020: {
      value: '2020' satisfies Preset,
      description: 'Less reach per follower on Instagram and in friends’ feeds; else as 2017.',
    },
    YEAR_2025: {
      value: '2025' satisfies Preset,
      description:
        'A quarter of the reach per follower of 2017 on Instagram, a third in friends’ feeds; else as 2017. The default.',
    },
  } as const,
});

export const NegativityEnum = builder.enumType('Negativity', {
  description: 'A belief about how negative engagement moves with prominence.',
  values: {
    CLAIM: {
      value: 'claim' satisfies Negativity,
      description: 'The founding claim at its word: it rises steeply with followers.',
    },
    NO_EFFECT: {
      value: 'null' satisfies Negativity,
      description: 'The null hypothesis: it does not depend on followers or sponsorship.',
    },
  } as const,
});
