import {
  engagementSdAt,
  postWidthAt,
  reachSdAt,
  reachSdBesideAuthenticityAt,
} from '../oracle/account-spread.js';
import { lnEngagementRate } from '../oracle/engagement-curve.js';
import { digamma, trigamma } from '../math/special-functions.js';
import { log } from '../math/elementary.js';
import { LN_ANCHOR, type Parameters } from '../parameters.js';
import type { LinePlan } from '../plan/line.js';
import type { Roster } from '../plan/roster.js';
import { ACCOUNT, type Modelled } from './clusters.js';
import { levelOf } from './common-terms.js';
import { addCommon, addForm, type LinearForm, linearForm } from './linear-form.js';

/** u and w of an account: ln effects on reach, and on the engagement rate beside what u takes from it. */
export interface AccountForms {
  readonly reach: LinearForm;
  readonly engagement: LinearForm;
}

/**
 * What the model says of an account before its placements are seen, in standard normals; Beta laws by
 * their first two moments of ln.
 *
 * @see simulations/README.md, sections 2 to 4
 */
export function accountForms(
  plan: Modelled,
  line: LinePlan,
  roster: Roster,
  k: number,
  effects: number,
): AccountForms {
  const base = roster.lnRecentBase[k];
  const engagements = roster.lnRecentEngagements[k];
  if (!Number.isNaN(base)) return fromBase(plan.parameters, line, roster, k, effects);
  if (!Number.isNaN(engagements)) return fromEngagements(plan.parameters, line, roster, k, effects);
  return fromTables(plan.parameters, line, roster, k, effects);
}

function fromTables(
  p: Parameters,
  line: LinePlan,
  roster: Roster,
  k: number,
  effects: number,
): AccountForms {
  const { row } = line;
  const lnFollowers = roster.lnFollowers[k];
  const { alpha, beta } = line.vetted ? p.vetted : p.unvetted;
  const measured = roster.lnAuthenticity[k];
  const isMeasured = !Number.isNaN(measured);
  const lnAuthentic = isMeasured ? measured : digamma(alpha) - digamma(alpha + beta);
  const fee = roster.feeMinor[k];
  const rho = Number.isNaN(fee) ? 0 : p.priceReachCorrelation;
  const sd = reachSdBesideAuthenticityAt(p, row, lnFollowers);
  const reach = linearForm(
    lnAuthentic - p.meanLnAuthenticity + sd * rho * dearnessOf(p, line, fee, lnFollowers),
    effects,
  );
  if (!isMeasured) {
    reach.own[ACCOUNT.reach] = Math.sqrt(trigamma(alpha) - trigamma(alpha + beta));
  }
  reach.own[ACCOUNT.rest] = sd * Math.sqrt(1 - rho * rho);
  const engagement = linearForm(0, effects);
  engagement.own[ACCOUNT.engagement] = engagementSdAt(p, row, lnFollowers);
  return {
    reach,
    engagement,
  };
}

/** How dear a given fee is, at the usual slope of prices. */
function dearnessOf(p: Parameters, { row }: LinePlan, fee: number, lnFollowers: number): number {
  if (Number.isNaN(fee) || row.priceSpread === 0) return 0;
  const lnCard = row.lnPrice + row.priceSlope * (lnFollowers - LN_ANCHOR);
  const z = (log(fee) - lnCard) / row.priceSpread;
  return Math.max(-p.givenFeeClip, Math.min(p.givenFeeClip, z));
}

function fromBase(
  p: Parameters,
  line: LinePlan,
  roster: Roster,
  k: number,
  effects: number,
): AccountForms {
  const row = line.recentPostsRow;
  const posts = roster.recentPosts[k];
  const lnFollowers = roster.lnFollowers[k];
  const varU = reachSdAt(p, row, lnFollowers) ** 2;
  const width = postWidthAt(p, row, lnFollowers);
  const [postMean, postSd] = [width * row.postMean, width * row.postSd];
  const trust = share(varU, postSd ** 2 / posts);
  const reach = linearForm(roster.lnRecentBase[k], effects);
  addForm(reach, expectedReach(line, lnFollowers, postMean, effects), -1);
  addForm(reach, levelOf(p, 'reach', row.platform, effects), -1);
  /** u + v of the posts. */
  const beyond = scaled(reach, 1);
  beyond.constant += postMean;
  const scaleU = scaleOf(p, line, lnFollowers, reachSdAt);
  const u = scaled(reach, trust * scaleU);
  u.own[ACCOUNT.reach] += scaleU * Math.sqrt(varU * (1 - trust));
  u.own[ACCOUNT.rest] += scaleU * p.driftSd;

  const varW = engagementSdAt(p, row, lnFollowers) ** 2;
  const apart = row.engagementOverPost - row.engagementOverAccount;
  const varPost = row.engagementPostSd ** 2 + (apart * postSd) ** 2;
  const lnEngagements = roster.lnRecentEngagements[k];
  const trustW = Number.isNaN(lnEngagements) ? 0 : share(varW, varPost / posts);
  const rate = linearForm(trustW > 0 ? lnEngagements - roster.lnRecentBase[k] : 0, effects);
  addForm(rate, expectedRate(p, line, lnFollowers, effects), -1);
  addForm(rate, levelOf(p, 'engagement', row.platform, effects), -1);
  addForm(rate, beyond, row.engagementOverAccount);
  const scaleW = scaleOf(p, line, lnFollowers, engagementSdAt);
  const w = scaled(rate, trustW * scaleW);
  w.own[ACCOUNT.engagement] += scaleW * Math.sqrt(varW * (1 - trustW));
  return {
    reach: u,
    engagement: w,
  };
}

function fromEngagements(
  p: Parameters,
  line: LinePlan,
  roster: Roster,
  k: number,
  effects: number,
): AccountForms {
  const row = line.recentPostsRow;
  const lnFollowers = roster.lnFollowers[k];
  const passedOn = 1 - row.engagementOverAccount;
  const varU = (passedOn * reachSdAt(p, row, lnFollowers)) ** 2;
  const varW = engagementSdAt(p, row, lnFollowers) ** 2;
  const varT = varU + varW;
  const kept = 1 - row.engagementOverPost;
  const width = postWidthAt(p, row, lnFollowers);
  const postMean = width * row.postMean;
  const varPost = (kept * width * row.postSd) ** 2 + row.engagementPostSd ** 2;
  const trust = share(varT, varPost / roster.recentPosts[k]);
  const seen = linearForm(roster.lnRecentEngagements[k] + postMean - kept * postMean, effects);
  addForm(seen, expectedReach(line, lnFollowers, postMean, effects), -1);
  addForm(seen, expectedRate(p, line, lnFollowers, effects), -1);
  addForm(seen, levelOf(p, 'reach', row.platform, effects), -1);
  addForm(seen, levelOf(p, 'engagement', row.platform, effects), -1);
  const t = scaled(seen, trust);
  t.own[ACCOUNT.reach] += Math.sqrt(varT * (1 - trust));
  t.own[ACCOUNT.rest] += p.driftSd;
  const ofReach = scaled(t, share(varU, varW));
  ofReach.own[ACCOUNT.engagement] += varT > 0 ? Math.sqrt((varU * varW) / varT) : 0;
  const rest = scaled(t, 1);
  addForm(rest, ofReach, -1);
  return {
    reach: scaled(ofReach, scaleOf(p, line, lnFollowers, reachSdAt) / passedOn),
    engagement: scaled(rest, scaleOf(p, line, lnFollowers, engagementSdAt)),
  };
}

/** ln of the usual reach or views of an account's own posts, levels aside. */
function expectedReach(
  line: LinePlan,
  lnFollowers: number,
  postMean: number,
  effects: number,
): LinearForm {
  const { row, lnReachRate, reachSlope, reachSlopeSd, reachPivot } = line.recentPostsRow;
  const size = lnFollowers - LN_ANCHOR;
  const form = linearForm(lnFollowers + lnReachRate + reachSlope * size + postMean, effects);
  addCommon(form, `reach.slope.${row}`, reachSlopeSd * (size - reachPivot));
  return form;
}

/** ln of the usual engagement rate of an account's own posts, levels aside. */
function expectedRate(
  { lnKnee }: Parameters,
  { recentPostsRow: row }: LinePlan,
  lnFollowers: number,
  effects: number,
): LinearForm {
  const form = linearForm(lnEngagementRate(row, lnKnee, lnFollowers, 0), effects);
  addCommon(
    form,
    `engagement.slope.${row.row}`,
    row.engagementSlopeSd * (lnFollowers - LN_ANCHOR - row.engagementPivot),
  );
  return form;
}

function scaled(form: LinearForm, factor: number): LinearForm {
  const result = linearForm(0, form.own.length);
  addForm(result, form, factor);
  return result;
}

/** How much more or less than in the recent posts' format accounts of a size differ in the line's. */
function scaleOf(
  p: Parameters,
  { row, recentPostsRow }: LinePlan,
  lnFollowers: number,
  sdAt: typeof reachSdAt,
): number {
  const recent = sdAt(p, recentPostsRow, lnFollowers);
  return recent === 0 ? 0 : sdAt(p, row, lnFollowers) / recent;
}

function share(variance: number, other: number): number {
  return variance > 0 ? variance / (variance + other) : 0;
}
