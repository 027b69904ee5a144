import { describe, expect, it } from 'vitest';
import {
  lineNames,
  type LineMemories,
  type OtherRun,
  type Outcome,
  Run,
  type Scenario,
  type Selection,
} from '../../simulations/index.js';
import {
  aCandidate,
  aLine,
  ALL_GROUPS,
  ALL_METRICS,
  aScenario,
  people,
} from '../support/scenario.js';

const DRAWS = 600;
const options = {
  seed: 'reuse',
  draws: DRAWS,
  select: { metrics: ALL_METRICS, groups: ALL_GROUPS, withinBudget: true },
};

const creators = aLine({ key: 'creators', tier: 'micro', buy: { share: 0.1 }, promoCode: true });
const videos = aLine({ key: 'videos', tier: 'video', row: 'TIKTOK_VIDEO', buy: { count: 4 } });
const sharers = aLine({
  key: 'sharers',
  row: 'SHARER_ACTION',
  candidates: people(1_200, 0.8),
  buy: { count: 9 },
});
const display = aLine({ key: 'display', row: 'DISPLAY_AD', buy: { share: 0.1 } });
const plan = aScenario({ lines: [creators, videos, sharers, display] });

/** Runs a scenario over what earlier runs have left, and leaves what it finds. */
function run(
  scenario: Scenario,
  known: LineMemories = {},
  draws = DRAWS,
  select: Selection = options.select,
  other?: OtherRun,
) {
  const asked = { ...options, draws, select };
  const keys = [...lineNames(scenario, asked).keys()];
  const one = new Run(scenario, asked, undefined, undefined, {
    keys,
    known,
    ...(other && { other }),
  });
  for (let index = 0; index < one.blockCount; index++) one.drawBlock(index);
  for (let index = 0; index < one.columnCount; index++) one.sortColumn(index);
  return { outcome: one.outcome(), lines: one.memory.lines, memory: one.memory };
}

/** What is known of a scenario's lines by what another run has left, as their names say. */
function knownOf(scenario: Scenario, from: Scenario, lines: LineMemories): LineMemories {
  const left = new Map([...lineNames(from, options)].map(([key, name]) => [name, lines[key]]));
  return Object.fromEntries(
    [...lineNames(scenario, options)].flatMap(([key, name]) => {
      const memory = left.get(name);
      return memory ? [[key, memory]] : [];
    }),
  );
}

function bytesOf({ groups, ...rest }: Outcome) {
  const columns = groups.flatMap(({ key, kind, columns: of }) =>
    Object.entries(of).map(([metric, column]) => [kind, key, metric, column && [...column.draws]]),
  );
  return JSON.stringify([rest, columns], (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

describe('an edited plan', () => {
  const edits: Record<string, Scenario> = {
    'of a cheaper video': {
      ...plan,
      lines: [creators, { ...videos, feeMinor: 9_000 }, sharers, display],
    },
    'of more sharers': {
      ...plan,
      lines: [creators, videos, { ...sharers, buy: { count: 12 } }, display],
    },
    'without creators': { ...plan, lines: [videos, sharers, display] },
    'with more of the money': {
      ...plan,
      lines: [{ ...creators, buy: { share: 0.2 } }, videos, sharers, display],
    },
    'with other names': {
      ...plan,
      lines: plan.lines.map((line) => ({ ...line, key: `${line.key}, renamed` })),
    },
    'in another universe': { ...plan, universe: 50_000_000 },
  };
  const first = run(plan);

  it.each(Object.entries(edits))('%s is what it is without what is known', (_name, edited) => {
    const known = knownOf(edited, plan, first.lines);
    expect(bytesOf(run(edited, known).outcome)).toBe(bytesOf(run(edited).outcome));
  });

  const sameLines = (edited: Scenario) => {
    const before = lineNames(plan, options);
    const names = [...lineNames(edited, options)];
    return names.flatMap(([key, name]) => (before.get(key) === name ? [key] : []));
  };
  const beside = (edited: Scenario, memory = first.memory) =>
    run(edited, {}, DRAWS, options.select, { scenario: plan, memory, same: sameLines(edited) });

  it.each(Object.entries(edits))('%s is what it is without another run’s columns', (_, edited) => {
    expect(bytesOf(beside(edited).outcome)).toBe(bytesOf(run(edited).outcome));
  });

  it('takes the columns of groups without an edited line from another run, and no others', () => {
    const edited = edits['of a cheaper video'];
    expect(sameLines(edited).sort()).toEqual(['creators', 'sharers']);
    const spoilt = structuredClone(first.memory);
    new Float64Array(spoilt.columns).fill(1);
    const truth = run(edited).outcome.groups;
    const taken: string[] = [];
    beside(edited, spoilt).outcome.groups.forEach(({ kind, key, columns }, i) => {
      const { REACH } = columns;
      if (REACH!.draws.every((draw) => draw === 1)) taken.push(`${kind} ${key}`);
      else expect(REACH).toEqual(truth[i].columns.REACH);
    });
    expect(taken.sort()).toEqual([
      'LAYER SHARER',
      'LINE creators',
      'LINE sharers',
      'PLATFORM INSTAGRAM',
      'PLATFORM SHARER',
      'TIER micro',
    ]);
  });

  it.each([...ALL_METRICS, undefined])('keeps what %s is made of', (metric) => {
    const edited = edits['of a cheaper video'];
    const select = {
      metrics: metric === undefined ? [] : [metric],
      groups: ALL_GROUPS,
      withinBudget: metric === undefined,
    };
    const { lines } = run(plan, {}, DRAWS, select);
    const known = { creators: lines.creators, sharers: lines.sharers };
    expect(bytesOf(run(edited, known, DRAWS, select).outcome)).toBe(
      bytesOf(run(edited, {}, DRAWS, select).outcome),
    );
  });

  it('takes the lines that were not edited from what is known', () => {
    const edited = edits['of a cheaper video'];
    const known = knownOf(edited, plan, first.lines);
    // A fee changes nothing in the posts that sharers pass on.
    expect(Object.keys(known).sort()).toEqual(['creators', 'sharers']);
    const spoilt = structuredClone(known.creators);
    new Float64Array(spoilt.results).fill(1);
    expect(bytesOf(run(edited, { creators: spoilt }).outcome)).not.toBe(
      bytesOf(run(edited).outcome),
    );
  });

  it('simulates sharers anew where the posts that they pass on are others', () => {
    for (const edit of ['with more of the money', 'without creators']) {
      const known = knownOf(edits[edit], plan, first.lines);
      expect(Object.keys(known)).toEqual(['videos']);
    }
  });

  it('simulates named sharers anew too', () => {
    const fans = {
      ...sharers,
      candidates: [aCandidate({ profile: 'fan' })],
      buy: { all: true } as const,
    };
    const nameIn = (lines: Scenario['lines']) => {
      const select = { metrics: ['REACH', 'ENGAGEMENTS'] as const, groups: ALL_GROUPS };
      return lineNames({ ...plan, lines }, { ...options, select }).get('sharers');
    };
    expect(nameIn([videos, fans])).not.toBe(nameIn([creators, videos, fans]));
  });

  it('is simulated anew where the seed, the draws’ steps or the assumptions are others', () => {
    const names = (own: Partial<typeof options>, scenario = plan) => [
      ...lineNames(scenario, { ...options, ...own }).values(),
    ];
    expect(names({ seed: 'other' })).not.toEqual(names({}));
    expect(names({ select: { ...options.select, metrics: ['REACH'] } })).not.toEqual(names({}));
    expect(names({}, { ...plan, flightDays: 31 })).not.toEqual(names({}));
    expect(names({ draws: 1_000_000 })).toEqual([]);
  });

  it('of more draws takes the first from what is known', () => {
    const longer = run(plan, run(plan, {}, 512).lines, 1024);
    expect(bytesOf(longer.outcome)).toBe(bytesOf(run(plan, {}, 1024).outcome));
  });
});

describe('named profiles', () => {
  const named = (key: string, profiles: string[]) =>
    aLine({
      key,
      buy: { all: true },
      candidates: profiles.map((profile) => aCandidate({ profile })),
    });

  it('are simulated anew when somebody they may share a discount with is added', () => {
    const one = aScenario({ lines: [named('a', ['ada'])] });
    const two = aScenario({ lines: [named('a', ['ada']), named('b', ['bob'])] });
    const select = { metrics: ['REACH', 'SPEND'] as const, groups: ALL_GROUPS };
    const nameIn = (scenario: Scenario) => lineNames(scenario, { ...options, select }).get('a');
    expect(nameIn(one)).toBeDefined();
    expect(nameIn(one)).not.toBe(nameIn(two));
  });

  it('are never reused where events are counted once per person', () => {
    const scenario = aScenario({ lines: [named('a', ['ada'])] });
    expect(lineNames(scenario, options).size).toBe(0);
  });
});
