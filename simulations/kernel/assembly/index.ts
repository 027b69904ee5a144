/**
 * The placements of a block in f32, four draws at a time: the model of simulations/oracle, on the
 * same random words.
 */
import { drawClicks, drawShares } from './actions';
import { addToPools, drawWantedShare } from './audience';
import { book, payLater } from './booking';
import {
  active,
  isRecorded,
  k,
  line,
  model,
  setBlock,
  setLine,
  setModel,
  take,
  ticks,
} from './candidate';
import { countEvents, drawEngagement } from './engagement';
import { drawFollowers, drawStandIns } from './influencer';
import { drawOwnPosts, knowsOwnPosts } from './own-posts';
import { addUpShocks } from './line-shocks';
import { countCreators } from './parents';
import { booked, post, startLine } from './posting';
import { drawReach } from './reach';
import { clearSums, deriveSums, flushSums, PLACEMENTS_PER_FLUSH } from './sums';

export { book };
export { recordPlacements } from './candidate';
export { poissons } from './counts';
export { setKey } from './random';
export { sortDefined } from './sort';
export { spread } from './spread';
export { addMixtureWeights, mixtureShares, reachedThrice } from './unique-reach';

export function heapBase(): usize {
  return __heap_base;
}

/** Hears of every candidate once it is in its line's sums: its ticks, where it was posted. */
@external('env', 'placed')
declare function placed(k: i32, ticks: usize): void;

/** @param address - of a Model */
export function startRun(address: usize): void {
  setModel(address);
}

export function startBlock(index: i32, draws: i32): void {
  setBlock(index, draws);
}

/** Every booked candidate of a line, from followers to expected clicks, into the line's sums. */
export function runLine(address: usize): void {
  setLine(address);
  const most = startLine();
  clearSums();
  addUpShocks();
  for (let at = 0; at < most; at++) {
    if (isRecorded && model.needsMoney != 0) payLater(at);
    take(at);
    runCandidate();
    if (isRecorded || at % PLACEMENTS_PER_FLUSH == PLACEMENTS_PER_FLUSH - 1) flushSums();
    if (isRecorded) placed(at, ticks);
  }
  flushSums();
  deriveSums();
  if (line.isCreator != 0) countCreators(booked);
}

function runCandidate(): void {
  const ownPosts = knowsOwnPosts();
  drawFollowers();
  post();
  if (model.needsEvents != 0) countEvents();
  if (model.needsReach == 0) return;
  if (ownPosts) drawOwnPosts();
  drawStandIns();
  drawReach(ownPosts);
  if (model.needsTarget != 0) drawWantedShare();
  if (model.needsUnique != 0) addToPools();
  if (line.needsEngagement != 0) drawEngagement(ownPosts);
  if (model.needsShares != 0) drawShares();
  if (model.needsClicks != 0) drawClicks();
}
