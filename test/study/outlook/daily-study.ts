import type { Candidate, Scenario, Snapshot } from '../../../simulations/index.js';
import { curveOf, runDaily } from '../../support/daily.js';
import { aCampaign } from './campaigns.js';
import { fatesOf, Flight } from './world.js';

/** Metrics of which a report says all; what shares amplify, nobody reports. */
export const STUDIED_BY_DAY = {
  ENGAGEMENTS: 'engagements',
  CLICKS: 'clicks',
  SHARES: 'shares',
} as const;
export type StudiedByDay = keyof typeof STUDIED_BY_DAY;

/** What an outlook's curve said of a day to come, and whether it came so. */
export interface DayPoint {
  readonly metric: StudiedByDay;
  /** Days from the outlook on. */
  readonly ahead: number;
  readonly inside: boolean;
  /** Whether anything was overdue when the outlook was made. */
  readonly overdue: boolean;
}

export interface DailyStudyOptions {
  /** Campaigns, each in some worlds of its own. */
  readonly campaigns: number;
  readonly worlds: number;
  /** Day on which the outlook is made. */
  readonly today: number;
  readonly ahead: readonly number[];
  readonly draws: number;
  readonly seed: string;
}

/**
 * Draws worlds of campaigns from the engine, shows an outlook their reports of every day so far, and
 * compares the days to come of its curve with the reports that come.
 */
export function* studyByDay(options: DailyStudyOptions): Generator<DayPoint> {
  const { campaigns, worlds, today, ahead, draws, seed } = options;
  for (let c = 0; c < campaigns; c++) {
    const scenario = aCampaign(`${seed} ${c}`);
    const fates = fatesOf(scenario, `truth ${seed} ${c}`, Math.ceil(worlds / 8) * 8);
    for (let world = 0; world < worlds; world++) {
      const flight = new Flight(scenario, fates[world], `${seed} ${c} ${world}`);
      const days = Array.from({ length: today }, (_, i) => flight.on(i + 1));
      const asked = withEarlier(days);
      if (asked.lines.length === 0) continue;
      const metrics = Object.keys(STUDIED_BY_DAY) as StudiedByDay[];
      const outlook = runDaily(asked, {
        seed: `outlook ${seed} ${c} ${world}`,
        draws,
        metrics: [],
        days: metrics,
      });
      const overdue = asked.lines
        .flatMap(({ candidates }) => candidates as readonly Candidate[])
        .some(({ posted, plannedDay }) => !posted && plannedDay! < today);
      for (const day of ahead) {
        const came = flight.on(today + day);
        const point = today + day - 1 - outlook.daily!.firstDay;
        for (const metric of metrics) {
          const sorted = curveOf(outlook, metric)[point].toSorted();
          const at = (p: number) => sorted[Math.ceil(p * sorted.length) - 1];
          const final = total(came, STUDIED_BY_DAY[metric]);
          yield { metric, ahead: day, inside: final >= at(0.1) && final <= at(0.9), overdue };
        }
      }
    }
  }
}

/** What is asked on the last of some days, with what had been reported on those before. */
function withEarlier(days: readonly Scenario[]): Scenario {
  const asked = days.at(-1)!;
  const before = new Map<string, Snapshot[]>();
  for (const { lines } of days.slice(0, -1)) {
    for (const { key, candidates } of lines) {
      for (const { profile, ordinal, seen } of candidates as readonly Candidate[]) {
        if (seen === undefined) continue;
        const name = `${key} ${profile} ${ordinal}`;
        before.set(name, [...(before.get(name) ?? []), seen]);
      }
    }
  }
  const lines = asked.lines.map((line) => ({
    ...line,
    candidates: (line.candidates as readonly Candidate[]).map((candidate) => {
      const earlier = before.get(`${line.key} ${candidate.profile} ${candidate.ordinal}`);
      return earlier === undefined ? candidate : { ...candidate, earlier };
    }),
  }));
  return { ...asked, lines };
}

function total({ lines }: Scenario, count: (typeof STUDIED_BY_DAY)[StudiedByDay]): number {
  return lines
    .flatMap(({ candidates }) => candidates as readonly Candidate[])
    .reduce((sum, { seen }) => sum + (seen?.[count] ?? 0), 0);
}
