import type { DisplayPlan } from '../plan/display.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK } from '../random.js';
import type { Block } from '../world/block.js';
import { runDisplay } from '../world/display.js';
import { conversionLagHours, HOURS_PER_DAY } from './arrival.js';
import type { Calendar } from './calendar.js';
import type { DayRates } from './line-days.js';

const NONE = new Float64Array(0);

/** Display advertising, which runs evenly over the flight: only its orders lag. */
export class DisplayDays {
  readonly rates: DayRates;
  private readonly lags: readonly number[];

  constructor(
    private readonly plan: Plan,
    private readonly display: DisplayPlan,
    private readonly calendar: Calendar,
  ) {
    const room = () => new Float64Array(plan.needs.clicks ? calendar.points * BLOCK : 0);
    this.lags = conversionLagHours(plan.parameters).map((hours) => hours / HOURS_PER_DAY);
    this.rates = {
      posted: new Float64Array(calendar.points * BLOCK),
      spend: NONE,
      reach: NONE,
      views: NONE,
      positiveRate: NONE,
      negativeRate: NONE,
      shareRate: NONE,
      viralShareRate: NONE,
      clickRate: room(),
      convertingRate: room(),
      conversionRate: room(),
      poolW: [],
      targetW: [],
    };
  }

  /** The same rates in every draw; the curves that were made of the last block's are overwritten. */
  reset(): void {
    const { posted, clickRate, convertingRate, conversionRate } = this.rates;
    const { points } = this.calendar;
    posted.fill(0);
    if (clickRate.length === 0) return;
    let before = 0;
    let orderedBefore = 0;
    for (let point = 0; point < points; point++) {
      const share = this.elapsed(point, 0);
      const ordered = this.lags.reduce((sum, lag) => sum + this.elapsed(point, lag), 0);
      for (let at = point; at < clickRate.length; at += points) {
        clickRate[at] = share - before;
        convertingRate[at] = share - before;
        conversionRate[at] = (ordered - orderedBefore) / this.lags.length;
      }
      before = share;
      orderedBefore = ordered;
    }
  }

  /** Puts into the sums what has been served by the end of a point. */
  read(block: Block, point: number): void {
    const share = this.elapsed(point, 0);
    runDisplay(block, { ...this.display, moneyMinor: this.display.moneyMinor * share });
  }

  /** Share of the flight at the end of a point, less a lag in days. */
  private elapsed(point: number, lag: number): number {
    const { firstDay, stepDays } = this.calendar;
    const days = firstDay + (point + 1) * stepDays - lag;
    return Math.min(1, Math.max(0, days / this.plan.scenario.flightDays));
  }
}
