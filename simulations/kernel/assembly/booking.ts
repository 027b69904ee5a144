/**
 * Who is booked, at what price, and what is paid: in f64, with the operations of
 * simulations/oracle/booking.ts, so that every decision is the oracle's.
 *
 * @see simulations/README.md, section 9
 */
import {
  a,
  b,
  below,
  c,
  influencerHash,
  isNamed,
  known,
  line,
  model,
  postHash,
  row,
  setLine,
  size,
  take,
} from './candidate';
import { exp64OfTwo } from './elementary';
import { drawOwnPosts, exactU, knowsOwnPosts, ratio } from './own-posts';
import { CANCELLATION, FOLLOWERS, INFLUENCER_REACH, NEGOTIATION, PRICE } from './purposes';
import { quantileOfTwo } from './quantiles';
import { fillWords } from './random';

/** Prices are compared with the money that is left to this many minor units. */
const ROUNDING_MINOR: f64 = 1e-6;

/** i32: draws that are still buying. */
const buying: usize = memory.data(1024, 16);
/** f64 by position among the buying: what the candidate at hand is paid, minor units. */
const price: usize = memory.data(2048 + 16, 16);
const words: usize = memory.data(1024, 16);
const rest: usize = memory.data(1024, 16);

/**
 * Books a line: as many as asked for, or in order until the first candidate who costs more than is
 * left. Fills booked and unspent, and spend and refunds where money is asked for.
 *
 * @returns in how many draws the names ran out with money left
 */
export function book(address: usize): i32 {
  setLine(address);
  const byMoney = !isNaN(line.moneyMinor);
  const booked = <usize>line.booked;
  const unspent = <usize>line.unspent;
  let count = size;
  for (let d = 0; d < size; d++) {
    store<i32>(buying + (<usize>d << 2), d);
    if (byMoney) store<f64>(unspent + (<usize>d << 3), line.moneyMinor);
    else store<f64>(booked + (<usize>d << 3), line.count);
  }
  if (!byMoney && model.needsMoney == 0) return 0;
  const most = <i32>(byMoney ? line.mostCandidates : line.count);
  for (let k = 0; k < most && count > 0; k++) {
    take(k);
    askPrices(count);
    if (model.needsMoney != 0) drawCancellations();
    const screening = isNamed ? known(line.screenings) : line.screeningMinor;
    let kept = 0;
    for (let s = 0; s < count; s++) {
      const d = load<i32>(buying + (<usize>s << 2));
      const at = <usize>d << 3;
      const asked = load<f64>(price + (<usize>s << 3));
      const cost = asked * model.feeFactor + screening + model.seedingMinor + model.moderationMinor;
      if (byMoney) {
        const left = load<f64>(unspent + at);
        if (cost > left + ROUNDING_MINOR) continue;
        store<f64>(unspent + at, Math.max(0, left - cost));
        store<f64>(booked + at, load<f64>(booked + at) + 1);
        store<i32>(buying + (<usize>kept << 2), d);
        kept++;
      }
      if (model.needsMoney != 0) pay(d, asked, cost, screening);
    }
    if (byMoney) count = kept;
  }
  return byMoney ? count : 0;
}

@inline
function isOnTheAir(): bool {
  return isNamed && known(line.isPosted) != 0;
}

/** Words of the cancellation, into a, where it has to be asked. */
function drawCancellations(): void {
  if (isOnTheAir() || line.cancellation <= 0) return;
  fillWords(a, postHash, CANCELLATION);
}

@inline
function pay(d: i32, asked: f64, cost: f64, screening: f64): void {
  const at = <usize>d << 3;
  const word = load<u32>(a + (<usize>d << 2));
  const stays =
    isOnTheAir() ||
    line.cancellation <= 0 ||
    !below(word, line.cancellation) ||
    below(word, line.cancellation * model.replacementProbability);
  const spend = <usize>line.spend + at;
  if (stays) {
    store<f64>(spend, load<f64>(spend) + cost);
    return;
  }
  const paid = asked * model.feeFactor * model.keptShare + screening;
  const refunds = <usize>line.refunds + at;
  store<f64>(spend, load<f64>(spend) + paid);
  store<f64>(refunds, load<f64>(refunds) + (cost - paid));
}

/** What the candidate at hand is paid in the draws that are buying. */
function askPrices(count: i32): void {
  const fee = isNamed ? known(line.fees) : line.feeMinor;
  if (!isNaN(fee)) {
    for (let s = 0; s < count; s++) {
      store<f64>(price + (<usize>s << 3), fee);
    }
    return;
  }
  const ownPosts = knowsOwnPosts();
  if (ownPosts) drawOwnPosts(buying, count);
  const isFlat = row.priceIsFlat != 0;
  const redraws = !isNamed && line.lnSd != 0 && !isFlat;
  if (redraws) fillWords(words, influencerHash, FOLLOWERS);
  fillWords(b, influencerHash, PRICE);
  if (!ownPosts) fillWords(rest, influencerHash, INFLUENCER_REACH);
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
  const fixed = isNamed ? known(line.lnFollowers) : clip(line.lnMedian, line.lnMin, line.lnMax);
  let ln = f64x2.splat(fixed);
  for (let s = 0; s < count; s += 2) {
    const d0 = <usize>load<i32>(buying + (<usize>s << 2));
    const d1 = s + 1 < count ? <usize>load<i32>(buying + (<usize>s << 2), 4) : d0;
    if (redraws) {
      const z = quantileOfTwo(normal, wordsOf(words, d0, d1));
      const drawn = f64x2.add(f64x2.splat(line.lnMedian), f64x2.mul(f64x2.splat(line.lnSd), z));
      ln = clipTwo(drawn, f64x2.splat(line.lnMin), f64x2.splat(line.lnMax));
    }
    const account = ownPosts
      ? effectsOf(d0, d1)
      : quantileOfTwo(normal, wordsOf(rest, d0, d1));
    const apart = quantileOfTwo(normal, wordsOf(b, d0, d1));
    const dear = f64x2.add(f64x2.mul(ofAccount, account), f64x2.mul(ofRest, apart));
    const z = clipTwo(dear, least, most);
    const slope = pairOf(slopes, d0, d1);
    const lnCard = f64x2.add(lnPrice, f64x2.mul(slope, f64x2.sub(ln, anchor)));
    const lnAsked = f64x2.add(lnCard, f64x2.mul(spread, z));
    const lnPaid = f64x2.add(lnAsked, quantileOfTwo(negotiated, wordsOf(c, d0, d1)));
    v128.store(price + (<usize>s << 3), f64x2.mul(factor, exp64OfTwo(lnPaid)));
  }
}

@inline
function wordsOf(words: usize, d0: usize, d1: usize): v128 {
  return v128.load32_lane(words + (d1 << 2), v128.load32_zero(words + (d0 << 2)), 1);
}

@inline
function pairOf(values: usize, d0: usize, d1: usize): v128 {
  return v128.load64_lane(values + (d1 << 3), v128.load64_zero(values + (d0 << 3)), 1);
}

/** Effects on reach that own posts tell, in sds. */
@inline
function effectsOf(d0: usize, d1: usize): v128 {
  const sd = row.influencerSd;
  const first = ratio(load<f64>(exactU + (d0 << 3)), sd);
  return f64x2.replace_lane(f64x2.splat(first), 1, ratio(load<f64>(exactU + (d1 << 3)), sd));
}

@inline
function clipTwo(x: v128, min: v128, max: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, max), min);
}

@inline
function clip(x: f64, min: f64, max: f64): f64 {
  return x < min ? min : x > max ? max : x;
}
