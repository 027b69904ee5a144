import {
  brier,
  crps,
  PARAMETERS,
  quantile,
  probabilityAtLeast,
  resolveAssumptions,
  score,
  simulate,
  type Candidate,
  type Column,
  type Metric,
  type Preset,
  type Row,
  type Scenario,
  type Score,
} from '../../../simulations/index.js';
import { NO_FEES } from '../scenario.js';
import { average, type Account, type Post } from './fit.js';

/** Several creators, one post each. */
export interface Campaign {
  /** Fitted to people who are not among the members. */
  readonly overrides: Readonly<Record<string, number>>;
  readonly members: readonly { readonly account: Account; readonly post: Post }[];
}

/** A metric of the forecast and the number in the data that it forecasts. */
export interface Measure {
  readonly metric: Metric;
  readonly of: (posts: readonly Post[]) => number;
}

const sum = (posts: readonly Post[], of: (post: Post) => number) =>
  posts.reduce((total, post) => total + of(post), 0);

export const ENGAGEMENTS: Measure = {
  metric: 'ENGAGEMENTS',
  of: (posts) => sum(posts, ({ engagements }) => engagements),
};
export const VIEWS: Measure = {
  metric: 'IMPRESSIONS',
  of: (posts) => sum(posts, ({ views }) => views ?? NaN),
};
/** Weighted by engagements, as the model's ratio is. */
export const NEGATIVE_RATIO: Measure = {
  metric: 'NEGATIVE_ENGAGEMENT_RATIO',
  of: (posts) =>
    sum(
      posts,
      ({ engagements, valenced, negative }) =>
        (engagements * (negative ?? NaN)) / (valenced ?? NaN),
    ) / sum(posts, ({ engagements }) => engagements),
};

/** How well the forecasts of many campaigns of one size did. */
export interface Calibration {
  readonly creators: number;
  readonly campaigns: number;
  /** Share of the campaigns inside their 80% band. */
  readonly coverage80: number;
  /**
   * Campaigns that the creators would fill without anybody being in two: the number of independent
   * verdicts behind `coverage80`, which is fewer than the campaigns drawn.
   */
  readonly disjoint: number;
  readonly pitMean: number;
  readonly pitSd: number;
  /** Means over campaigns, relative to the median observation. */
  readonly crps: number;
  readonly pinball: number;
  /** Mean of ln(p90 ÷ p10). */
  readonly sharpness: number;
  /** Of the odds to reach the median campaign; .25 is what a coin gets. */
  readonly brier: number;
}

/** Distinct creators drawn at random, one of their posts each. */
export function drawCampaign(
  accounts: readonly Account[],
  creators: number,
  overrides: Campaign['overrides'],
  uniform: () => number,
): Campaign {
  const left = accounts.slice();
  const members = Array.from({ length: creators }, () => {
    const [account] = left.splice(Math.floor(uniform() * left.length), 1);
    return { account, post: account.posts[Math.floor(uniform() * account.posts.length)] };
  });
  return { overrides, members };
}

/** What the forecast knows of a member beside the followers: nothing, or the other posts. */
export type Knowledge = (account: Account, post: Post) => Candidate['recentPosts'];

export const followersOnly: Knowledge = () => null;

/** The campaign as a question: everything is posted, nobody is paid to, and the world is large. */
export function scenarioOf(
  { overrides, members }: Campaign,
  row: Row,
  knowledge: Knowledge,
  preset: Preset = '2017',
): Scenario {
  return {
    currency: 'USD',
    budgetMinor: null,
    flightDays: 30,
    universe: 8e9,
    cells: [],
    audience: null,
    fees: NO_FEES,
    brandContent: false,
    lines: [
      {
        key: 'campaign',
        tier: null,
        role: 'CREATOR',
        row,
        candidates: members.map(({ account, post }) => ({
          profile: account.key,
          ordinal: 0,
          followers: account.followers,
          authenticity: null,
          recentPosts: knowledge(account, post),
          niche: null,
          fit: null,
          audience: {},
          feeMinor: null,
          plannedDay: null,
          posted: true,
        })),
        buy: { all: true },
        feeMinor: null,
        sponsored: false,
        vetted: false,
        promoCode: false,
        adLoad: 1,
      },
    ],
    targets: [],
    assumptions: resolveAssumptions({
      preset,
      negativity: null,
      overrides: { ...withoutCampaignShocks(), ...overrides },
    }),
  };
}

/** Campaign shocks are off: the data are not campaigns. Views in the data include shared ones. */
function withoutCampaignShocks(): Record<string, number> {
  const off = PARAMETERS('2017', null).filter(
    ({ name }) => /^campaign\.\w+\.sd$/.test(name) || name.startsWith('shares.rate.'),
  );
  return Object.fromEntries(off.map(({ name }) => [name, 0]));
}

/** Draws of every measure, each campaign's under a seed of its own. */
function forecast(
  campaigns: readonly Campaign[],
  measures: readonly Measure[],
  scenario: (campaign: Campaign) => Scenario,
  draws: number,
) {
  return campaigns.map((campaign, i) => {
    const outcome = simulate(scenario(campaign), {
      seed: `campaign ${i}`,
      draws,
      select: { metrics: measures.map(({ metric }) => metric), groups: ['TOTAL'] },
    });
    return outcome.groups[0].columns;
  });
}

/** CRPS of each campaign, per measure. */
export function crpsOf(
  campaigns: readonly Campaign[],
  measures: readonly Measure[],
  scenario: (campaign: Campaign) => Scenario,
  draws: number,
): number[][] {
  const forecasts = forecast(campaigns, measures, scenario, draws);
  return measures.map(({ metric, of }) =>
    forecasts.map((columns, i) => {
      const column = columns[metric];
      const posts = campaigns[i].members.map(({ post }) => post);
      return isColumn(column) ? crps(column, of(posts)) : NaN;
    }),
  );
}

/** Creators among campaigns, over creators in one: how many campaigns have nobody in common. */
export function disjointCampaigns(campaigns: readonly Campaign[]): number {
  const creators = new Set(
    campaigns.flatMap(({ members }) => members.map(({ account }) => account)),
  );
  return Math.min(campaigns.length, creators.size / campaigns[0].members.length);
}

/** Forecasts each campaign under its own seed and scores every measure. */
export function calibrate(
  campaigns: readonly Campaign[],
  measures: readonly Measure[],
  scenario: (campaign: Campaign) => Scenario,
  { draws, uniform }: { draws: number; uniform: () => number },
): Calibration[] {
  const forecasts = forecast(campaigns, measures, scenario, draws);
  const disjoint = disjointCampaigns(campaigns);
  return measures.map(({ metric, of }) => {
    const observed = campaigns.map(({ members }) => of(members.map(({ post }) => post)));
    const columns = forecasts.map((byMetric) => byMetric[metric]).filter(isColumn);
    const scores = columns.map((column, i) => score(column, observed[i], uniform()));
    return { ...summarise(campaigns[0].members.length, scores, columns, observed), disjoint };
  });
}

function isColumn(column: Column | null | undefined): column is Column {
  return column !== null && column !== undefined;
}

function summarise(
  creators: number,
  scores: readonly Score[],
  columns: readonly Column[],
  observed: readonly number[],
): Omit<Calibration, 'disjoint'> {
  const median = quantileOf(observed, 0.5);
  const pits = scores.map(({ pit }) => pit);
  const pitMean = average(pits);
  return {
    creators,
    campaigns: scores.length,
    coverage80: average(scores.map(({ inside }) => (inside ? 1 : 0))),
    pitMean,
    pitSd: Math.sqrt(average(pits.map((pit) => (pit - pitMean) ** 2))),
    crps: average(scores.map(({ crps }) => crps)) / median,
    pinball:
      average(scores.map(({ pinball: { p10, p50, p90 } }) => (p10 + p50 + p90) / 3)) / median,
    sharpness: average(scores.map(({ sharpness }) => sharpness)),
    brier: average(
      columns.map((column, i) =>
        brier(probabilityAtLeast(column, median) ?? NaN, observed[i] >= median),
      ),
    ),
  };
}

function quantileOf(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  return quantile({ draws: sorted, sorted }, p) ?? NaN;
}
