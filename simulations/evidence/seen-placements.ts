import { exp, expm1 } from '../math/elementary.js';
import { wordQuantile } from '../math/word-quantile.js';
import { LN_ANCHOR } from '../parameters.js';
import { needsEngagementOf } from '../plan/needs.js';
import { BLOCK, type Identity, isBelow, PURPOSE, type Purpose } from '../random.js';
import type { Block } from '../world/block.js';
import { growth } from '../world/maturity.js';
import { SeenSums } from '../world/seen-sums.js';
import { addSeenToPools, drawSeenAudience, drawSeenViral } from './seen-audience.js';
import { type Cluster, POST, type SeenPlacement } from './clusters.js';
import { CommonColumns, sumShocks } from './common-columns.js';
import { chooseHypotheses, drawSums, standardNormals } from './draw-sums.js';
import { type SumsPosterior, sumsPosterior } from './effects-posterior.js';
import type { Evidence, LearnedCluster } from './learn.js';
import type { Reported } from './observations.js';
import type { SeenRecorder } from './seen-recorder.js';
import type { Terms } from './terms.js';

const FORMS = ['base', 'engagement', 'negativity', 'clicks', 'shares', 'conversion'] as const;
type FormName = (typeof FORMS)[number];

/** Which step of the model draws what a placement has of its own in each form, and in its timing. */
const STEPS: Readonly<Record<Exclude<FormName, 'conversion'> | 'timing', Purpose>> = {
  timing: PURPOSE.MATURITY,
  base: PURPOSE.POST_REACH,
  engagement: PURPOSE.POST_ENGAGEMENT,
  negativity: PURPOSE.POST_NEGATIVITY,
  clicks: PURPOSE.POST_CLICKS,
  shares: PURPOSE.POST_SHARES,
};
type OwnName = keyof typeof STEPS;

interface Placement extends SeenPlacement {
  readonly reported: Reported;
  /** Which of the influencer's columns of common shocks. */
  readonly common: Readonly<Record<FormName, number>>;
  /** Per hypothesis. */
  readonly constants: readonly Readonly<Record<FormName, number>>[];
  /** Which of the influencer's sums of own effects. */
  readonly own: Readonly<Partial<Record<OwnName, number>>>;
}

/** What a placement has of its own in one form. */
interface OwnSum {
  readonly purpose: Purpose;
  readonly post: Identity;
}

/** An influencer whose placements were seen, laid out for the loops. */
interface Person {
  readonly learned: LearnedCluster;
  readonly placements: readonly Placement[];
  readonly common: readonly Terms[];
  /** Which of them the observed forms have. */
  readonly observed: readonly number[];
  readonly sums: readonly OwnSum[];
  /** Of the sums, per hypothesis. */
  readonly posteriors: readonly SumsPosterior[];
}

/**
 * The placements that were seen, in the worlds of one block after the other: what they have brought
 * is a constant, what they still bring follows from their effects given the reports and the world's
 * common shocks.
 *
 * @see simulations/README.md, section 18
 */
export class SeenPlacements {
  /** By line index. */
  readonly sums: readonly (SeenSums | undefined)[];
  private readonly people: readonly Person[];
  private readonly z: readonly Float64Array[];
  /** Per hypothesis, then per sum of own effects. */
  private readonly drawn: readonly (readonly Float64Array[])[];
  /** Per hypothesis, then per report. */
  private readonly residuals: readonly (readonly Float64Array[])[];
  /** Sums of common shocks of the influencer at hand. */
  private readonly shocks: readonly Float64Array[];
  private readonly uniforms = new Float64Array(BLOCK);
  private readonly chosen = new Uint8Array(BLOCK);
  private readonly values: Readonly<Record<FormName, Float64Array>>;
  /** 1 where the placement at hand is posted, 0 where it is cancelled for good. */
  private readonly present = new Uint8Array(BLOCK);
  private readonly reach = new Float64Array(BLOCK);
  private readonly views = new Float64Array(BLOCK);
  private readonly base = new Float64Array(BLOCK);
  private readonly left = new Float64Array(BLOCK);
  private readonly viral = new Float64Array(BLOCK);
  private readonly alpha = new Float64Array(BLOCK);
  private readonly timing = new Float64Array(BLOCK);
  private recorder: SeenRecorder | null = null;

  constructor(
    private readonly block: Block,
    private readonly evidence: Evidence,
  ) {
    const { plan } = block;
    this.people = evidence.clusters.map((learned) => this.layOut(learned));
    const most = (of: (person: Person) => number) =>
      this.people.reduce((max, person) => Math.max(max, of(person)), 1);
    const columns = (count: number) => Array.from({ length: count }, () => new Float64Array(BLOCK));
    const ownSums = most(({ sums }) => sums.length);
    this.z = columns(ownSums);
    const hypotheses = Array.from({ length: most(({ posteriors }) => posteriors.length) });
    this.drawn = hypotheses.map(() => columns(ownSums));
    const reports = most(({ observed }) => observed.length);
    this.residuals = hypotheses.map(() => columns(reports));
    const [base, engagement, negativity, clicks, shares, conversion] = columns(6);
    this.values = { base, engagement, negativity, clicks, shares, conversion };
    this.shocks = columns(most(({ common }) => common.length));
    const sums: (SeenSums | undefined)[] = [];
    for (const { index, seen } of plan.lines) if (seen !== null) sums[index] = new SeenSums();
    this.sums = sums;
  }

  private layOut(learned: LearnedCluster): Person {
    const { cluster, hypotheses, reported } = learned;
    const columns = new CommonColumns(this.evidence.common);
    const sums: (OwnSum & { readonly name: OwnName; readonly at: number })[] = [];
    const placements = cluster.placements.map((placement, at): Placement => {
      const { isTelling } = reported[at];
      const names = (Object.keys(STEPS) as OwnName[]).filter(
        (name) => name !== 'base' || !isTelling,
      );
      const own = names.map((name) => {
        const { post } = placement;
        return [name, sums.push({ name, at, post, purpose: STEPS[name] }) - 1] as const;
      });
      const each = (of: (name: FormName) => number) =>
        Object.fromEntries(FORMS.map((name) => [name, of(name)])) as Record<FormName, number>;
      return {
        ...placement,
        reported: reported[at],
        common: each((name) => columns.positionOf(hypotheses[0].forms[at][name])),
        constants: hypotheses.map(({ forms }) => each((name) => forms[at][name].constant)),
        own: Object.fromEntries(own),
      };
    });
    return {
      learned,
      placements,
      sums,
      common: columns.columns,
      observed: learned.observed.map((terms) => columns.positionOfTerms(terms)),
      posteriors: hypotheses.map(({ effects, forms }) =>
        sumsPosterior(
          effects,
          sums.map(({ name, at }) =>
            name === 'timing' ? timingOf(cluster, at) : forms[at][name].own,
          ),
        ),
      ),
    };
  }

  /** Tells somebody of every placement of the blocks to come. */
  record(recorder: SeenRecorder): void {
    this.recorder = recorder;
  }

  /** Adds the placements of the block's worlds to the sums of their lines. */
  place(): void {
    const { block, evidence } = this;
    for (const sums of this.sums) sums?.clear();
    const common = block.shocks.common(evidence.common);
    for (const person of this.people) this.placePerson(person, common);
  }

  private placePerson(person: Person, common: readonly Float64Array[]): void {
    const { block, uniforms, chosen } = this;
    const { learned, observed, posteriors, placements, sums } = person;
    const { cluster, hypotheses, responses } = learned;
    const z = this.z.slice(0, sums.length);
    sums.forEach(({ purpose, post }, i) => {
      standardNormals(z[i], purpose, post, block.streams, block.index);
    });
    person.common.forEach((column, i) => {
      sumShocks(this.shocks[i], column, common);
    });
    const residuals = hypotheses.map(({ effects }, h) =>
      observed.map((column, i) => {
        const excess = responses[i].value - effects.forms[i].constant;
        const [from, to] = [this.shocks[column], this.residuals[h][i]];
        for (let d = 0; d < BLOCK; d++) to[d] = excess - from[d];
        return to;
      }),
    );
    block.streams.fillUniforms(uniforms, PURPOSE.BRAND_SAFETY, cluster.influencer, 0, block.index);
    if (hypotheses.length > 1) chooseHypotheses(chosen, learned, residuals, uniforms);
    else chosen.fill(0);
    const drawn = posteriors.map((posterior, h) => {
      const own = this.drawn[h].slice(0, sums.length);
      drawSums(own, posterior, residuals[h], z);
      return own;
    });
    for (const placement of placements) {
      this.placeOne(placement, drawn);
      if (this.recorder !== null) this.tell(this.recorder, placement, drawn);
    }
    if (block.plan.needs.events) this.countEvents(person);
  }

  private placeOne(placement: Placement, drawn: readonly (readonly Float64Array[])[]): void {
    const { block } = this;
    const { needs } = block.plan;
    const { line, seen, k } = placement;
    const sums = block.sums[line.index];
    this.post(placement);
    for (let d = 0; d < block.size; d++) {
      sums.booked[d]++;
      sums.posted[d] += this.present[d];
    }
    if (needs.outreach) this.countOutreach(placement);
    if (needs.money) this.pay(placement);
    if (!needs.reach) return;
    this.growReach(placement, drawn);
    if (needs.target) drawSeenAudience(block, placement, this.alpha);
    if (needs.unique) addSeenToPools(block, line, seen.roster, k, this.reach, this.alpha);
    const engages = needsEngagementOf(block.plan, line);
    if (engages) this.addEngagement(placement, drawn);
    if (needs.shares) this.addShares(placement, drawn);
    if (needs.clicks) this.addClicks(placement, drawn);
  }

  private tell(
    recorder: SeenRecorder,
    placement: Placement,
    drawn: readonly (readonly Float64Array[])[],
  ): void {
    const { block, base, chosen, timing } = this;
    const { reported, own } = placement;
    for (let d = 0; d < BLOCK; d++) timing[d] = drawn[chosen[d]][own.timing!][d];
    recorder.placedSeen(block, { placement, reported, base, timing });
  }

  /** Of what is still to come some is cancelled; who steps in is taken for as good. */
  private post({ line, seen, k, post }: Placement): void {
    const { present, block } = this;
    present.fill(1);
    if (seen.roster.posted[k] === 1) return;
    const { roles, replacementProbability } = block.plan.parameters;
    const { cancellation } = roles[line.role];
    if (cancellation === 0) return;
    const words = new Uint32Array(BLOCK);
    block.streams.fillWords(words, PURPOSE.CANCELLATION, post, 0, block.index);
    for (let d = 0; d < BLOCK; d++) {
      const isCancelled = isBelow(words[d], cancellation);
      const isReplaced = isBelow(words[d], cancellation * replacementProbability);
      present[d] = isCancelled && !isReplaced ? 0 : 1;
    }
  }

  private countOutreach({ line, seen, k }: Placement): void {
    const { block } = this;
    if (seen.roster.posted[k] === 1) return;
    const { outreach } = block.sums[line.index];
    const { acceptanceLarge, acceptanceSmall } = block.shocks.world();
    const isLarge = seen.roster.lnFollowers[k] >= block.plan.parameters.lnAcceptanceLargeFrom;
    const acceptance = isLarge ? acceptanceLarge : acceptanceSmall;
    for (let d = 0; d < block.size; d++) outreach[d] += 1 / acceptance[d];
  }

  /** A form's values in all draws, each under its hypothesis. */
  private evaluate(
    name: FormName,
    { common, constants, own }: Placement,
    drawn: readonly (readonly Float64Array[])[],
  ): Float64Array {
    const { chosen } = this;
    const { [name]: out } = this.values;
    const shock = this.shocks[common[name]];
    const at = name === 'conversion' ? undefined : own[name];
    for (let h = 0; h < constants.length; h++) {
      const constant = constants[h][name];
      // Conversion is what all placements of a row have in common.
      const effect = at === undefined ? null : drawn[h][at];
      for (let d = 0; d < BLOCK; d++) {
        if (chosen[d] === h) out[d] = constant + shock[d] + (effect === null ? 0 : effect[d]);
      }
    }
    return out;
  }

  /**
   * Reach and views in the end, and in `left` how much of the base is still to come: the counts of now
   * divided by the share of them that the post's own timing says is there.
   */
  private growReach(placement: Placement, drawn: readonly (readonly Float64Array[])[]): void {
    const { block, reach, views, base, left, chosen } = this;
    const { line, snapshot, reported, own } = placement;
    const { viewsPerPerson, basedOnViews, maturity } = line.row;
    const { parameters, scenario } = block.plan;
    const { maturityPostSd, universeCap, viewsCap } = parameters;
    const counted = reported.base ?? 0;
    const ln = reported.isTelling ? null : this.evaluate('base', placement, drawn);
    const mostBase =
      Math.min(
        (viewsCap * exp(placement.seen.roster.lnFollowers[placement.k])) / viewsPerPerson,
        universeCap * scenario.universe,
      ) * (basedOnViews ? viewsPerPerson : 1);
    const { oddsNow, oddsMatured, perLnFactor } = growth(maturity, snapshot.ageDays);
    for (let d = 0; d < BLOCK; d++) {
      const pace = exp(perLnFactor * maturityPostSd * drawn[chosen[d]][own.timing!][d]);
      const share = (1 + oddsMatured * pace) / (1 + oddsNow * pace);
      if (ln === null) {
        base[d] = counted / share;
        left[d] = base[d] - counted;
      } else {
        const whole = this.present[d] * Math.min(mostBase, exp(ln[d]));
        left[d] = whole * (1 - share);
        base[d] = reported.base === null ? whole : counted + left[d];
      }
    }
    // Both counts are kept, and the post's own views per person go on.
    const [countedViews, countedReach] = [reported.views ?? 0, reported.reach ?? 0];
    const perPerson = reported.viewsPerPerson;
    for (let d = 0; d < BLOCK; d++) {
      const grown = base[d] - counted;
      views[d] = basedOnViews ? base[d] : countedViews + grown * perPerson;
      reach[d] = basedOnViews ? countedReach + grown / perPerson : base[d];
    }
    const sums = block.sums[line.index];
    const { mostReach } = this.sums[line.index]!;
    for (let d = 0; d < block.size; d++) {
      mostReach[d] = Math.max(mostReach[d], reach[d]);
      sums.reach[d] += reach[d];
      sums.views[d] += views[d];
      sums.base[d] += base[d];
    }
  }

  private addEngagement(placement: Placement, drawn: readonly (readonly Float64Array[])[]): void {
    const { block, base, left } = this;
    const { line, snapshot } = placement;
    const { engagementCap } = block.plan.parameters;
    const { positiveRate, negativeRate } = block.sums[line.index];
    const sums = this.sums[line.index]!;
    const rate = this.evaluate('engagement', placement, drawn);
    const logit = this.evaluate('negativity', placement, drawn);
    const { engagements, valencedReactions, negativeReactions } = snapshot;
    const isTold =
      valencedReactions !== null && negativeReactions !== null && valencedReactions > 0;
    if (engagements !== null && isTold) {
      const told = (engagements * negativeReactions) / valencedReactions;
      sums.negative += told;
      sums.positive += engagements - told;
    } else if (engagements !== null) {
      sums.unvalenced += engagements;
    }
    for (let d = 0; d < block.size; d++) {
      rate[d] = Math.min(engagementCap, exp(rate[d]));
      const negative = 1 / (1 + exp(-logit[d]));
      const expected = rate[d] * (engagements === null ? base[d] : left[d]);
      positiveRate[d] += expected * (1 - negative);
      negativeRate[d] += expected * negative;
      if (engagements !== null && !isTold) sums.negativeRate[d] += engagements * negative;
    }
  }

  private addShares(placement: Placement, drawn: readonly (readonly Float64Array[])[]): void {
    const { block, base, left, viral } = this;
    const { line, seen, k, snapshot } = placement;
    const { row } = line;
    const { shareRate, viralShareRate, poolAmplified, targetAmplified } = block.sums[line.index];
    const { needs, targetPeople } = block.plan;
    const sums = this.sums[line.index]!;
    const lnShares = this.evaluate('shares', placement, drawn);
    // Of TikTok's engagements, the expected ones are there already.
    const { engagement } = this.values;
    const { shares, engagements } = snapshot;
    sums.shares += shares ?? 0;
    const unsplit = row.sharesAreEngagements && shares === null ? (engagements ?? 0) : 0;
    sums.unsplit += unsplit;
    drawSeenViral(block, placement, viral);
    const { roster } = seen;
    const targetAt = roster.targetPoolOf[k] * BLOCK;
    for (let d = 0; d < block.size; d++) {
      const perBase = exp(lnShares[d]);
      const capped = row.sharesAreEngagements ? Math.min(engagement[d], perBase) : perBase;
      let expected = capped * (shares === null && unsplit === 0 ? base[d] : left[d]);
      if (unsplit > 0 && engagement[d] > 0) expected += (unsplit * capped) / engagement[d];
      shareRate[d] += expected;
      // Shares that were counted are passed on like those to come.
      const passed = (expected + (shares ?? 0)) * viral[d];
      viralShareRate[d] += passed;
      if (!needs.unique) continue;
      for (let i = roster.poolStart[k]; i < roster.poolStart[k + 1]; i++) {
        poolAmplified[roster.poolOf[i] * BLOCK + d] += passed * roster.poolWeight[i];
      }
      if (needs.target) targetAmplified[targetAt + d] += (passed * this.alpha[d]) / targetPeople;
    }
  }

  private addClicks(placement: Placement, drawn: readonly (readonly Float64Array[])[]): void {
    const { block, base } = this;
    const { line, snapshot, reported } = placement;
    const { conversionCap } = block.plan.parameters;
    const { clickRate, conversionRate } = block.sums[line.index];
    const sums = this.sums[line.index]!;
    const lnClicks = this.evaluate('clicks', placement, drawn);
    const lnConversion = this.evaluate('conversion', placement, drawn);
    const { clicks, conversions, redemptions, revenueMinor } = snapshot;
    const { soFar } = reported;
    if (clicks !== null) {
      sums.clicks += clicks;
      sums.unconverted += Math.max(0, clicks - (conversions ?? 0));
    }
    if (conversions !== null) {
      sums.conversions += conversions;
      if (revenueMinor === null) sums.unvalued += conversions;
    }
    sums.revenueMinor += revenueMinor ?? 0;
    if (redemptions !== null) {
      sums.redemptions += redemptions;
      sums.redeemed += conversions ?? 0;
    }
    /** Of the clicks there are, the share whose conversion is not there yet. */
    const late = conversions === null ? 1 : 1 - ratio(soFar.conversions, soFar.clicks);
    for (let d = 0; d < block.size; d++) {
      const rate = Math.min(1, exp(lnClicks[d]));
      const converting = Math.min(conversionCap, exp(lnConversion[d]));
      const whole = base[d] * rate;
      const toCome = clicks === null ? whole : whole * (1 - soFar.clicks);
      const orders =
        clicks === null && conversions !== null
          ? whole * converting * (1 - soFar.conversions)
          : toCome * converting;
      clickRate[d] += toCome * (1 - converting);
      conversionRate[d] += orders;
      if (clicks !== null) sums.lateRate[d] += clicks * converting * late;
    }
  }

  private pay({ line, seen, k }: Placement): void {
    const { block, present } = this;
    const { feeFactor, scenario, parameters } = block.plan;
    const { roster } = seen;
    const { spend, refunds } = block.sums[line.index];
    const { seedingMinor, moderationMinor, killFee } = scenario.fees;
    const fixed = roster.screeningMinor[k] + seedingMinor + moderationMinor;
    const kept = killFee ? parameters.killFee : 1 - parameters.refund;
    const { base: price } = this.values;
    if (Number.isNaN(roster.feeMinor[k])) this.drawPrices(price, { line, seen, k });
    else price.fill(roster.feeMinor[k]);
    for (let d = 0; d < block.size; d++) {
      const cost = price[d] * feeFactor + fixed;
      const lost = price[d] * feeFactor * kept + roster.screeningMinor[k];
      spend[d] += present[d] === 1 ? cost : lost;
      if (present[d] === 0) refunds[d] += cost - lost;
    }
  }

  /** As a forecast draws them: nobody has said what was paid. */
  private drawPrices(
    out: Float64Array,
    { line, seen, k }: Pick<Placement, 'line' | 'seen' | 'k'>,
  ): void {
    const { block } = this;
    const { roster } = seen;
    const { row } = line;
    const { priceClip, priceReachCorrelation: rho, negotiated } = block.plan.parameters;
    const { priceSlope } = block.shocks.row(row);
    const { streams, index } = block;
    const dearness = new Float64Array(BLOCK);
    const rest = new Float64Array(BLOCK);
    const words = new Uint32Array(BLOCK);
    standardNormals(dearness, PURPOSE.PRICE, roster.influencer[k], streams, index);
    standardNormals(rest, PURPOSE.INFLUENCER_REACH, roster.influencer[k], streams, index);
    streams.fillWords(words, PURPOSE.NEGOTIATION, roster.influencer[k], 0, index);
    const table = block.tables.beta(negotiated);
    const apart = Math.sqrt(1 - rho * rho);
    const size = roster.lnFollowers[k] - LN_ANCHOR;
    for (let d = 0; d < BLOCK; d++) {
      const z = rho * rest[d] + apart * dearness[d];
      const clipped = Math.max(-priceClip, Math.min(priceClip, z));
      const lnPrice = row.lnPrice + priceSlope[d] * size + row.priceSpread * clipped;
      out[d] = roster.bundle[k] * exp(lnPrice + wordQuantile(table, words[d]));
    }
  }

  /** Influencers whose brand-safety event came before a post, or comes later in the flight. */
  private countEvents({ learned, placements }: Person): void {
    const { block, chosen, uniforms } = this;
    const { roles } = block.plan.parameters;
    const { flightDays } = block.plan.scenario;
    const [{ line }] = placements;
    const rate = roles[line.role].dailyEventRate;
    const last = placements.reduce(
      (day, { seen, k }) => Math.max(day, seen.roster.plannedDay[k]),
      0,
    );
    const later = -expm1(-rate * Math.max(0, flightDays - last));
    const isAfter = learned.hypotheses.map(({ hypothesis }) =>
      Number.isFinite(hypothesis.eventBefore),
    );
    for (let d = 0; d < block.size; d++) {
      if (!isAfter[chosen[d]] && !(uniforms[d] < later)) continue;
      for (const { line: one, seen, k } of placements) {
        const profile = seen.roster.sharedProfile[k];
        if (profile >= 0) block.sharedEvents.push({ draw: d, profile, line: one.index });
        else block.sums[one.index].events[d]++;
      }
    }
  }
}

/** The post's own timing, in its standard normal. */
function timingOf({ effects, placements }: Cluster, at: number): Float64Array {
  const own = new Float64Array(effects);
  own[placements[at].at + POST.timing] = 1;
  return own;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
