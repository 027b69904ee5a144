import { PARAMETERS } from '../../../simulations/index.js';
import {
  fitLevel,
  fitMixture,
  fitWithin,
  sizeOf,
  type Account,
  type LevelFit,
  type Post,
} from './fit.js';

export type Overrides = Readonly<Record<string, number>>;

/** Uncertainty about the level of people and times that the fit has not seen, in ln. */
const UNSEEN_LEVEL_SD = 0.15;

const lnViews = ({ views }: Post): number => Math.log(Math.max(views ?? NaN, 0.5));
const lnEngagements = ({ engagements }: Post): number => Math.log(Math.max(engagements, 0.5));
const lnRate = (post: Post): number => lnEngagements(post) - lnViews(post);

const TABLE = new Map(PARAMETERS('2017', null).map(({ name, value }) => [name, value]));

function table(name: string): number {
  const value = TABLE.get(name);
  if (value === undefined) throw new Error(`${name} is not a parameter`);
  return value;
}

/** TikTok shows views and many posts per account: reach and engagement rate are fitted apart. */
export function fitTiktok(accounts: readonly Account[]): Overrides {
  const row = 'TIKTOK_VIDEO';
  const views = fitLevel(accounts, lnViews);
  const rate = fitLevel(accounts, lnRate);
  const overReach = -fitWithin(accounts, lnViews, lnRate);
  return {
    'level.reach.sd': Math.hypot(views.levelSe, UNSEEN_LEVEL_SD),
    'level.engagement.sd': rate.levelSe,
    [`reach.rate.${row}`]: Math.exp(views.level) / 1e5,
    [`reach.slope.${row}`]: views.slope - 1,
    [`reach.slopeSd.${row}`]: views.slopeSe,
    [`reach.influencerSd.${row}`]: Math.sqrt(views.accountVariance),
    ...mixtureOf(views.deviations, table('day.sd.TIKTOK') ** 2),
    [`engagement.rate.${row}`]: Math.exp(rate.level),
    [`engagement.slopeBelow.${row}`]: rate.slope,
    [`engagement.slopeAbove.${row}`]: rate.slope,
    [`engagement.slopeSd.${row}`]: rate.slopeSe,
    [`engagement.influencerSd.${row}`]: Math.sqrt(rate.accountVariance),
    [`engagement.postSd.${row}`]: Math.sqrt(
      rate.postVariance - overReach ** 2 * views.postVariance,
    ),
    'engagement.overReach': overReach,
  };
}

/**
 * YouTube has one video for most channels, so what belongs to the channel cannot be told from what
 * belongs to the video: the table's spread goes to the video, all else to the channel.
 */
export function fitYoutube(accounts: readonly Account[]): Overrides {
  const row = 'YOUTUBE_VIDEO';
  const firsts = accounts.map((account) => ({ ...account, posts: account.posts.slice(0, 1) }));
  const views = fitLevel(firsts, lnViews);
  const rate = fitLevel(firsts, lnRate);
  const viewsLeft = firsts.map((account) => residual(views, account, lnViews));
  const rateLeft = firsts.map((account) => residual(rate, account, lnRate));
  const spread = sumOfProducts(viewsLeft, viewsLeft);
  const overReach = -sumOfProducts(viewsLeft, rateLeft) / spread;
  return {
    'level.reach.sd': Math.hypot(views.levelSe, UNSEEN_LEVEL_SD),
    'level.engagement.sd': rate.levelSe,
    [`reach.rate.${row}`]: Math.exp(views.level) / 1e5,
    [`reach.slope.${row}`]: views.slope - 1,
    [`reach.slopeSd.${row}`]: views.slopeSe,
    [`reach.influencerSd.${row}`]: Math.sqrt(
      views.residualVariance - table(`reach.postSd.${row}`) ** 2 - table('day.sd.YOUTUBE') ** 2,
    ),
    // Found by search: small channels have many views per subscriber, and the usual cap cuts them.
    'reach.viewsCap': 1000,
    [`engagement.rate.${row}`]: Math.exp(rate.level),
    [`engagement.slopeBelow.${row}`]: rate.slope,
    [`engagement.slopeAbove.${row}`]: rate.slope,
    [`engagement.slopeSd.${row}`]: rate.slopeSe,
    [`engagement.influencerSd.${row}`]: Math.sqrt(
      rate.residualVariance -
        (overReach ** 2 * spread) / firsts.length -
        table(`engagement.postSd.${row}`) ** 2,
    ),
    'engagement.overReach': overReach,
    [`engagement.overAccount.${row}`]: overReach,
  };
}

function residual(fit: LevelFit, account: Account, lnOf: (post: Post) => number): number {
  return lnOf(account.posts[0]) - fit.level - fit.slope * sizeOf(account);
}

function sumOfProducts(xs: readonly number[], ys: readonly number[]): number {
  return xs.reduce((sum, x, i) => sum + x * ys[i], 0);
}

/** Instagram shows likes only: reach stays at the table and the rate takes up what remains. */
export function fitInstagram(accounts: readonly Account[]): Overrides {
  const likes = fitLevel(accounts, lnEngagements);
  const row = 'INSTAGRAM_POST';
  const slope = likes.slope - 1 - table(`reach.slope.${row}`);
  const passedOn = 1 - table('engagement.overReach');
  return {
    'level.reach.sd': 0,
    'level.engagement.sd': Math.hypot(likes.levelSe, UNSEEN_LEVEL_SD),
    [`reach.slopeSd.${row}`]: 0,
    [`engagement.rate.${row}`]: Math.exp(likes.level) / 1e5 / table(`reach.rate.${row}`),
    [`engagement.slopeBelow.${row}`]: slope,
    [`engagement.slopeAbove.${row}`]: slope,
    [`engagement.slopeSd.${row}`]: likes.slopeSe,
    [`engagement.influencerSd.${row}`]: Math.sqrt(
      likes.accountVariance - accountVariance(table(`reach.influencerSd.${row}`)),
    ),
    [`engagement.postSd.${row}`]: Math.sqrt(
      likes.postVariance -
        (passedOn * table(`reach.postSd.${row}`)) ** 2 -
        table('day.sd.INSTAGRAM') ** 2,
    ),
  };
}

/** Variance of u for a table's σu: what authenticity adds by itself, and at least the floor beside. */
function accountVariance(influencerSd: number): number {
  // Var ln a of Beta(3.6, 2.4) = ψ′(3.6) − ψ′(6).
  const ofAuthenticity = 0.139;
  const rest = influencerSd ** 2 - ofAuthenticity;
  return ofAuthenticity + Math.max(rest, table('reach.authenticityVarianceFloor'));
}

function mixtureOf(deviations: LevelFit['deviations'], dayVariance: number): Overrides {
  const { weights, means, sds } = fitMixture(deviations);
  const name = 'reach.postMixture.TIKTOK_VIDEO';
  return {
    [`${name}.usual.weight`]: weights[0],
    [`${name}.usual.mean`]: means[0],
    [`${name}.usual.sd`]: Math.sqrt(sds[0] ** 2 - dayVariance),
    [`${name}.viral.weight`]: 1 - weights[0],
    [`${name}.viral.mean`]: means[1],
    [`${name}.viral.sd`]: Math.sqrt(sds[1] ** 2 - dayVariance),
  };
}

/** The account's other posts, as a planner would know them. */
export function otherPosts(
  account: Account,
  post: Post,
): { posts: number; views: number | null; reach: null; engagements: number } | null {
  const others = account.posts.filter((other) => other !== post);
  if (others.length === 0) return null;
  const geometricMean = (ln: (of: Post) => number) =>
    Math.exp(others.reduce((sum, other) => sum + ln(other), 0) / others.length);
  return {
    posts: others.length,
    views: post.views === null ? null : geometricMean(lnViews),
    reach: null,
    engagements: geometricMean(lnEngagements),
  };
}
