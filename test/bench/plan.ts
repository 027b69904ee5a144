/**
 * The plans that the kernel and its references are measured on, and the file in which a reference
 * that does not speak TypeScript reads them.
 *
 *     npx tsx test/bench/plan.ts five-tiers 1000 > plan.json
 *     npx tsx test/bench/plan.ts every-step > plan.json
 */
import { pathToFileURL } from 'node:url';
import {
  DEFAULT_PRESET,
  type Line,
  placementsOf,
  type Population,
  resolveAssumptions,
  type Scenario,
} from '../../simulations/index.js';
import { bindParameters } from '../../simulations/bind-parameters.js';
import { LN_ANCHOR, type Parameters } from '../../simulations/parameters.js';
import { makePlan } from '../../simulations/plan/plan.js';

/** A scenario without named profiles or cells, with everything that a reference has to know. */
export interface PlanFile extends Omit<Scenario, 'lines' | 'assumptions' | 'targets' | 'cells'> {
  readonly name: string;
  /** Placements that are expected, a little on the high side. */
  readonly placements: number;
  /** ln of the followers at which rates and prices are stated. */
  readonly lnAnchor: number;
  /** Factor from creators' fees to what is paid with agency and usage rights. */
  readonly feeFactor: number;
  readonly parameters: Parameters;
  /** In key order, in which creators are counted when sharers are tied to their posts. */
  readonly lines: readonly PlanFileLine[];
}

export interface PlanFileLine extends Line {
  readonly candidates: Population;
  /** Where booking by money stops at the latest; null for a line bought by count or display. */
  readonly mostCandidates: number | null;
}

/**
 * Five tiers of people nobody has named yet, with as many placements each (what is left over goes
 * to the sharers), bought by count. There is no budget, so a run that asks for no money draws none.
 */
export function fiveTiers(placements: number): Scenario {
  const each = Math.floor(placements / 5);
  return {
    ...EMPTY,
    lines: [
      celebrities({ buy: { count: each } }),
      macroPosts({ buy: { count: each } }),
      microVideos({ buy: { count: each } }),
      microStories({ buy: { count: each } }),
      sharers({ buy: { count: placements - 4 * each } }),
    ],
  };
}

/** A small plan that takes every step of the model that needs neither names nor cells. */
export function everyStep(): Scenario {
  return {
    ...EMPTY,
    budgetMinor: 30_000_000,
    universe: 20_000_000,
    audience: { people: 6_000_000, platformShare: { INSTAGRAM: 0.4, TIKTOK: 0.25 } },
    fees: {
      agencyShare: 0.1,
      rightsShare: 0.05,
      screeningMinor: 5_000,
      seedingMinor: 2_000,
      moderationMinor: 1_000,
      killFee: true,
    },
    brandContent: true,
    lines: [
      celebrities({ buy: { share: 0.3 } }),
      macroPosts({ buy: { share: 0.3 } }),
      microVideos({ buy: { count: 12 }, feeMinor: 40_000, adLoad: 3 }),
      microStories({ buy: { count: 7 }, sponsored: false }),
      // Two lines of one tier, so that a tier is more than a line.
      microStories({ key: 'micro-story-vetted', buy: { share: 0.05 }, vetted: true }),
      { ...celebrities({ buy: { count: 2 } }), key: 'integration', row: 'YOUTUBE_INTEGRATION' },
      sharers({ buy: { count: 60 }, promoCode: true }),
      {
        ...sharers({ buy: { share: 0.2 } }),
        key: 'display',
        tier: 'display',
        role: 'CREATOR',
        row: 'DISPLAY_AD',
      },
    ],
  };
}

/** Writes a scenario without named profiles or cells as the references read it. */
export function planFile(name: string, scenario: Scenario): PlanFile {
  const { assumptions, lines, currency, budgetMinor, flightDays } = scenario;
  const { universe, audience, fees, brandContent } = scenario;
  const plan = makePlan(scenario, { metrics: [], groups: [] });
  const mostCandidates = new Map(plan.lines.map((line) => [line.key, line.mostCandidates]));
  return {
    name,
    placements: placementsOf(scenario),
    currency,
    budgetMinor,
    flightDays,
    universe,
    audience,
    fees,
    feeFactor: plan.feeFactor,
    brandContent,
    lnAnchor: LN_ANCHOR,
    parameters: bindParameters(assumptions, currency),
    lines: [...lines]
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map((line) => ({
        ...line,
        candidates: line.candidates as Population,
        mostCandidates: 'share' in line.buy ? (mostCandidates.get(line.key) ?? null) : null,
      })),
  };
}

/** The scenario of a name and a number of placements. */
export function scenarioOf(name: string, placements: number): Scenario {
  if (name === 'every-step') return everyStep();
  if (name === 'five-tiers' && Number.isInteger(placements) && placements >= 5) {
    return fiveTiers(placements);
  }
  throw new RangeError(
    `the plan must be every-step, or five-tiers with at least 5 placements, but got ${name} ${placements}`,
  );
}

const EMPTY: Omit<Scenario, 'lines'> = {
  currency: 'USD',
  budgetMinor: null,
  flightDays: 30,
  universe: 150_000_000,
  cells: [],
  audience: null,
  fees: {
    agencyShare: 0.1,
    rightsShare: 0,
    screeningMinor: 10_000,
    seedingMinor: 1_500,
    moderationMinor: 500,
    killFee: false,
  },
  brandContent: false,
  targets: [],
  assumptions: resolveAssumptions({ preset: DEFAULT_PRESET, negativity: null, overrides: {} }),
};

type Own = Partial<Line> & Pick<Line, 'buy'>;

function celebrities(own: Own): Line {
  return {
    ...REFERENCE,
    key: 'celebrity',
    tier: 'celebrity',
    role: 'ANCHOR',
    row: 'YOUTUBE_VIDEO',
    candidates: people(1_500_000, 0.5, 500_000, null),
    vetted: true,
    ...own,
  };
}

function macroPosts(own: Own): Line {
  return {
    ...REFERENCE,
    key: 'macro-post',
    tier: 'macro-post',
    row: 'INSTAGRAM_POST',
    candidates: people(200_000, 0.6, 50_000, 1_000_000),
    promoCode: true,
    ...own,
  };
}

function microVideos(own: Own): Line {
  return {
    ...REFERENCE,
    key: 'micro-tiktok',
    tier: 'micro-tiktok',
    row: 'TIKTOK_VIDEO',
    candidates: people(40_000, 0.7, 10_000, 200_000),
    ...own,
  };
}

function microStories(own: Own): Line {
  return {
    ...REFERENCE,
    key: 'micro-story',
    tier: 'micro-story',
    row: 'INSTAGRAM_STORY',
    candidates: people(20_000, 0.7, 5_000, 100_000),
    promoCode: true,
    ...own,
  };
}

function sharers(own: Own): Line {
  return {
    ...REFERENCE,
    key: 'sharer',
    tier: 'sharer',
    role: 'SHARER',
    row: 'SHARER_ACTION',
    candidates: people(1_200, 0.8, 100, 10_000),
    sponsored: false,
    ...own,
  };
}

const REFERENCE: Pick<Line, 'role' | 'feeMinor' | 'sponsored' | 'vetted' | 'promoCode' | 'adLoad'> =
  {
    role: 'CREATOR',
    feeMinor: null,
    sponsored: true,
    vetted: false,
    promoCode: false,
    adLoad: 1,
  };

function people(
  medianFollowers: number,
  followersLnSd: number,
  minFollowers: number,
  maxFollowers: number | null,
): Population {
  return { medianFollowers, followersLnSd, minFollowers, maxFollowers };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [name = '', placements = ''] = process.argv.slice(2);
  const scenario = scenarioOf(name, Number(placements));
  process.stdout.write(`${JSON.stringify(planFile(name, scenario))}\n`);
}
