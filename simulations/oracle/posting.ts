import type { LinePlan } from '../plan/line.js';
import { isBelow, PURPOSE } from '../random.js';
import type { OracleBlock } from './block.js';
import { costOf, screeningOf } from './booking.js';
import { TICKS_PER_DAY, tickCell } from '../world/delays.js';

/**
 * From booked to posted: who cancels, who steps in, when the post goes live, and what is paid.
 * Narrows the block's active draws to those in which the candidate at hand, or a stand-in, posts.
 *
 * @see simulations/README.md, section 9
 */
export function post(block: OracleBlock, line: LinePlan, k: number): void {
  const { active, activeCount, day, chanceA } = block;
  const p = block.plan.parameters;
  const sums = block.sums[line.index];
  const { booked, posted } = sums;
  const onTheAir = line.roster !== null && line.roster.posted[k] === 1;
  const cancellation = onTheAir ? 0 : p.roles[line.role].cancellation;
  if (!onTheAir) countOutreach(block, line);
  // One word says both: of those who cancel, the luckiest are replaced.
  const replaced = cancellation * p.replacementProbability;
  if (cancellation > 0) block.fillWords(chanceA, PURPOSE.CANCELLATION, block.post);

  const flight = block.plan.scenario.flightDays;
  const planned = line.roster === null ? NaN : line.roster.plannedDay[k];
  let kept = 0;
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    const cancelled = cancellation > 0 && isBelow(chanceA[d], cancellation);
    const stays = !cancelled || isBelow(chanceA[d], replaced);
    if (block.plan.needs.money) pay(block, line, k, d, stays);
    if (!stays) continue;
    if (cancelled) block.addStandIn(d);
    day[d] = wholeTicks(Number.isNaN(planned) ? ((k + 0.5) / booked[d]) * flight : planned);
    posted[d]++;
    active[kept++] = d;
  }
  block.activeCount = kept;
  if (onTheAir) return;
  addDelay(block);
  addReplacementLag(block);
}

function countOutreach(block: OracleBlock, line: LinePlan): void {
  const { active, activeCount, lnFollowers } = block;
  const { outreach } = block.sums[line.index];
  const { acceptanceLarge, acceptanceSmall } = block.shocks.world();
  const largeFrom = block.plan.parameters.lnAcceptanceLargeFrom;
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    outreach[d] += 1 / (lnFollowers[d] >= largeFrom ? acceptanceLarge : acceptanceSmall)[d];
  }
}

function pay(block: OracleBlock, line: LinePlan, k: number, d: number, stays: boolean): void {
  const { spend, refunds } = block.sums[line.index];
  const { feeFactor, parameters, scenario } = block.plan;
  const price = block.price[d];
  const cost = costOf(block, line, k, price);
  if (stays) {
    spend[d] += cost;
    return;
  }
  const kept = scenario.fees.killFee ? parameters.killFee : 1 - parameters.refund;
  const paid = price * feeFactor * kept + screeningOf(line, k);
  spend[d] += paid;
  refunds[d] += cost - paid;
}

/** Whoever steps in is as late. */
function addDelay(block: OracleBlock): void {
  const { active, activeCount, day, words } = block;
  const ticks = block.tables.delay();
  block.streams.fillWords(words, PURPOSE.DELAY, block.post, block.member, block.index);
  for (let s = 0; s < activeCount; s++) {
    const d = active[s];
    day[d] += ticks[tickCell(words[d])] / TICKS_PER_DAY;
  }
}

function addReplacementLag(block: OracleBlock): void {
  const { standIns, standInCount, day, streams, post, member, index } = block;
  const ticks = block.tables.replacementLag();
  for (let s = 0; s < standInCount; s++) {
    const d = standIns[s];
    const word = streams.standInWord(PURPOSE.REPLACEMENT_LAG, post, member, index, d);
    day[d] += ticks[tickCell(word)] / TICKS_PER_DAY;
  }
}

function wholeTicks(days: number): number {
  return Math.floor(days * TICKS_PER_DAY) / TICKS_PER_DAY;
}
