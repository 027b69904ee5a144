import type { LinePlan } from '../plan/line.js';
import { needsEngagementOf } from '../plan/needs.js';
import { drawClicks, drawShares } from './actions.js';
import { addToPools, drawWantedShare } from './audience.js';
import type { OracleBlock } from './block.js';
import { countEvents, drawEngagement } from './engagement.js';
import {
  drawFollowers,
  drawOwnPostsEffects,
  drawPrice,
  drawStandIns,
  knowsOwnPosts,
} from './influencer.js';
import { post } from './posting.js';
import { drawReach } from './reach.js';

/** Every booked candidate of a line, from followers to expected clicks. */
export function runLine(block: OracleBlock, line: LinePlan): void {
  const { plan, size, active, creators } = block;
  const { needs } = plan;
  const { booked } = block.sums[line.index];
  const engages = needsEngagementOf(plan, line);
  let most = 0;
  for (let d = 0; d < size; d++) most = Math.max(most, booked[d]);
  for (let k = 0; k < most; k++) {
    block.take(line, k);
    let count = 0;
    for (let d = 0; d < size; d++) if (k < booked[d]) active[count++] = d;
    block.activeCount = count;
    const ownPosts = knowsOwnPosts(line, k);
    drawFollowers(block, line, k);
    if (ownPosts) drawOwnPostsEffects(block, line, k);
    drawPrice(block, line, k, ownPosts);
    post(block, line, k);
    if (needs.events) countEvents(block, line, k);
    if (!needs.reach) {
      block.tell(line, k);
      continue;
    }
    drawStandIns(block, line, k);
    drawReach(block, line, k, ownPosts);
    if (needs.target) drawWantedShare(block, line, k);
    if (needs.unique) addToPools(block, line, k);
    if (engages) drawEngagement(block, line, k, ownPosts);
    if (needs.shares) drawShares(block, line, k);
    if (needs.clicks) drawClicks(block, line);
    block.tell(line, k);
  }
  if (line.role === 'CREATOR') for (let d = 0; d < size; d++) creators[d] += booked[d];
}
