import { Run, type Scenario } from '../../simulations/index.js';
import { type Studied, STUDIED, study } from '../study/outlook/study.js';
import { aCandidate, aLine, ALL_METRICS, aScenario } from '../support/scenario.js';
import { aSeen } from '../support/seen.js';
import { type Bench, medianOf } from './measurement.js';

const ROWS = ['INSTAGRAM_POST', 'TIKTOK_VIDEO', 'YOUTUBE_VIDEO', 'INSTAGRAM_STORY'] as const;
const FLIGHT_DAYS = 30;
const DRAWS = 2048;

/**
 * How long an outlook takes on one thread, and whether it is calibrated: 80% bands of 500 campaigns
 * drawn from the engine, each reported day by day, against what comes.
 */
export function benchOutlook(bench: Bench): Promise<void> {
  for (const placements of bench.quick ? [20] : [50, 500]) {
    for (const share of [0.5, 1]) measureTime(bench, placements, share);
  }
  measureCalibration(bench);
  return Promise.resolve();
}

function measureTime({ quick, report }: Bench, placements: number, share: number): void {
  const scenario = halfSeen(placements, share);
  const seconds = Array.from({ length: quick ? 1 : 7 }, () => {
    const started = performance.now();
    const select = { metrics: ALL_METRICS, groups: ['TOTAL', 'PLATFORM'] } as const;
    const run = new Run(scenario, { seed: 'bench', draws: DRAWS, select });
    for (let index = 0; index < run.blockCount; index++) run.drawBlock(index);
    for (let index = 0; index < run.columnCount; index++) run.sortColumn(index);
    run.outcome();
    return performance.now() - started;
  });
  report({
    name: `outlook/${placements} placements, ${share * 100}% seen, ${DRAWS} draws, all metrics`,
    value: medianOf(seconds),
    unit: 'ms',
  });
}

/** The first of the placements are on the air, and were counted. */
function halfSeen(placements: number, share: number): Scenario {
  const today = FLIGHT_DAYS * share;
  const each = Math.ceil(placements / ROWS.length);
  const lines = ROWS.map((row) =>
    aLine({
      key: row,
      row,
      buy: { all: true },
      candidates: Array.from({ length: each }, (_, i) => {
        const plannedDay = (FLIGHT_DAYS * i) / each;
        const own = { profile: `${row} ${i}`, plannedDay, followers: 50_000, feeMinor: 50_000 };
        const counts = { impressions: 9000 + 100 * i, engagements: 900, shares: 20, clicks: 40 };
        const tone = { valencedReactions: 500, negativeReactions: 15, conversions: 1 };
        return plannedDay < today
          ? aSeen({ ageDays: today - plannedDay, ...counts, ...tone }, own)
          : aCandidate(own);
      }),
    }),
  );
  return aScenario({ today, lines });
}

function measureCalibration({ quick, report }: Bench): void {
  const days = quick ? [3, 9, 18] : Array.from({ length: FLIGHT_DAYS + 1 }, (_, day) => day);
  const size = quick ? { campaigns: 4, worlds: 2 } : { campaigns: 100, worlds: 5 };
  const sums = new Map<string, { inside: number; width: number; count: number }>();
  for (const { metric, day, inside, width } of study({
    ...size,
    days,
    draws: 256,
    seed: 'study',
  })) {
    const key = keyOf(metric, day);
    const sum = sums.get(key) ?? { inside: 0, width: 0, count: 0 };
    sums.set(key, {
      inside: sum.inside + (inside ? 1 : 0),
      width: sum.width + width,
      count: sum.count + 1,
    });
  }
  for (const metric of STUDIED) {
    for (const day of days) {
      const { inside, width, count } = sums.get(keyOf(metric, day))!;
      const name = `outlook/${metric}, day ${day} of ${FLIGHT_DAYS}`;
      report({ name: `${name}/in the 80% band`, value: inside / count, unit: 'of campaigns' });
      report({ name: `${name}/mean width`, value: width / count, unit: 'ln(p90 ÷ p10) or share' });
    }
  }
}

const keyOf = (metric: Studied, day: number): string => `${metric} ${day}`;
