import { describe, expect, it } from 'vitest';
import { Run, type RunOptions, simulate } from '../../simulations/index.js';
import { ALL_GROUPS, aLine, aScenario } from '../support/scenario.js';

const PLAN = aScenario({
  lines: [aLine({ buy: { share: 0.02 } }), aLine({ key: 'friends', row: 'SHARER_ACTION' })],
});
const asked = (draws: number): RunOptions => ({
  seed: 'run',
  draws,
  select: { metrics: ['REACH', 'CPE', 'NEGATIVE_ENGAGEMENT_RATIO'], groups: ALL_GROUPS },
});
const fresh = (draws: number) => simulate(PLAN, asked(draws));

/** What is left of a run, from the last block and column to the first. */
function finish(run: Run, fromBlock = 0) {
  for (let block = run.blockCount - 1; block >= fromBlock; block--) run.drawBlock(block);
  for (let column = run.columnCount - 1; column >= 0; column--) run.sortColumn(column);
  return run.outcome();
}

describe('a run', () => {
  it('has the same answer in whatever order its blocks are drawn', () => {
    expect(finish(new Run(PLAN, asked(1000)))).toEqual(fresh(1000));
  });

  it('can be opened twice over one memory, its blocks and columns shared out', () => {
    const first = new Run(PLAN, asked(1000));
    const second = new Run(PLAN, asked(1000), first.memory);
    for (const block of [2, 1]) first.drawBlock(block);
    for (const block of [3, 0]) second.drawBlock(block);
    for (let column = 0; column < first.columnCount; column++) {
      (column % 3 === 0 ? first : second).sortColumn(column);
    }
    expect(second.outcome()).toEqual(fresh(1000));
  });

  it('tells whether targets are met without columns of the whole in the answer', () => {
    const plan = { ...PLAN, targets: [{ metric: 'CLICKS', atLeast: 500, atMost: null }] as const };
    const whole = simulate(plan, {
      ...asked(1000),
      select: { metrics: ['CLICKS'], groups: ['TOTAL'] },
    });
    const lines = simulate(plan, {
      ...asked(1000),
      select: { metrics: ['SPEND'], groups: ['LINE'] },
    });
    expect(whole.targets.joint).toBeGreaterThan(0);
    expect(lines.targets).toEqual(whole.targets);
  });

  it('counts everybody as wanted without a wanted audience', () => {
    const select = { metrics: ['REACH', 'TARGET_REACH'], groups: ALL_GROUPS } as const;
    for (const { columns } of simulate(PLAN, { ...asked(1000), select }).groups) {
      expect(columns.TARGET_REACH).toEqual(columns.REACH);
    }
  });

  it.each([
    { from: 600, to: 1000, fromBlock: 2 },
    { from: 512, to: 1000, fromBlock: 2 },
    { from: 1000, to: 600, fromBlock: 2 },
    { from: 1000, to: 512, fromBlock: 2 },
    { from: 8, to: 1000, fromBlock: 0 },
  ])('of $from draws goes on as one of $to, full blocks kept', ({ from, to, fromBlock }) => {
    const before = new Run(PLAN, asked(from));
    finish(before);
    const after = new Run(PLAN, asked(to), before.resized(to));
    expect(finish(after, fromBlock)).toEqual(fresh(to));
  });
});
