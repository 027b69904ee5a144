import type { Actuals } from './actuals-loader.js';
import { builder } from './builder.js';
import { Campaign } from './campaign.js';
import { MoneyType } from './money.js';
import { Placement } from './placement.js';
import { COUNT_NAMES, COUNTS, type CountColumn, REVENUE } from './result-counts.js';

/** Added up over placements, `reach` is no longer unduplicated, and the API says so. */
const FIELD: Readonly<Partial<Record<CountColumn, string>>> = { reach: 'grossReach' };

export const ActualsType = builder.objectRef<Actuals>('Actuals').implement({
  description:
    'What was seen so far: of each placement the highest count that any source saw, added up. Each count stands for itself: sources disagree, so conversions that one saw may be more than the clicks that another did. Counts that no source told are null.',
  fields: (t) => ({
    placements: t.exposeInt('placements', {
      description: 'Placements of which something was seen.',
    }),
    revenue: t.field({
      type: MoneyType,
      nullable: true,
      description: REVENUE,
      resolve: ({ revenueMinor }, _args, { viewer: { currency } }) =>
        revenueMinor === null ? null : { minor: revenueMinor, currency },
    }),
    negativeEngagementRatio: t.field({
      type: 'Probability',
      nullable: true,
      description:
        'Negative share of the reactions that carry an opinion, weighted by engagements; null without reactions.',
      resolve: ({ negativeEngagementRatio }) => negativeEngagementRatio,
    }),
    capturedAt: t.expose('capturedAt', {
      type: 'DateTime',
      description: 'When the latest of these counts were seen.',
    }),
  }),
});

for (const name of COUNT_NAMES) {
  const description =
    name === 'reach'
      ? 'People reached, added up over placements, so that one person can count many times.'
      : COUNTS[name];
  builder.objectField(ActualsType, FIELD[name] ?? name, (t) =>
    t.field({ type: 'Count', nullable: true, description, resolve: (actuals) => actuals[name] }),
  );
}

builder.objectField(Placement, 'actuals', (t) =>
  t.field({
    type: ActualsType,
    nullable: true,
    description:
      'What was seen of it so far, each count the highest that any source saw; null if nothing was.',
    resolve: ({ id }, _args, { loaders }) => loaders.actualsOfPlacement.load(id),
  }),
);

builder.objectField(Campaign, 'actuals', (t) =>
  t.field({
    type: ActualsType,
    nullable: true,
    description:
      'What was seen of its placements so far, archived ones left out: of each placement every count is the highest that any source saw. Null if nothing was.',
    resolve: ({ id }, _args, { loaders }) => loaders.actualsOfCampaign.load(id),
  }),
);
