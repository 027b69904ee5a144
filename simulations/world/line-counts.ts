import type { LinePlan } from '../plan/line.js';
import { needsEngagementOf } from '../plan/needs.js';
import { BLOCK, PURPOSE } from '../random.js';
import type { Block } from './block.js';
import type { LineSums } from './line-sums.js';
import type { SeenSums } from './seen-sums.js';
import { binomial } from '../math/counts.js';

/**
 * Draws a line's counts from its summed rates: a sum of independent Poisson counts is Poisson.
 *
 * @see simulations/README.md, section 11
 */
export function drawCounts(block: Block, line: LinePlan): void {
  const { needs } = block.plan;
  if (needsEngagementOf(block.plan, line)) drawEngagements(block, line);
  if (needs.shares) drawShares(block, line);
  if (needs.clicks) drawClicks(block, line);
  if (needsEngagementOf(block.plan, line)) addSeenEngagements(block, line);
  if (needs.mediaValue) addMediaValue(block, line);
}

function drawEngagements(block: Block, line: LinePlan): void {
  const { streams, size, index, a, math } = block;
  const { positive, negative, positiveRate, negativeRate } = block.sums[line.index];
  streams.fillUniforms(a, PURPOSE.COUNT_POSITIVE, line.identity, 0, index);
  math.poissons(positive, positiveRate, a, size);
  streams.fillUniforms(a, PURPOSE.COUNT_NEGATIVE, line.identity, 0, index);
  math.poissons(negative, negativeRate, a, size);
}

function drawShares(block: Block, line: LinePlan): void {
  const { streams, size, index, a, b: perRate, math } = block;
  const sums = block.sums[line.index];
  const { shares, shareRate, viralShareRate, amplified } = sums;
  const { peoplePerShare } = block.shocks.world();
  const seen = block.seen?.sums[line.index];
  const counted = seen?.shares ?? 0;
  streams.fillUniforms(a, PURPOSE.COUNT_SHARES, line.identity, 0, index);
  if (line.row.sharesAreEngagements) splitShares(sums, seen?.unsplit ?? 0, a, size);
  else math.poissons(shares, shareRate, a, size);
  // Shares fall on the placements in proportion to their rates.
  for (let d = 0; d < size; d++) {
    shares[d] += counted;
    const rate = shareRate[d] + counted;
    perRate[d] = rate > 0 ? (shares[d] * peoplePerShare[d]) / rate : 0;
    amplified[d] = perRate[d] * viralShareRate[d];
  }
  scalePools(sums.poolAmplified, perRate, size);
  scalePools(sums.targetAmplified, perRate, size);
}

/**
 * Given their total, each engagement is a share with the same chance.
 *
 * @param counted - engagements that are there already, of whose shares nobody told
 */
function splitShares(sums: LineSums, counted: number, uniforms: Float64Array, size: number): void {
  const { shares, shareRate, positive, negative, positiveRate, negativeRate } = sums;
  for (let d = 0; d < size; d++) {
    const rate = positiveRate[d] + negativeRate[d] + counted;
    const chance = rate > 0 ? shareRate[d] / rate : 0;
    shares[d] = binomial(positive[d] + negative[d] + counted, chance, uniforms[d]);
  }
}

function scalePools(pools: Float64Array, factors: Float64Array, size: number): void {
  for (let at = 0; at < pools.length; at += BLOCK) {
    for (let d = 0; d < size; d++) pools[at + d] *= factors[d];
  }
}

function drawClicks(block: Block, line: LinePlan): void {
  const { streams, size, index, a, math } = block;
  const sums = block.sums[line.index];
  const { clicks, conversions, revenue, clickRate, conversionRate } = sums;
  const { orderValueMinor } = block.shocks.world();
  streams.fillUniforms(a, PURPOSE.COUNT_CONVERSIONS, line.identity, 0, index);
  math.poissons(conversions, conversionRate, a, size);
  for (let d = 0; d < size; d++) revenue[d] = conversions[d] * orderValueMinor[d];
  streams.fillUniforms(a, PURPOSE.COUNT_CLICKS, line.identity, 0, index);
  math.poissons(clicks, clickRate, a, size);
  for (let d = 0; d < size; d++) clicks[d] += conversions[d];
  const seen = block.seen?.sums[line.index];
  if (seen !== undefined) addSeenClicks(block, line, seen);
  if (line.promoCode && block.plan.needs.shares) redeem(block, sums, seen);
}

function redeem(block: Block, sums: LineSums, seen: SeenSums | undefined): void {
  const { conversions, redemptions, base, amplified } = sums;
  const { couponRedeemed, couponSharing, couponLeaked, friendRedemption } = block.shocks.world();
  for (let d = 0; d < block.size; d++) {
    const direct = (conversions[d] - (seen?.redeemed ?? 0)) * couponRedeemed[d];
    // Friends who see a shared coupon redeem it at the direct rate per person, times a factor.
    const shown = base[d] > 0 ? (amplified[d] * couponSharing[d]) / base[d] : 0;
    redemptions[d] =
      direct * (1 + couponLeaked[d] + shown * friendRedemption[d]) + (seen?.redemptions ?? 0);
  }
}

/** Adds what was counted, after whatever is drawn from the engagements still to come. */
function addSeenEngagements(block: Block, line: LinePlan): void {
  const seen = block.seen?.sums[line.index];
  if (seen === undefined) return;
  const { positive, negative } = block.sums[line.index];
  const { unvalenced } = seen;
  const told = drawUnvalencedNegatives(block, line, seen);
  for (let d = 0; d < block.size; d++) {
    positive[d] += seen.positive + unvalenced - told[d];
    negative[d] += seen.negative + told[d];
  }
}

/** How many of the engagements of whose valence nobody told are negative; in scratch of the block. */
export function drawUnvalencedNegatives(
  { streams, size, index, a }: Block,
  line: LinePlan,
  { unvalenced, negativeRate }: SeenSums,
): Float64Array {
  if (unvalenced === 0) return a.fill(0);
  // The line's second word for negatives: the first decides those to come.
  streams.fillUniforms(a, PURPOSE.COUNT_NEGATIVE, line.identity, 1, index);
  for (let d = 0; d < size; d++) a[d] = binomial(unvalenced, negativeRate[d] / unvalenced, a[d]);
  return a;
}

/** Adds clicks and conversions that were counted, and late conversions of those clicks. */
function addSeenClicks(block: Block, line: LinePlan, seen: SeenSums): void {
  const { clicks, conversions, revenue } = block.sums[line.index];
  const { orderValueMinor } = block.shocks.world();
  const late = drawLateConversions(block, line, seen);
  for (let d = 0; d < block.size; d++) {
    clicks[d] += seen.clicks;
    conversions[d] += late[d] + seen.conversions;
    revenue[d] += (late[d] + seen.unvalued) * orderValueMinor[d] + seen.revenueMinor;
  }
}

/** How many of the clicks that were counted convert later; in scratch of the block. */
export function drawLateConversions(
  { streams, size, index, a }: Block,
  line: LinePlan,
  { unconverted, lateRate }: SeenSums,
): Float64Array {
  if (unconverted === 0) return a.fill(0);
  streams.fillUniforms(a, PURPOSE.COUNT_CONVERSIONS, line.identity, 1, index);
  for (let d = 0; d < size; d++) {
    a[d] = binomial(unconverted, Math.min(1, lateRate[d] / unconverted), a[d]);
  }
  return a;
}

function addMediaValue(block: Block, line: LinePlan): void {
  const { size } = block;
  const { emv, positive, negative, shares, views } = block.sums[line.index];
  const { emv: worth, tiktokCommentsPerView } = block.plan.parameters;
  const { instagramComments, youtubeComments } = block.shocks.world();
  const { platform, sharesAreEngagements } = line.row;
  const { like, comment, share, view } = worth;
  const perReaction = platform === 'YOUTUBE' ? youtubeComments : instagramComments;
  for (let d = 0; d < size; d++) {
    const engagements = positive[d] + negative[d];
    const rest = sharesAreEngagements ? engagements - shares[d] : engagements;
    const comments = sharesAreEngagements
      ? Math.min(rest, tiktokCommentsPerView * views[d])
      : (rest * perReaction[d]) / (1 + perReaction[d]);
    emv[d] = like * (rest - comments) + comment * comments + share * shares[d] + view * views[d];
  }
}
