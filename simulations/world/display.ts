import type { DisplayPlan } from '../plan/display.js';
import { PURPOSE } from '../random.js';
import type { Block } from './block.js';
import { poisson } from '../math/counts.js';
import { expm1, log1p } from '../math/elementary.js';

/**
 * Display advertising for a line's money: impressions, unique reach, clicks and conversions.
 *
 * @see simulations/README.md, section 12
 */
export function runDisplay(block: Block, display: DisplayPlan): void {
  const { size, streams, index, a, b } = block;
  const { scenario, targetPeople, needs } = block.plan;
  const sums = block.sums[display.index];
  const shocks = block.shocks.display();
  if (needs.clicks) {
    streams.fillUniforms(a, PURPOSE.COUNT_CONVERSIONS, display.identity, 0, index);
    streams.fillUniforms(b, PURPOSE.COUNT_CLICKS, display.identity, 0, index);
  }
  for (let d = 0; d < size; d++) {
    sums.spend[d] = display.moneyMinor;
    const served = (display.moneyMinor / shocks.cpmMinor[d]) * 1000;
    const valid = served * shocks.valid[d];
    const seen = valid * shocks.viewable[d];
    sums.views[d] = seen;
    const open = 1 - shocks.blocked[d];
    const theta = shocks.activity[d];
    sums.displayReach[d] = unique(seen, scenario.universe * open, theta);
    sums.reach[d] = sums.displayReach[d];
    const wanted = seen * display.wantedShare;
    sums.displayTarget[d] = unique(wanted, targetPeople * open, theta);
    if (!needs.clicks) continue;
    const clicks = valid * shocks.ctr[d];
    sums.conversions[d] = poisson(clicks * shocks.conversion[d], a[d]);
    sums.clicks[d] = sums.conversions[d] + poisson(clicks * (1 - shocks.conversion[d]), b[d]);
    sums.revenue[d] = sums.conversions[d] * block.shocks.world().orderValueMinor[d];
  }
}

/** People who see at least one of the impressions, activity being Gamma(θ, θ). */
function unique(impressions: number, people: number, theta: number): number {
  return people > 0 ? -people * expm1(-theta * log1p(impressions / people / theta)) : 0;
}
