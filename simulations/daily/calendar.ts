import type { LinePlan } from '../plan/line.js';
import type { Plan } from '../plan/plan.js';
import { BLOCK } from '../random.js';
import { TICKS_PER_DAY } from '../world/delays.js';
import { Tables } from '../world/tables.js';

/** The points of a daily curve. */
export interface Calendar {
  /** Day on which the first point begins, counted from the start of the flight. */
  readonly firstDay: number;
  /** Whole days from one point to the next. */
  readonly stepDays: number;
  /** The last one holds whatever comes later, too. */
  readonly points: number;
}

/** What a calendar depends on. */
type Modelled = Omit<Plan, 'evidence'>;

/** A curve of more points is drawn in steps of several days. */
export const MOST_POINTS = 120;

/** What a thread may keep of the days of a block. */
const MOST_BYTES = 128 * 2 ** 20;

/** Rows of numbers that a line keeps by day whatever its pools, and for each pool. */
const ROWS = 16;
const ROWS_OF_POOL = 2;
/** Beside them, of a line of which something was seen. */
const ROWS_OF_SEEN = 3;
const ROWS_OF_SEEN_POOL = 1;

/** Posts that are later than this share of them are left to the last point. */
const IN_TIME = 0.99;
const MOST_LATE_DAYS = 365;

/**
 * From the first day on which anything is planned until all but 1% of the posts are on the air and
 * matured, in steps of as few days as leave at most `MOST_POINTS` and fit into memory. It depends on
 * the plan alone, never on what is selected.
 */
export function planCalendar(plan: Modelled): Calendar {
  const { lines, displays, firstDay } = plan;
  const maturedDays = Math.max(0, ...lines.map(({ row }) => row.maturity.maturedDays));
  const afterDays = lines.length === 0 ? 0 : Math.ceil(lateDays(plan) + maturedDays);
  const days = lastDayOf(plan) - firstDay + afterDays;
  const rows = lines.reduce((sum, line) => sum + rowsOf(line), ROWS * displays.length);
  const bytes = rows * BLOCK * Float64Array.BYTES_PER_ELEMENT;
  const most = Math.max(1, Math.min(MOST_POINTS, Math.floor(MOST_BYTES / bytes)));
  const stepDays = Math.ceil(days / most);
  return { firstDay, stepDays, points: Math.ceil(days / stepDays) };
}

function rowsOf({ pools, targetPools, seen }: LinePlan): number {
  const people = pools.length + targetPools.length;
  const plain = ROWS + ROWS_OF_POOL * people;
  return seen === null ? plain : plain + ROWS_OF_SEEN + ROWS_OF_SEEN_POOL * people;
}

/** What is overdue goes live from today on, which may be later than anything was planned. */
function lastDayOf({ lines, lastDay }: Modelled): number {
  let last = lastDay;
  for (const { roster, seen } of lines) {
    for (const days of [roster?.plannedDay, seen?.roster.plannedDay]) {
      for (const day of days ?? []) if (day > last) last = Math.ceil(day);
    }
  }
  return last;
}

function lateDays({ parameters }: Modelled): number {
  const ticks = new Tables(parameters).delay();
  return Math.min(MOST_LATE_DAYS, ticks[Math.floor(IN_TIME * ticks.length)] / TICKS_PER_DAY);
}
