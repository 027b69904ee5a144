import { Run, type Metric } from '../../../simulations/index.js';
import { OracleBlock } from '../../../simulations/oracle/block.js';
import { Streams } from '../../../simulations/random.js';
import { aCampaign } from './campaigns.js';
import { fatesOf, Flight, singled } from './world.js';

export const STUDIED = [
  'IMPRESSIONS',
  'REACH',
  'ENGAGEMENTS',
  'NEGATIVE_ENGAGEMENT_RATIO',
] as const satisfies readonly Metric[];
export type Studied = (typeof STUDIED)[number];

/** What an outlook said on a day, and where the final total lies in it. */
export interface Point {
  readonly campaign: number;
  readonly day: number;
  readonly metric: Studied;
  /** ln(p90 ÷ p10); of the ratio p90 − p10. */
  readonly width: number;
  /** Share of the worlds below the final total, ties by halves. */
  readonly rank: number;
  readonly inside: boolean;
}

export interface StudyOptions {
  /** Campaigns, each in some worlds of its own. */
  readonly campaigns: number;
  readonly worlds: number;
  readonly days: readonly number[];
  readonly draws: number;
  readonly seed: string;
}

/**
 * Draws worlds of campaigns from the engine, shows an outlook their daily reports, and compares what
 * it says with what comes.
 */
export function* study(options: StudyOptions): Generator<Point> {
  const { campaigns, worlds, days, draws, seed } = options;
  for (let c = 0; c < campaigns; c++) {
    const scenario = aCampaign(`${seed} ${c}`);
    const truth = `truth ${seed} ${c}`;
    const room = Math.ceil(worlds / 8) * 8;
    const fates = fatesOf(scenario, truth, room);
    const totals = draw(singled(scenario), truth, room, true);
    for (let world = 0; world < worlds; world++) {
      const flight = new Flight(scenario, fates[world], `${seed} ${c} ${world}`);
      for (const day of days) {
        const asked = flight.on(day);
        if (asked.lines.length === 0) continue;
        const outlook = draw(asked, `outlook ${seed} ${c} ${world}`, draws, false);
        for (const metric of STUDIED) {
          const final = totals[metric][world];
          if (Number.isNaN(final)) continue;
          const sorted = outlook[metric].filter((value) => !Number.isNaN(value)).sort();
          const at = (p: number) => sorted[Math.ceil(p * sorted.length) - 1];
          const [low, high] = [at(0.1), at(0.9)];
          const below = sorted.reduce(
            (sum, value) => sum + (value < final ? 1 : value === final ? 0.5 : 0),
            0,
          );
          yield {
            campaign: c * worlds + world,
            day,
            metric,
            width:
              metric === 'NEGATIVE_ENGAGEMENT_RATIO'
                ? high - low
                : Math.log(high / Math.max(1, low)),
            rank: below / sorted.length,
            inside: final >= low && final <= high,
          };
        }
      }
    }
  }
}

function draw(
  scenario: Parameters<typeof singled>[0],
  seed: string,
  draws: number,
  byOracle: boolean,
): Readonly<Record<Studied, Float64Array>> {
  const run = new Run(
    scenario,
    { seed, draws, select: { metrics: STUDIED, groups: ['TOTAL'] } },
    undefined,
    byOracle ? (plan, key, signal) => new OracleBlock(plan, new Streams(key), signal) : undefined,
  );
  for (let index = 0; index < run.blockCount; index++) run.drawBlock(index);
  const [{ columns }] = run.outcome().groups;
  return Object.fromEntries(STUDIED.map((metric) => [metric, columns[metric]!.draws])) as Record<
    Studied,
    Float64Array
  >;
}
