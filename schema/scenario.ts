import type {
  Assumptions,
  Fees,
  LearnedParameter,
  Metric,
  Scenario,
  ScenarioError,
  Target,
} from '../simulations/index.js';
import type { Context, Viewer } from './context.js';
import { InputError, NotFoundError, type Path } from './errors.js';
import { toMinor } from './money.js';
import { rowId } from './node-id.js';
import { assumptionsOf } from './scenario-assumptions.js';
import { audienceOf, cellsOf, universeOf } from './scenario-audience.js';
import type { FlightInputShape, ScenarioInputShape } from './scenario-input.js';
import { DAY_MS, type LineDefaults, type PlannedLine } from './scenario-lines.js';
import { bareLines, mixLines } from './scenario-mix.js';
import { campaignLines, MAX_CAMPAIGN_PLACEMENTS, shortlistLines } from './scenario-roster.js';
import { loadScenarioRows, type CampaignRow, type ScenarioRows } from './scenario-rows.js';
import type { TargetInputShape } from './target-input.js';
import { minorUnits, unitOf } from './unit.js';

/** The one place where the API's words and the workspace's rows become the engine's scenario. */
export interface ResolvedScenario {
  readonly scenario: Scenario;
  /** What the answer calls each line and each tier, by key. */
  readonly lineNames: Readonly<Record<string, string>>;
  readonly tierNames: Readonly<Record<string, string>>;
  /** Parameters that are not the preset's own. */
  readonly overridden: ReadonlySet<string>;
  /** Those of them that recorded results have set, by name. */
  readonly learned: ReadonlyMap<string, LearnedParameter>;
  /** Results of the campaign itself are among those that they were learned from. */
  readonly learnedFromItself: boolean;
  readonly usesDemoData: boolean;
  /** First moment of the flight; absent without a calendar. */
  readonly flightStart?: Date | null;
  /** Placements of the campaign that have results, of which the scenario knows nothing. */
  readonly resultsIgnored?: number;
  /** The engine's refusal in the words of the client's input. */
  readonly inputError: (error: ScenarioError) => InputError;
  /** Ids of a campaign's placements by the line's key, in the order of its candidates. */
  readonly placements?: Readonly<Record<string, readonly string[]>>;
}

const MAX_TARGETS = 20;
const MAX_FLIGHT_DAYS = 366;

/**
 * Reads what a scenario needs from the viewer's workspace, in a number of SQL statements that does
 * not depend on its size, and copies it in.
 *
 * @param path - where the input stands in the operation's arguments
 * @param archived - whether the campaign may be an archived one
 * @throws InputError, NotFoundError at the input that breaks a rule
 */
export async function resolveScenario(
  input: ScenarioInputShape,
  ctx: Pick<Context, 'db' | 'viewer' | 'loaders'>,
  path: Path,
  archived = false,
): Promise<ResolvedScenario> {
  const { viewer } = ctx;
  const ways = (['mix', 'shortlist', 'campaignId'] as const).filter((way) => input[way] != null);
  if (ways.length > 1) {
    throw new InputError(path, 'must have at most one of mix, shortlist and campaignId', ways);
  }
  const rows = await loadRows(input, ctx, path, archived);
  const { campaign } = rows;
  const chosen = assumptionsOf([...path, 'assumptions'], input.assumptions, rows.assumptions);
  const { assumptions } = chosen;
  const budgetMinor = budgetOf([...path, 'budget'], input, campaign, viewer);
  const flight = flightOf([...path, 'flight'], input.flight, campaign, assumptions);
  const defaults: LineDefaults = {
    currency: viewer.currency,
    vetted: input.vetted ?? campaign?.vetted ?? false,
    assumptions,
  };
  const planned = linesOf(path, input, rows, flight.start, defaults);
  if (budgetMinor === null && planned.some(({ line }) => 'share' in line.buy)) {
    throw new InputError(
      [...path, 'budget'],
      'must be given when something is bought by share',
      undefined,
    );
  }
  const cells = cellsOf([...path, 'audience', 'cells'], input.audience?.cells, rows, planned);
  const universe = universeOf([...path, 'universe'], input, rows, cells, assumptions);
  const scenario: Scenario = {
    currency: viewer.currency,
    budgetMinor,
    flightDays: flight.days,
    universe,
    cells,
    audience: await audienceOf(cells, rows.cells, ctx.loaders),
    fees: feesOf([...path, 'fees'], input.fees, campaign, viewer.currency, assumptions),
    brandContent: input.brandContent ?? false,
    lines: planned.map(({ line }) => line),
    targets: targetsOf([...path, 'targets'], input, campaign, viewer.currency),
    assumptions,
  };
  return {
    scenario,
    lineNames: Object.fromEntries(planned.map(({ line, name }) => [line.key, name])),
    tierNames: Object.fromEntries([...rows.tiers].reverse().map(({ key, name }) => [key, name])),
    overridden: chosen.overridden,
    learned: chosen.learned,
    learnedFromItself: campaign !== null && chosen.learnedFrom.includes(campaign.id),
    usesDemoData: usesDemoData(rows),
    flightStart: flight.start,
    resultsIgnored: campaign === null ? 0 : await placementsWithResults(campaign.id, ctx),
    inputError: (error) => clientError(path, input, planned, error),
    placements: Object.fromEntries(
      planned.map(({ line, placements = [] }) => [line.key, placements]),
    ),
  };
}

/** @param campaignId - the row's own */
export async function placementsWithResults(
  campaignId: string,
  { loaders }: Pick<Context, 'loaders'>,
): Promise<number> {
  return (await loaders.actualsOfCampaign.load(campaignId))?.placements ?? 0;
}

async function loadRows(
  input: ScenarioInputShape,
  ctx: Pick<Context, 'db' | 'viewer' | 'loaders'>,
  path: Path,
  archived: boolean,
): Promise<ScenarioRows> {
  const campaignId =
    input.campaignId == null ? null : rowId([...path, 'campaignId'], 'Campaign', input.campaignId);
  const assumptionsPath = [...path, 'assumptions', 'id'];
  const assumptionsId =
    input.assumptions?.id == null
      ? null
      : rowId(assumptionsPath, 'Assumptions', input.assumptions.id);
  const rows = await loadScenarioRows(
    ctx,
    {
      profiles: (input.shortlist ?? []).map(({ profileId }, i) =>
        rowId([...path, 'shortlist', i, 'profileId'], 'Profile', profileId),
      ),
      campaign: campaignId,
      archived,
      assumptions: assumptionsId,
    },
    MAX_CAMPAIGN_PLACEMENTS,
  );
  if (campaignId !== null && !rows.campaign) {
    throw new NotFoundError(
      [...path, 'campaignId'],
      'the id of an unarchived campaign',
      input.campaignId,
    );
  }
  if (assumptionsId !== null && !rows.assumptions) {
    throw new NotFoundError(
      assumptionsPath,
      'the id of unarchived assumptions',
      input.assumptions?.id,
    );
  }
  return rows;
}

function linesOf(
  path: Path,
  input: ScenarioInputShape,
  rows: ScenarioRows,
  flightStart: Date | null,
  defaults: LineDefaults,
): PlannedLine[] {
  if (input.mix) return mixLines([...path, 'mix'], input.mix, rows.tiers, defaults);
  if (input.shortlist) {
    return shortlistLines([...path, 'shortlist'], input.shortlist, rows, defaults);
  }
  if (rows.campaign) {
    return campaignLines(
      [...path, 'campaignId'],
      rows.campaign,
      flightStart ?? rows.campaign.flightStart,
      rows,
      defaults,
    );
  }
  return bareLines(path, rows.tiers, defaults);
}

function budgetOf(
  path: Path,
  { budget }: ScenarioInputShape,
  campaign: CampaignRow | null,
  { currency }: Viewer,
): number | null {
  if (budget) return Number(toMinor(path, budget, currency, 1n));
  return campaign ? Number(campaign.budgetMinor) : null;
}

interface Flight {
  readonly start: Date | null;
  readonly days: number;
}

function flightOf(
  path: Path,
  input: FlightInputShape | null | undefined,
  campaign: CampaignRow | null,
  assumptions: Assumptions,
): Flight {
  const start = input?.start ?? campaign?.flightStart ?? null;
  if (input?.days != null) {
    if (input.end != null) {
      throw new InputError(path, 'must have either days or an end', {
        end: input.end,
        days: input.days,
      });
    }
    return { start, days: checkedDays([...path, 'days'], input.days) };
  }
  const end = input?.end ?? campaign?.flightEnd ?? null;
  if (input?.end != null && start === null) {
    throw new InputError([...path, 'start'], 'must be given with an end', undefined);
  }
  if (start === null || end === null) {
    return { start, days: assumptions.values['scenario.flightDays'] };
  }
  // A day that has begun counts: 09:00 on the 1st to 18:00 on the 3rd is three days.
  return { start, days: checkedDays(path, Math.ceil((end.getTime() - start.getTime()) / DAY_MS)) };
}

function checkedDays(path: Path, days: number): number {
  if (!(days >= 1 && days <= MAX_FLIGHT_DAYS)) {
    throw new InputError(path, `must last from 1 to ${MAX_FLIGHT_DAYS} days`, days);
  }
  return days;
}

/** What the question says, then the campaign, then the assumptions, whose amounts are major units. */
function feesOf(
  path: Path,
  input: ScenarioInputShape['fees'],
  campaign: CampaignRow | null,
  currency: string,
  { values }: Assumptions,
): Fees {
  const amount = (field: 'screening' | 'seeding' | 'moderation') => {
    const given = input?.[field];
    return given
      ? Number(toMinor([...path, field], given, currency))
      : Math.round(values[`fees.${field}`] * minorUnits(currency));
  };
  return {
    agencyShare: input?.agency ?? campaign?.agencyFeeShare ?? values['fees.agencyShare'],
    rightsShare: input?.rights ?? values['fees.rightsShare'],
    screeningMinor: amount('screening'),
    seedingMinor: amount('seeding'),
    moderationMinor: amount('moderation'),
    killFee: input?.killFee ?? false,
  };
}

function targetsOf(
  path: Path,
  { targets }: ScenarioInputShape,
  campaign: CampaignRow | null,
  currency: string,
): Target[] {
  if (!targets) {
    return (campaign?.targets ?? []).map(({ metric, atLeast, atMost }) => ({
      metric: metric as Metric,
      atLeast,
      atMost,
    }));
  }
  return checkedTargets(path, targets, currency);
}

/** In the engine's units. @throws InputError at the target that breaks a rule */
export function checkedTargets(
  path: Path,
  targets: readonly TargetInputShape[],
  currency: string,
): Target[] {
  if (targets.length > MAX_TARGETS) {
    throw new InputError(path, `must have at most ${MAX_TARGETS} targets`, targets.length);
  }
  return targets.map(({ metric, atLeast, atMost }, i) => {
    if ((atLeast == null) === (atMost == null)) {
      throw new InputError([...path, i], 'must have exactly one of atLeast and atMost', {
        atLeast,
        atMost,
      });
    }
    const { scale } = unitOf(metric, currency);
    return {
      metric,
      atLeast: atLeast == null ? null : atLeast * scale,
      atMost: atMost == null ? null : atMost * scale,
    };
  });
}

function usesDemoData({ profiles, campaign }: ScenarioRows): boolean {
  return (
    [...profiles.values()].some(({ isDemo }) => isDemo) ||
    (campaign?.placements ?? []).some(({ profile }) => profile.isDemo)
  );
}

/** Where the client said what the engine's paths below a line mean. */
const LINE_FIELDS: Readonly<Partial<Record<string, Path>>> = {
  'buy.share': ['share'],
  'buy.count': ['count'],
  feeMinor: ['fee'],
  adLoad: ['adLoad'],
  'candidates.medianFollowers': ['population', 'medianFollowers'],
  'candidates.followersLnSd': ['population', 'followersLnSd'],
  'candidates.minFollowers': ['population', 'minFollowers'],
  'candidates.maxFollowers': ['population', 'maxFollowers'],
};
const SCENARIO_FIELDS: Readonly<Partial<Record<string, Path>>> = {
  budgetMinor: ['budget', 'amount'],
  universe: ['universe'],
};

/** Checks here come first, so this is for rules that only the engine knows. */
function clientError(
  path: Path,
  input: ScenarioInputShape,
  planned: readonly PlannedLine[],
  { path: enginePath, rule, got }: ScenarioError,
): InputError {
  const line = /^lines\[(\d+)\]\.?(.*)$/.exec(enginePath);
  if (line) {
    const at = planned[Number(line[1])].path;
    // Without a mix only the bare question buys by share, and all it says is the budget.
    if (!input.mix && line[2] === 'buy.share') {
      return new InputError([...path, 'budget'], rule, got);
    }
    const field = input.mix ? LINE_FIELDS[line[2]] : undefined;
    return new InputError(field ? [...at, ...field] : at, field ? rule : `${line[2]} ${rule}`, got);
  }
  const field = SCENARIO_FIELDS[enginePath];
  return field
    ? new InputError([...path, ...field], rule, got)
    : new InputError(path, `${enginePath} ${rule}`, got);
}
