import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { SOBOL_DIMENSIONS } from '../../../simulations/math/sobol.js';
import { CREATOR_ROWS } from '../../../simulations/parameters.js';
import { makePlan, type Plan } from '../../../simulations/plan/plan.js';
import { BLOCK, seedKey, Streams } from '../../../simulations/random.js';
import { ShockCache } from '../../../simulations/world/shock-cache.js';
import { ShockDraws } from '../../../simulations/world/shock-draws.js';
import {
  PSEUDO_RANDOM_SHOCKS,
  type ShockName,
  SOBOL_SHOCKS,
} from '../../../simulations/world/shock-names.js';
import { Shocks } from '../../../simulations/world/shocks.js';
import { Tables } from '../../../simulations/world/tables.js';
import { aLine, ALL_METRICS, aScenario, assumptions } from '../../support/scenario.js';

function planOf(values: Record<string, number> = {}, metrics = ALL_METRICS): Plan {
  const scenario = aScenario({
    lines: CREATOR_ROWS.map((row) => aLine({ key: row, row })),
    assumptions: { ...assumptions(), values: { ...assumptions().values, ...values } },
  });
  return makePlan(scenario, { metrics, groups: ['TOTAL'] });
}

function shocksOf(plan: Plan, cache: ShockCache, seed = 'test'): Shocks {
  return new Shocks(plan, new Streams(seedKey(seed)), new Tables(plan.parameters), cache);
}

/** Everything that the shocks of a block hold. */
function everything(shocks: Shocks, plan: Plan, block: number): unknown {
  shocks.startBlock(block);
  return structuredClone([
    CREATOR_ROWS.map((row) => shocks.row(plan.parameters.rows[row])),
    shocks.display(),
    shocks.world(),
  ]);
}

describe('the register of shocks', () => {
  it('names nothing twice, and has room for the Sobol sequence’s dimensions', () => {
    const names = [...SOBOL_SHOCKS, ...PSEUDO_RANDOM_SHOCKS];
    expect(new Set(names).size).toBe(names.length);
    expect(SOBOL_SHOCKS.length).toBeLessThanOrEqual(SOBOL_DIMENSIONS);
  });

  it('is never renumbered: what has a dimension keeps it', () => {
    // The register is full: this stays for ever.
    const register = createHash('sha256').update(SOBOL_SHOCKS.join('\n')).digest('hex');
    expect(register).toMatchInlineSnapshot(
      `"2c1c3fd5b7e2055bb9426e6a18edbc8d914ec3dbdc5122f4ff44e2f1f52062fa"`,
    );
  });

  it('names all that is drawn', () => {
    const fill = vi.spyOn(ShockDraws.prototype, 'fillWords');
    const sds = Object.keys(assumptions().values).filter((name) => /sd(\.|$)/i.test(name));
    const plan = planOf(Object.fromEntries(sds.map((name) => [name, 0.1])));
    everything(shocksOf(plan, new ShockCache()), plan, 0);
    const drawn = new Set(fill.mock.calls.map(([name]) => name));
    fill.mockRestore();
    const idle = [...SOBOL_SHOCKS, ...PSEUDO_RANDOM_SHOCKS].filter((name) => !drawn.has(name));
    // Of these platforms there is no row, or no spread.
    expect(idle).toEqual([
      'level.reach.DISPLAY',
      'level.engagement.DISPLAY',
      'level.negativity.DISPLAY',
      'level.ctr.DISPLAY',
      'engagement.sponsored.SHARER',
      'engagement.sponsored.DISPLAY',
    ]);
    const named = new Set<ShockName>([...SOBOL_SHOCKS, ...PSEUDO_RANDOM_SHOCKS]);
    expect([...drawn].filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('common shocks', () => {
  it('cover the worlds evenly in every batch: 32 points fill 32 equal strips', () => {
    const draws = new ShockDraws(new Streams(seedKey('test')), new Tables(planOf().parameters));
    for (const name of SOBOL_SHOCKS) {
      draws.startBlock(3);
      const uniforms = draws.uniform(name, (u) => u);
      for (let batch = 0; batch < 8; batch++) {
        const strips = uniforms.filter((_, d) => d % 8 === batch).map((u) => Math.floor(32 * u));
        expect(new Set(strips).size).toBe(32);
      }
    }
  });

  it('are the same whether a run finds them or draws them', () => {
    const plan = planOf();
    const cache = new ShockCache();
    const drawn = everything(shocksOf(plan, cache), plan, 5);
    const found = shocksOf(plan, cache);
    expect(everything(found, plan, 5)).toEqual(drawn);
    expect(everything(shocksOf(plan, new ShockCache(0)), plan, 5)).toEqual(drawn);
    const row = plan.parameters.rows.TIKTOK_VIDEO;
    found.startBlock(5);
    const again = shocksOf(plan, cache);
    again.startBlock(5);
    expect(again.row(row)).toBe(found.row(row));
  });

  it('are drawn for the steps that are needed, and are the same whatever else is', () => {
    const all = planOf();
    const some = planOf({}, ['GROSS_REACH']);
    const cache = new ShockCache();
    const row = (plan: Plan) => shocksOf(plan, cache).row(plan.parameters.rows.INSTAGRAM_POST);
    expect(row(some).reach).toEqual(row(all).reach);
    expect(row(some).clicks).toEqual(new Float64Array(BLOCK).fill(NaN));
    expect(row(all).clicks.every((factor) => factor > 0)).toBe(true);
  });

  it('are drawn anew for another seed, another block, and other assumptions', () => {
    const plan = planOf();
    const other = planOf({ 'level.reach.sd': 0.3 });
    const cache = new ShockCache();
    const row = plan.parameters.rows.INSTAGRAM_POST;
    const reach = (of: Plan, seed: string, block: number): readonly number[] => {
      const shocks = shocksOf(of, cache, seed);
      shocks.startBlock(block);
      return [...shocks.row(row).reach];
    };
    const all = [
      reach(plan, 'test', 0),
      reach(plan, 'tests', 0),
      reach(plan, 'test', 1),
      reach(other, 'test', 0),
    ];
    expect(new Set(all.map(String)).size).toBe(4);
  });

  it('are kept up to so many bytes, those asked for last', () => {
    const plan = planOf();
    const row = plan.parameters.rows.INSTAGRAM_POST;
    const arrays = Object.values(
      shocksOf(plan, new ShockCache()).row(row) as object,
    ) as Uint8Array[];
    const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const cache = new ShockCache(2 * bytes);
    const shocks = shocksOf(plan, cache);
    const reachOf = (block: number) => {
      shocks.startBlock(block);
      return shocks.row(row).reach;
    };
    const first = reachOf(0);
    const second = reachOf(1);
    expect(reachOf(0)).toBe(first);
    reachOf(2);
    expect(reachOf(0)).toBe(first);
    const secondAgain = reachOf(1);
    expect(secondAgain).not.toBe(second);
    expect(secondAgain).toEqual(second);
  });
});
