import type { LinePlan } from '../plan/line.js';
import { needsEngagementOf } from '../plan/needs.js';
import { BLOCK, PURPOSE } from '../random.js';
import type { Block } from './block.js';
import type { LineSums } from './line-sums.js';
import { binomial, poisson } from '../math/counts.js';

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
  if (needs.engagement && needs.shares) addMediaValue(block, line);
}

function drawEngagements(block: Block, line: LinePlan): void {
  const { streams, size, index, a } = block;
  const { positive, negative, positiveRate, negativeRate } = block.sums[line.index];
  streams.fillUniforms(a, PURPOSE.COUNT_POSITIVE, line.identity, 0, index);
  for (let d = 0; d < size; d++) positive[d] = poisson(positiveRate[d], a[d]);
  streams.fillUniforms(a, PURPOSE.COUNT_NEGATIVE, line.identity, 0, index);
  for (let d = 0; d < size; d++) negative[d] = poisson(negativeRate[d], a[d]);
}

function drawShares(block: Block, line: LinePlan): void {
  const { streams, size, index, a, b: perRate } = block;
  const sums = block.sums[line.index];
  const { shares, shareRate, viralShareRate, amplified } = sums;
  const { peoplePerShare } = block.shocks.world();
  streams.fillUniforms(a, PURPOSE.COUNT_SHARES, line.identity, 0, index);
  if (line.row.sharesAreEngagements) splitShares(sums, a, size);
  else for (let d = 0; d < size; d++) shares[d] = poisson(shareRate[d], a[d]);
  // Shares fall on the placements in proportion to their rates.
  for (let d = 0; d < size; d++) {
    perRate[d] = shareRate[d] > 0 ? (shares[d] * peoplePerShare[d]) / shareRate[d] : 0;
    amplified[d] = perRate[d] * viralShareRate[d];
  }
  scalePools(sums.poolAmplified, perRate, size);
  scalePools(sums.targetAmplified, perRate, size);
}

/** Given their total, each engagement is a share with the same chance. */
function splitShares(sums: LineSums, uniforms: Float64Array, size: number): void {
  const { shares, shareRate, positive, negative, positiveRate, negativeRate } = sums;
  for (let d = 0; d < size; d++) {
    const rate = positiveRate[d] + negativeRate[d];
    const chance = rate > 0 ? shareRate[d] / rate : 0;
    shares[d] = binomial(positive[d] + negative[d], chance, uniforms[d]);
  }
}

function scalePools(pools: Float64Array, factors: Float64Array, size: number): void {
  for (let at = 0; at < pools.length; at += BLOCK) {
    for (let d = 0; d < size; d++) pools[at + d] *= factors[d];
  }
}

function drawClicks(block: Block, line: LinePlan): void {
  const { streams, size, index, a } = block;
  const sums = block.sums[line.index];
  const { clicks, conversions, revenue, clickRate, conversionRate } = sums;
  const { orderValueMinor } = block.shocks.world();
  streams.fillUniforms(a, PURPOSE.COUNT_CONVERSIONS, line.identity, 0, index);
  for (let d = 0; d < size; d++) {
    conversions[d] = poisson(conversionRate[d], a[d]);
    revenue[d] = conversions[d] * orderValueMinor[d];
  }
  streams.fillUniforms(a, PURPOSE.COUNT_CLICKS, line.identity, 0, index);
  for (let d = 0; d < size; d++) clicks[d] = conversions[d] + poisson(clickRate[d], a[d]);
  if (line.promoCode && block.plan.needs.shares) redeem(block, sums);
}

function redeem(block: Block, { conversions, redemptions, base, amplified }: LineSums): void {
  const { couponRedeemed, couponSharing, couponLeaked, friendRedemption } = block.shocks.world();
  for (let d = 0; d < block.size; d++) {
    const direct = conversions[d] * couponRedeemed[d];
    // Friends who see a shared coupon redeem it at the direct rate per person, times a factor.
    const seen = base[d] > 0 ? (amplified[d] * couponSharing[d]) / base[d] : 0;
    redemptions[d] = direct * (1 + couponLeaked[d] + seen * friendRedemption[d]);
  }
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
