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
import { quantileOf } from './quantiles';
import { fillWords } from './random';

/** Prices are compared with the money that is left to this many minor units. */
const ROUNDING_MINOR: f64 = 1e-6;

/** i32: draws that are still buying. */
const buying: usize = memory.data(1024, 16);
/** f64 by position among the buying: what the candidate at hand is paid, minor units. */
const price: usize = memory.data(2048, 16);
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
  const slope = <usize>row.exactPriceSlope;
  const bundle = isNamed ? known(line.bundle) : 1;
  const rho = model.priceReachCorrelation;
  const apart = Math.sqrt(1 - rho * rho);
  const clipAt = model.priceClip;
  let ln = isNamed ? known(line.lnFollowers) : clip(line.lnMedian, line.lnMin, line.lnMax);
  for (let s = 0; s < count; s++) {
    const d = load<i32>(buying + (<usize>s << 2));
    const word = <usize>d << 2;
    const at = <usize>d << 3;
    if (redraws) {
      const z = quantileOf(normal, load<u32>(words + word));
      ln = clip(line.lnMedian + line.lnSd * z, line.lnMin, line.lnMax);
    }
    let z = quantileOf(normal, load<u32>(b + word));
    const known = ownPosts
      ? ratio(load<f64>(exactU + at), row.influencerSd)
      : quantileOf(normal, load<u32>(rest + word));
    z = clip(rho * known + apart * z, -clipAt, clipAt);
    const lnCard = row.lnPrice + load<f64>(slope + at) * (ln - model.lnAnchor);
    const lnPaid = lnCard + row.priceSpread * z + quantileOf(negotiated, load<u32>(c + word));
    store<f64>(price + (<usize>s << 3), lnPaid);
  }
  const factor = f64x2.splat(bundle);
  for (let s = 0; s < count; s += 2) {
    const at = price + (<usize>s << 3);
    v128.store(at, f64x2.mul(factor, exp64OfTwo(v128.load(at))));
  }
}

@inline
function clip(x: f64, min: f64, max: f64): f64 {
  return x < min ? min : x > max ? max : x;
}
