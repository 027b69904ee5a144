import { exp } from '../math/elementary.js';
import type { LinePlan } from '../plan/line.js';
import type { Plan } from '../plan/plan.js';
import type { SeenRecorder, SeenWorlds } from '../evidence/seen-recorder.js';
import { BLOCK } from '../random.js';
import type { Platform } from '../scenario.js';
import type { Block } from '../world/block.js';
import { GroupMetrics } from '../world/group-metrics.js';
import type { LineSums } from '../world/line-sums.js';
import type { PlacementRecorder } from '../world/recorder.js';
import { DayShocks } from '../world/shocks.js';
import { RowArrivals } from './arrival.js';
import type { Calendar } from './calendar.js';
import { dailyColumns, type DailyMemory } from './daily-memory.js';
import { DisplayDays } from './display-days.js';
import { copySums, drawLineCurves, readLineCurves, shockDays } from './line-curves.js';
import { LineDays } from './line-days.js';
import { SeenArrivals } from './seen-arrivals.js';
import { SeenCurves } from './seen-curves.js';
import { SeenLineDays } from './seen-line-days.js';

/** A group's column of one metric, and where the metric is written point by point. */
interface Written {
  readonly values: Float64Array;
  /** f64 [point][draw] of the group's column. */
  readonly column: Float64Array;
}

/**
 * Day by day, for blocks of the first draws of a run: simulates their placements once more, this time
 * with the days on which what they bring arrives, and spreads the forecast's own totals over the days.
 *
 * @see simulations/README.md, section 15
 */
export class DailyCurves implements PlacementRecorder, SeenRecorder {
  private readonly lines: readonly LineDays[];
  /** By line index, of the lines of which something was seen. */
  private readonly seenLines: readonly (SeenLineDays | undefined)[];
  private readonly seenCurves: readonly (SeenCurves | undefined)[];
  private readonly displays: readonly DisplayDays[];
  private readonly groups: readonly GroupMetrics[];
  private readonly written: readonly Written[];
  private readonly shocks = new Map<Platform, DayShocks>();
  private readonly factors = new Map<Platform, Float64Array>();

  /**
   * @param block - of the plan, which tells its recorder of every placement
   * @param memory - to be filled
   */
  constructor(
    private readonly plan: Plan,
    private readonly block: Block,
    private readonly calendar: Calendar,
    private readonly memory: DailyMemory,
  ) {
    block.record(this);
    block.seen?.record(this);
    const arrivals = new Map<string, RowArrivals>();
    const lines: LineDays[] = [];
    const seenLines: SeenLineDays[] = [];
    const seenCurves: SeenCurves[] = [];
    const clusters = plan.evidence?.clusters ?? [];
    for (const line of plan.lines) {
      const { row, index, seen } = line;
      const known =
        arrivals.get(row.row) ?? new RowArrivals(row, plan.parameters, calendar, block.allocate);
      arrivals.set(row.row, known);
      if (seen === null) {
        lines[index] = new LineDays(block, line, calendar, known);
      } else {
        const { growth } = known;
        const left = new SeenArrivals(growth, plan.parameters, calendar, block.allocate);
        const days = new SeenLineDays(block, line, calendar, known, left, clusters);
        lines[index] = seenLines[index] = days;
        seenCurves[index] = new SeenCurves(line, days, calendar);
      }
      if (this.shocks.has(row.platform) || calendar.stepDays > 1) continue;
      this.shocks.set(row.platform, new DayShocks(plan, row.platform, block.streams));
      this.factors.set(row.platform, new Float64Array(calendar.points * BLOCK));
    }
    this.lines = lines;
    this.seenLines = seenLines;
    this.seenCurves = seenCurves;
    this.displays = plan.displays.map((display) => new DisplayDays(plan, display, calendar));
    const size = calendar.points * memory.draws;
    const all = new Float64Array(memory.columns);
    const groups: GroupMetrics[] = [];
    const written: Written[] = [];
    let at = 0;
    for (const { group, metrics } of dailyColumns(plan)) {
      const draws = new Map(metrics.map((metric) => [metric, new Float64Array(BLOCK)]));
      groups.push(new GroupMetrics(plan, group, draws, block.allocate));
      for (const values of draws.values()) {
        written.push({ values, column: all.subarray(at, (at += size)) });
      }
    }
    this.groups = groups;
    this.written = written;
  }

  /** As of a block. */
  close(): number {
    return this.block.close();
  }

  /**
   * Draws the curves of a block.
   *
   * @param totals - what lines bring in the block's draws, by line index
   */
  write(index: number, size: number, totals: readonly LineSums[]): void {
    const { block, plan, calendar } = this;
    const { points } = calendar;
    for (const { index: line } of plan.lines) this.lines[line].clear();
    for (const display of this.displays) display.reset();
    block.start(index, size);
    block.place(
      plan.lines,
      Array.from({ length: plan.lineCount }, () => ({ nothingBought: 0, rosterExhausted: 0 })),
    );
    block.seen?.place();
    for (const [platform, factors] of this.factors) this.drawFactors(platform, factors);
    for (const { index: line, identity, row } of plan.lines) {
      const { rates } = this.lines[line];
      const factors = this.factors.get(row.platform);
      if (factors !== undefined) shockDays(rates, factors);
      this.seenCurves[line]?.start(block, totals[line]);
      drawLineCurves(block, identity, rates, this.restOf(line, totals), calendar);
    }
    plan.displays.forEach(({ index: line, identity }, i) => {
      drawLineCurves(block, identity, this.displays[i].rates, totals[line], calendar);
    });
    // The last first: nothing may exceed it on the way.
    block.sums.forEach((sums, line) => {
      copySums(sums, totals[line]);
    });
    this.writePoint(points - 1);
    // What a placement that was seen reaches in the end it has not reached on the way.
    for (const sums of block.seen?.sums ?? []) sums?.mostReach.fill(0);
    for (let point = 0; point < points - 1; point++) {
      this.readPoint(point, totals);
      this.writePoint(point);
    }
  }

  placed(block: Block, { index }: LinePlan, k: number, day: Float64Array): void {
    this.lines[index].placed(block, k, day);
  }

  placedSeen(block: Block, worlds: SeenWorlds): void {
    this.seenLines[worlds.placement.line.index]!.placedSeen(block, worlds);
  }

  /** What of a line's totals is spread over the days by its rates. */
  private restOf(line: number, totals: readonly LineSums[]): LineSums {
    return this.seenCurves[line]?.rest ?? totals[line];
  }

  /** e^(shock of the day) of the block's draws on every point. */
  private drawFactors(platform: Platform, factors: Float64Array): void {
    const { points, firstDay } = this.calendar;
    const { index, size } = this.block;
    const shocks = this.shocks.get(platform)!;
    for (let point = 0; point < points; point++) {
      const today = shocks.on(firstDay + point, index);
      for (let d = 0; d < size; d++) factors[d * points + point] = exp(today[d]);
    }
  }

  private readPoint(point: number, totals: readonly LineSums[]): void {
    const { block, plan, calendar } = this;
    const curves = { points: calendar.points, draws: block.size };
    for (const { index } of plan.lines) {
      const rest = this.restOf(index, totals);
      readLineCurves(block.sums[index], this.lines[index].rates, rest, point, curves);
      this.seenCurves[index]?.add(block, totals[index], point);
    }
    plan.displays.forEach(({ index }, i) => {
      const display = this.displays[i];
      display.read(block, point);
      readLineCurves(block.sums[index], display.rates, totals[index], point, curves);
    });
  }

  /** Of rounding errors none makes a curve fall, or rise above its end. */
  private writePoint(point: number): void {
    const { block, groups, written, calendar } = this;
    const { draws } = this.memory;
    for (const metrics of groups) metrics.write(block, 0);
    const at = block.index * BLOCK;
    const last = (calendar.points - 1) * draws + at;
    for (const { values, column } of written) {
      for (let d = 0; d < block.size; d++) {
        const total = point === calendar.points - 1 ? values[d] : column[last + d];
        const before = point === 0 ? 0 : column[(point - 1) * draws + at + d];
        const value = point === calendar.points - 1 ? total : Math.max(values[d], before);
        column[point * draws + at + d] = Math.min(value, total);
      }
    }
  }
}
