import type { ResolvedScenario } from '../../schema/scenario.js';
import {
  column,
  resolveAssumptions,
  type Diagnostic,
  type Group,
  type Line,
  type Metric,
  type Outcome,
  type Population,
  type Preset,
  type Row,
} from '../../simulations/index.js';
import { NO_FEES } from '../support/scenario.js';

type Columns = Readonly<Partial<Record<Metric, readonly number[] | null>>>;

/** An outcome with exactly these draws; metrics left out were not computed. */
export function outcome({
  total,
  lines = {},
  targets = { probabilities: [], standardErrors: [], joint: null, jointStandardError: null },
  withinBudget = null,
  diagnostics = [],
}: {
  readonly total: Columns;
  readonly lines?: Readonly<Record<string, Columns>>;
  readonly targets?: Outcome['targets'];
  readonly withinBudget?: number | null;
  readonly diagnostics?: readonly Diagnostic[];
}): Outcome {
  return {
    engineVersion: 1,
    seed: 'groundswell',
    draws: Object.values(total)[0]?.length ?? 0,
    groups: [
      group('TOTAL', 'total', total),
      ...Object.entries(lines).map(([key, columns]) => group('LINE', key, columns)),
    ],
    targets,
    withinBudget,
    withinBudgetStandardError: null,
    diagnostics,
  };
}

function group(kind: Group['kind'], key: string, columns: Columns): Group {
  return {
    kind,
    key,
    basis: null,
    columns: Object.fromEntries(
      Object.entries(columns).map(([metric, draws]) => [
        metric,
        draws && column(Float64Array.from(draws)),
      ]),
    ),
  };
}

export function line({
  key,
  row,
  ...population
}: { readonly key: string; readonly row: Row } & Partial<Population>): Line {
  return {
    key,
    tier: null,
    role: row === 'SHARER_ACTION' ? 'SHARER' : 'CREATOR',
    row,
    candidates: {
      medianFollowers: 5000,
      followersLnSd: 0,
      minFollowers: 1,
      maxFollowers: null,
      ...population,
    },
    buy: { share: 1 },
    feeMinor: null,
    sponsored: true,
    vetted: false,
    promoCode: false,
    adLoad: 1,
  };
}

/** A plan for $100,000 whose lines are called by their keys. */
export function resolved(
  lines: readonly Line[],
  { preset = '2025' }: { readonly preset?: Preset } = {},
): ResolvedScenario {
  return {
    scenario: {
      currency: 'USD',
      budgetMinor: 10_000_000,
      flightDays: 30,
      universe: 60e6,
      cells: [],
      audience: null,
      fees: NO_FEES,
      brandContent: false,
      lines,
      targets: [],
      assumptions: resolveAssumptions({ preset, negativity: null, overrides: {} }),
    },
    lineNames: Object.fromEntries(lines.map(({ key }) => [key, key])),
    tierNames: {},
    overridden: new Set(),
    learned: new Map(),
    learnedFromItself: false,
    usesDemoData: false,
    inputError: (error) => {
      throw error;
    },
  };
}
