import { describe, expect, it } from 'vitest';
import { simulate } from '../../simulations/index.js';
import { openTestServer } from '../support/server.js';
import { apiOf } from './api.js';
import { keptPrecision } from '../../schema/kept-precision.js';
import { choosePrecision } from '../../schema/precision.js';

const AT = ['input', 'scenario'];
const PATH = ['input', 'precision'];

describe('the precision of a forecast that is kept', () => {
  it('is the server’s choice where that can be kept', () => {
    const chosen = choosePrecision(100, null, AT, PATH);
    expect(keptPrecision(chosen, 3, null)).toEqual({ ...chosen, limit: 20_456 });
  });

  it('is as much as can be kept of a plan of many lines', () => {
    expect(keptPrecision(choosePrecision(100, null, AT, PATH), 40, null)).toMatchObject({
      draws: 2048,
      limit: 2992,
      reason: 'The server took 2,048 draws: as many as are kept of a plan of 40 lines.',
    });
  });

  it('is refused where more draws were asked for', () => {
    const chosen = choosePrecision(100, { draws: 8192 }, AT, PATH);
    expect(() => keptPrecision(chosen, 40, 8192)).toThrow(
      /^input.precision.draws must be at most \d+ to be kept, for a plan of 40 lines, but got 8192$/,
    );
  });

  it('ends there on the way to a relative error', () => {
    const chosen = choosePrecision(100, { relativeError: 0.01 }, AT, PATH);
    expect(keptPrecision(chosen, 40, null)).toEqual({
      ...chosen,
      ...{ limit: 2048, limitedBy: 'what is kept of a plan of 40 lines' },
    });
    const dear = choosePrecision(150_000, { relativeError: 0.01 }, AT, PATH);
    expect(keptPrecision(dear, 40, null)).toEqual(dear);
  });

  it('is told in words', async () => {
    const server = await openTestServer({
      // All that is asked of it here; a whole forecast of so many lines takes seconds.
      simulate: (scenario, options) =>
        Promise.resolve().then(() =>
          simulate(scenario, { ...options, select: { metrics: ['CLICKS'], groups: ['TOTAL'] } }),
        ),
    });
    const { savedForecastEdge: edge } = await apiOf(server).mutate(
      'saveForecast',
      {
        name: 'Precise',
        scenario: { mix: Array.from({ length: 40 }, () => ({ tier: 'micro-post', count: 1 })) },
        precision: { relativeError: 0.0001, of: 'CLICKS' },
      },
      'savedForecastEdge { node { forecast { precision { draws met reason } } } }',
    );
    await server.close();
    const { draws, met, reason } = edge.node.forecast.precision;
    expect({ draws, met }).toEqual({ draws: 2048, met: false });
    expect(reason).toMatch(
      /^2,048 draws, the largest doubling within what is kept of a plan of 40 lines, leave the standard error of the average clicks at /,
    );
  });
});
