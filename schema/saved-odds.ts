import { type Outcome, targetOdds } from '../simulations/index.js';
import { builder } from './builder.js';
import { InputError } from './errors.js';
import { type TargetOdds, TargetOddsType } from './forecast.js';
import { columnOf } from './forecast-text.js';
import { savedAnswer, SavedForecast } from './saved-forecast.js';
import { checkedTargets } from './scenario.js';
import { TargetInput } from './target-input.js';

interface JointOdds {
  readonly targets: readonly TargetOdds[];
  readonly outcome: Outcome['targets'];
}

const JointOddsType = builder.objectRef<JointOdds>('JointOdds').implement({
  description: 'Several KPIs, and the odds of meeting each of them and all of them.',
  fields: (t) => ({
    targets: t.field({
      type: [TargetOddsType],
      description: 'Each with its odds, in the order of the question.',
      resolve: ({ targets }) => [...targets],
    }),
    jointProbability: t.field({
      type: 'Probability',
      nullable: true,
      description: 'Odds of meeting all of them at once.',
      resolve: ({ outcome }) => outcome.joint,
    }),
    jointStandardError: t.float({
      nullable: true,
      description: 'Monte Carlo standard error of `jointProbability`.',
      resolve: ({ outcome }) => outcome.jointStandardError,
    }),
  }),
});

builder.objectField(SavedForecast, 'odds', (t) =>
  t.field({
    type: JointOddsType,
    description:
      'The odds of targets that nobody had asked for when it was saved, from the draws that were kept.',
    args: {
      targets: t.arg({ type: [TargetInput], required: true, description: 'At least one.' }),
    },
    resolve: async (row, { targets: asked }, ctx) => {
      if (asked.length === 0) throw new InputError(['targets'], 'must not be empty', asked);
      const { currency } = ctx.viewer;
      const targets = checkedTargets(['targets'], asked, currency);
      const metrics = [...new Set(targets.map(({ metric }) => metric))];
      const { outcome } = await savedAnswer(row, { metrics, groups: ['TOTAL'] }, ctx);
      const odds = targetOdds(
        targets,
        (metric) => columnOf(outcome, 'TOTAL', 'total', metric)?.draws ?? null,
        outcome.draws,
      );
      return {
        outcome: odds,
        targets: targets.map((target, i) => ({
          target,
          currency,
          probability: odds.probabilities[i],
          standardError: odds.standardErrors[i],
        })),
      };
    },
  }),
);
