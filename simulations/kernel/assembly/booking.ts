/**
 * Who is booked, at what price, and what is paid: in f64, with the operations of
 * simulations/oracle/booking.ts, so that every decision is the oracle's.
 *
 * @see simulations/README.md, section 9
 */
import { reachSd } from './account-spread';
import {
  a,
  b,
  c,
  canBeBelow,
  influencerHash,
  isNamed,
  isRecorded,
  known,
  line,
  model,
  mostBelow,
  postHash,
  row,
  setLine,
  size,
  take,
} from './candidate';
import { exp64OfTwo } from './elementary';
import { ROW, ROW64 } from './lanes';
import { drawOwnPosts, exactU, knowsOwnPosts, ratio } from './own-posts';
import { CANCELLATION, FOLLOWERS, INFLUENCER_REACH, NEGOTIATION, PRICE } from './purposes';
import { quantileOfTwo } from './quantiles';
import { fillWords } from './random';

/** Prices are compared with the money that is left to this many minor units. */
const ROUNDING_MINOR: f64 = 1e-6;

/** i64 masks: draws that are still buying. */
const buying: usize = memory.data(2048, 16);
/** f64: ln followers of the candidate at hand, then what it is paid, minor units. */
const price: usize = memory.data(2048, 16);
/** f64: its effect on reach, in sds. */
const account: usize = memory.data(2048, 16);
const words: usize = memory.data(1024, 16);

/**
 * Books a line: as many as asked for, or in order until the first candidate who costs more than is
 * left. Fills booked and unspent, and spend and refunds where money is asked for.
 *
 * @returns in how many draws the names ran out with money left
 */
export function book(address: usize): i32 {
  setLine(address);
  const byMoney = !isNaN(line.moneyMinor);
  for (let d = 0; d < 256; d++) {
    store<i64>(buying + (<usize>d << 3), d < size ? -1 : 0);
    if (d >= size) continue;
    if (byMoney) store<f64>(<usize>line.unspent + (<usize>d << 3), line.moneyMinor);
    else store<f64>(<usize>line.booked + (<usize>d << 3), line.count);
  }
  const pays = model.needsMoney != 0 && !isRecorded;
  if (!byMoney && !pays) return 0;
  const most = <i32>(byMoney ? line.mostCandidates : line.count);
  let count = size;
  for (let k = 0; k < most && count > 0; k++) {
    take(k);
    askPrices();
    if (byMoney) count = buy();
    if (pays) pay();
  }
  return byMoney ? count : 0;
}

/** Pays a candidate of a line that is booked, where nobody is paid while it is. */
export function payLater(k: i32): void {
  take(k);
  askPrices();
  for (let at: usize = 0; at < ROW64; at += 8) {
    store<i64>(buying + at, <f64>k < load<f64>(<usize>line.booked + at) ? -1 : 0);
  }
  pay();
}

/** What a booking takes from the budget: price with agency and rights, and extras. */
@inline
function costOf(asked: v128): v128 {
  const withFees = f64x2.mul(asked, f64x2.splat(model.feeFactor));
  const screened = f64x2.add(withFees, f64x2.splat(screening()));
  const seeded = f64x2.add(screened, f64x2.splat(model.seedingMinor));
  return f64x2.add(seeded, f64x2.splat(model.moderationMinor));
}

@inline
function screening(): f64 {
  return isNamed ? known(line.screenings) : line.screeningMinor;
}

/**
 * Books the candidate at hand where it costs no more than is left; elsewhere buying ends.
 *
 * @returns in how many draws it goes on
 */
function buy(): i32 {
  const unspent = <usize>line.unspent;
  const booked = <usize>line.booked;
  const rounding = f64x2.splat(ROUNDING_MINOR);
  const one = f64x2.splat(1);
  let count = 0;
  let at: usize = 0;
  do {
    const left = v128.load(unspent + at);
    const cost = costOf(v128.load(at, price));
    const isTooDear = f64x2.gt(cost, f64x2.add(left, rounding));
    const buys = v128.andnot(v128.load(at, buying), isTooDear);
    const rest = f64x2.pmax(f64x2.splat(0), f64x2.sub(left, cost));
    v128.store(unspent + at, v128.bitselect(rest, left, buys));
    v128.store(booked + at, f64x2.add(v128.load(booked + at), v128.and(one, buys)));
    v128.store(at, buys, buying);
    count += popcnt(i64x2.bitmask(buys));
    at += 16;
  } while (at < ROW64);
  return count;
}

/** Pays the candidate at hand, or takes back what is paid, where it is booked. */
function pay(): void {
  const spend = <usize>line.spend;
  const refunds = <usize>line.refunds;
  const isOnTheAir = isNamed && known(line.isPosted) != 0;
  if (isOnTheAir || line.cancellation <= 0) {
    let at: usize = 0;
    do {
      const cost = v128.and(costOf(v128.load(at, price)), v128.load(at, buying));
      v128.store(spend + at, f64x2.add(v128.load(spend + at), cost));
      at += 16;
    } while (at < ROW64);
    return;
  }
  // Of those who cancel, the luckiest are replaced, at the same price.
  fillWords(a, postHash, CANCELLATION);
  const replacement = line.cancellation * model.replacementProbability;
  const mostCancelled = mostBelow(line.cancellation);
  const mostReplaced = mostBelow(replacement);
  const canCancel = canBeBelow(line.cancellation);
  const canReplace = canBeBelow(replacement);
  const feeFactor = f64x2.splat(model.feeFactor);
  const keptShare = f64x2.splat(model.keptShare);
  const screened = f64x2.splat(screening());
  let at: usize = 0;
  do {
    const word = v128.load64_zero(a + (at >> 1));
    const cancels = v128.and(i32x4.le_u(word, mostCancelled), canCancel);
    const isReplaced = v128.and(i32x4.le_u(word, mostReplaced), canReplace);
    const isOff = i64x2.extend_low_i32x4_s(v128.andnot(cancels, isReplaced));
    const buys = v128.load(at, buying);
    const asked = v128.load(at, price);
    const cost = costOf(asked);
    const kept = f64x2.add(f64x2.mul(f64x2.mul(asked, feeFactor), keptShare), screened);
    const paid = v128.and(v128.bitselect(kept, cost, isOff), buys);
    const back = v128.and(f64x2.sub(cost, kept), v128.and(isOff, buys));
    v128.store(spend + at, f64x2.add(v128.load(spend + at), paid));
    v128.store(refunds + at, f64x2.add(v128.load(refunds + at), back));
    at += 16;
  } while (at < ROW64);
}

/** What the candidate at hand is paid, in every draw. */
function askPrices(): void {
  const fee = isNamed ? known(line.fees) : line.feeMinor;
  if (!isNaN(fee)) {
    const given = f64x2.splat(fee);
    let at: usize = 0;
    do {
      v128.store(at, given, price);
      at += 16;
    } while (at < ROW64);
    return;
  }
  drawAccounts();
  drawSizes();
  fillWords(b, influencerHash, PRICE);
  fillWords(c, influencerHash, NEGOTIATION);
  const normal = <usize>model.normalWords;
  const negotiated = <usize>model.negotiatedWords;
  const slopes = <usize>row.exactPriceSlope;
  const factor = f64x2.splat(isNamed ? known(line.bundle) : 1);
  const rho = model.priceReachCorrelation;
  const ofAccount = f64x2.splat(rho);
  const ofRest = f64x2.splat(Math.sqrt(1 - rho * rho));
  const most = f64x2.splat(model.priceClip);
  const least = f64x2.splat(-model.priceClip);
  const spread = f64x2.splat(row.priceSpread);
  const lnPrice = f64x2.splat(row.lnPrice);
  const anchor = f64x2.splat(model.lnAnchor);
  let at: usize = 0;
  do {
    const half = at >> 1;
    const apart = quantileOfTwo(normal, v128.load64_zero(half + b));
    const dear = f64x2.add(f64x2.mul(ofAccount, v128.load(at, account)), f64x2.mul(ofRest, apart));
    const z = clipTwo(dear, least, most);
    const bySize = f64x2.mul(v128.load(slopes + at), f64x2.sub(v128.load(at, price), anchor));
    const lnAsked = f64x2.add(f64x2.add(lnPrice, bySize), f64x2.mul(spread, z));
    const lnPaid = f64x2.add(lnAsked, quantileOfTwo(negotiated, v128.load64_zero(half + c)));
    v128.store(at, lnPaid, price);
    at += 16;
  } while (at < ROW64);
  // On its own: long chains of arithmetic overlap from turn to turn only where turns are short.
  at = 0;
  do {
    v128.store(at, f64x2.mul(factor, exp64OfTwo(v128.load(at, price))), price);
    at += 16;
  } while (at < ROW64);
}

/** Effects on reach, as drawn or as own posts tell, into account. */
function drawAccounts(): void {
  if (knowsOwnPosts()) {
    drawOwnPosts();
    const sd = reachSd(row);
    for (let at: usize = 0; at < ROW64; at += 8) {
      store<f64>(at, ratio(load<f64>(at, exactU), sd), account);
    }
    return;
  }
  fillWords(words, influencerHash, INFLUENCER_REACH);
  const normal = <usize>model.normalWords;
  let at: usize = 0;
  do {
    const first = quantileOfTwo(normal, v128.load64_zero(at, words));
    const second = quantileOfTwo(normal, v128.load64_zero(at, words + 8));
    v128.store(at << 1, first, account);
    v128.store(at << 1, second, account + 16);
    at += 16;
  } while (at < ROW);
}

/** ln followers of the candidate at hand, into price. */
function drawSizes(): void {
  const isFlat = row.priceIsFlat != 0;
  let at: usize = 0;
  if (isNamed || line.lnSd == 0 || isFlat) {
    const fixed = isNamed ? known(line.lnFollowers) : clip(line.lnMedian, line.lnMin, line.lnMax);
    const ln = f64x2.splat(fixed);
    do {
      v128.store(at, ln, price);
      at += 16;
    } while (at < ROW64);
    return;
  }
  fillWords(words, influencerHash, FOLLOWERS);
  const normal = <usize>model.normalWords;
  const median = f64x2.splat(line.lnMedian);
  const sd = f64x2.splat(line.lnSd);
  const least = f64x2.splat(line.lnMin);
  const most = f64x2.splat(line.lnMax);
  do {
    const z = quantileOfTwo(normal, v128.load64_zero(at >> 1, words));
    v128.store(at, clipTwo(f64x2.add(median, f64x2.mul(sd, z)), least, most), price);
    at += 16;
  } while (at < ROW64);
}

@inline
function clipTwo(x: v128, min: v128, max: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, max), min);
}

@inline
function clip(x: f64, min: f64, max: f64): f64 {
  return x < min ? min : x > max ? max : x;
}
