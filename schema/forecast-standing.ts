import { builder } from './builder.js';
import { described } from './described.js';
import { HORIZONS, type Horizon } from './scored-forecasts.js';
import { STANDINGS, type Standing } from './what-came.js';

export const HorizonEnum = builder.enumType('ForecastHorizon', {
  description: 'When a forecast was saved, relative to the flight.',
  values: described<Horizon>(HORIZONS),
});

export const StandingEnum = builder.enumType('ForecastStanding', {
  description: 'How far a saved forecast has come on its way to a score.',
  values: described<Standing>(STANDINGS),
});

interface NotScored {
  readonly standing: Standing;
  readonly count: number;
}

export const NotScoredType = builder.objectRef<NotScored>('NotScored').implement({
  description: 'How many saved forecasts are not held against results, and why.',
  fields: (t) => ({
    standing: t.expose('standing', { type: StandingEnum, description: 'Why not; never `SCORED`.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
});
