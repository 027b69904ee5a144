import type { LinePlan } from '../plan/line.js';
import { needsEngagementOf } from '../plan/needs.js';
import { BLOCK, PURPOSE } from '../random.js';
import type { Block } from './block.js';
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
  const { streams, size, index, a } = block;
  const sums = block.sums[line.index];
  const { shares, shareRate, viralShareRate, amplified, positive, negative } = sums;
  const { peoplePerShare } = block.shocks.world();
  streams.fillUniforms(a, PURPOSE.COUNT_SHARES, line.identity, 0, index);
  for (let d = 0; d < size; d++) {
    if (line.row.sharesAreEngagements) {
      // Given their total, each engagement is a share with the same chance.
      const rate = sums.positiveRate[d] + sums.negativeRate[d];
      shares[d] = binomial(positive[d] + negative[d], rate > 0 ? shareRate[d] / rate : 0, a[d]);
    } else {
      shares[d] = poisson(shareRate[d], a[d]);
    }
    // Shares fall on the placements in proportion to their rates.
    const perRate = shareRate[d] > 0 ? (shares[d] * peoplePerShare[d]) / shareRate[d] : 0;
    amplified[d] = perRate * viralShareRate[d];
    scalePools(sums.poolAmplified, d, perRate);
    scalePools(sums.targetAmplified, d, perRate);
  }
}

function scalePools(pools: Float64Array, draw: number, factor: number): void {
  for (let at = draw; at < pools.length; at += BLOCK) pools[at] *= factor;
}

function drawClicks(block: Block, line: LinePlan): void {
  const { streams, size, index, a } = block;
  const sums = block.sums[line.index];
  const { clicks, conversions, revenue, redemptions } = sums;
  const world = block.shocks.world();
  streams.fillUniforms(a, PURPOSE.COUNT_CONVERSIONS, line.identity, 0, index);
  for (let d = 0; d < size; d++) {
    conversions[d] = poisson(sums.conversionRate[d], a[d]);
    revenue[d] = conversions[d] * world.orderValueMinor[d];
  }
  streams.fillUniforms(a, PURPOSE.COUNT_CLICKS, line.identity, 0, index);
  for (let d = 0; d < size; d++) clicks[d] = conversions[d] + poisson(sums.clickRate[d], a[d]);
  if (!line.promoCode || !block.plan.needs.shares) return;
  for (let d = 0; d < size; d++) {
    const direct = conversions[d] * world.couponRedeemed[d];
    // Friends who see a shared coupon redeem it at the direct rate per person, times a factor.
    const seen = sums.base[d] > 0 ? (sums.amplified[d] * world.couponSharing[d]) / sums.base[d] : 0;
    redemptions[d] = direct * (1 + world.couponLeaked[d] + seen * world.friendRedemption[d]);
  }
}

function addMediaValue(block: Block, line: LinePlan): void {
  const { size } = block;
  const { emv, positive, negative, shares, views } = block.sums[line.index];
  const { emv: worth, tiktokCommentsPerView } = block.plan.parameters;
  const { instagramComments, youtubeComments } = block.shocks.world();
  const { platform, sharesAreEngagements } = line.row;
  const perReaction = platform === 'YOUTUBE' ? youtubeComments : instagramComments;
  for (let d = 0; d < size; d++) {
    const engagements = positive[d] + negative[d];
    const rest = sharesAreEngagements ? engagements - shares[d] : engagements;
    const comments = sharesAreEngagements
      ? Math.min(rest, tiktokCommentsPerView * views[d])
      : (rest * perReaction[d]) / (1 + perReaction[d]);
    emv[d] =
      worth.like * (rest - comments) +
      worth.comment * comments +
      worth.share * shares[d] +
      worth.view * views[d];
  }
}
