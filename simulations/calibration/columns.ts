import { CREATOR_ROWS, type CreatorRow, type Parameters } from '../parameters.js';
import type { Platform } from '../scenario.js';

/**
 * What is common to many placements, as columns of a linear model in ln and logits: each is how far
 * the truth lies from the assumptions.
 */
export const ROWS = CREATOR_ROWS.length;
export const PEOPLE_PLATFORMS = [
  'INSTAGRAM',
  'TIKTOK',
  'YOUTUBE',
  'SHARER',
] as const satisfies readonly Platform[];

const BLOCKS = {
  reachLevel: 0,
  reachSlope: 1,
  engagementLevel: 2,
  engagementSlope: 3,
  overAccount: 4,
  overPost: 5,
} as const;
const NEGATIVITY_LEVELS = ROWS * Object.keys(BLOCKS).length;
export const NEGATIVITY_SLOPE = NEGATIVITY_LEVELS + PEOPLE_PLATFORMS.length;
/** Levels and slopes; three shocks of every campaign follow. */
export const EPISTEMIC_COLUMNS = NEGATIVITY_SLOPE + 1;

export const STEPS = ['reach', 'engagement', 'negativity'] as const;
export type Step = (typeof STEPS)[number];

/** Level of a row where its slope turns, the slope itself, or what unusual reach takes from its rate. */
export function rowColumn(block: keyof typeof BLOCKS, row: CreatorRow): number {
  return BLOCKS[block] * ROWS + CREATOR_ROWS.indexOf(row);
}

export function negativityColumn(platform: Platform): number {
  return NEGATIVITY_LEVELS + PEOPLE_PLATFORMS.indexOf(platform as 'INSTAGRAM');
}

export function campaignColumn(step: Step, campaign: number): number {
  return EPISTEMIC_COLUMNS + campaign * STEPS.length + STEPS.indexOf(step);
}

export interface LearningParameters {
  readonly unseenSd: number;
  readonly overReachSd: number;
  readonly spreadWeight: number;
  readonly spreadSlopeSd: number;
  readonly leastMaturity: number;
  readonly formatShare: number;
}

/** How many times wider than stated what each platform has to itself is held to be, as a variance. */
export type Tails = Readonly<Record<Step, Readonly<Record<Platform, number>>>>;

const NOT_WIDER = { INSTAGRAM: 1, TIKTOK: 1, YOUTUBE: 1, SHARER: 1, DISPLAY: 1 };
export const NO_TAILS: Tails = {
  reach: NOT_WIDER,
  engagement: NOT_WIDER,
  negativity: NOT_WIDER,
};

/** Degrees of freedom of the Student's t law that a platform's own levels really follow. */
const TAIL_DEGREES = 4;

/**
 * What a fit says of the tails: a level that lies many sds away was less certain than it was held to
 * be, and that is the platform's own matter. Scale mixture of normals; never narrower than stated.
 *
 * @param pull - prior precision times the fit's mean
 */
export function tailsOf(
  p: Parameters,
  { formatShare }: LearningParameters,
  pull: Float64Array,
  tails: Tails,
): Tails {
  const own = 1 - p.sharedVariance;
  const wider = (variance: number, deviation: number): number => {
    const squared = variance > 0 ? deviation ** 2 / variance : 0;
    return Math.max(1, (TAIL_DEGREES + squared) / (TAIL_DEGREES + 1));
  };
  const ofRows = (step: 'reach' | 'engagement', platform: Platform): number => {
    const block = step === 'reach' ? 'reachLevel' : 'engagementLevel';
    const variance = own * levelSdOf(p, step, platform) ** 2;
    const rows = CREATOR_ROWS.filter((row) => p.rows[row].platform === platform);
    const deviations = rows.map((row) =>
      rows.reduce((sum, other) => {
        const alike = row === other ? 1 : 1 - formatShare;
        return sum + variance * tails[step][platform] * alike * pull[rowColumn(block, other)];
      }, 0),
    );
    return Math.max(...deviations.map((deviation) => wider(variance, deviation)));
  };
  const ofNegativity = (platform: Platform): number => {
    const variance = own * levelSdOf(p, 'negativity', platform) ** 2;
    return wider(
      variance,
      variance * tails.negativity[platform] * pull[negativityColumn(platform)],
    );
  };
  const per = (of: (platform: Platform) => number) => ({
    INSTAGRAM: of('INSTAGRAM'),
    TIKTOK: of('TIKTOK'),
    YOUTUBE: of('YOUTUBE'),
    SHARER: of('SHARER'),
    DISPLAY: 1,
  });
  return {
    reach: per((platform) => ofRows('reach', platform)),
    engagement: per((platform) => ofRows('engagement', platform)),
    negativity: per(ofNegativity),
  };
}

/** Keeps what is certain beforehand invertible: an sd of .00003. */
const CERTAIN = 1e-9;

/**
 * Covariance of all columns before any result is seen, row by row.
 *
 * @remarks Levels of two platforms share `level.sharedVariance`; of what a platform has to itself,
 * its formats do not share `learning.formatShare`.
 * @see simulations/README.md, "Learning from results"
 */
export function priorCovariance(
  p: Parameters,
  { formatShare, overReachSd }: LearningParameters,
  campaigns: number,
  tails: Tails = NO_TAILS,
): Float64Array {
  const size = EPISTEMIC_COLUMNS + campaigns * STEPS.length;
  const covariance = new Float64Array(size * size);
  const set = (i: number, j: number, value: number): void => {
    covariance[i * size + j] = value;
    covariance[j * size + i] = value;
  };
  for (let i = 0; i < size; i++) set(i, i, CERTAIN);
  const add = (i: number, j: number, value: number): void => {
    set(i, j, covariance[i * size + j] + value);
  };

  for (const step of ['reach', 'engagement'] as const) {
    const block = step === 'reach' ? 'reachLevel' : 'engagementLevel';
    CREATOR_ROWS.forEach((row, i) => {
      for (const other of CREATOR_ROWS.slice(0, i + 1)) {
        const [a, b] = [p.rows[row].platform, p.rows[other].platform];
        const alike = a !== b ? 0 : row === other ? 1 : 1 - formatShare;
        add(
          rowColumn(block, row),
          rowColumn(block, other),
          levelSdOf(p, step, a) * levelSdOf(p, step, b) * sharedWith(p, alike * tails[step][a]),
        );
      }
    });
  }
  PEOPLE_PLATFORMS.forEach((platform, i) => {
    for (const other of PEOPLE_PLATFORMS.slice(0, i + 1)) {
      const alike = platform === other ? 1 : 0;
      add(
        negativityColumn(platform),
        negativityColumn(other),
        levelSdOf(p, 'negativity', platform) *
          levelSdOf(p, 'negativity', other) *
          sharedWith(p, alike * tails.negativity[platform]),
      );
    }
  });
  for (const row of CREATOR_ROWS) {
    const { reachSlopeSd, engagementSlopeSd } = p.rows[row];
    const [reach, engagement] = [rowColumn('reachSlope', row), rowColumn('engagementSlope', row)];
    add(reach, reach, reachSlopeSd * reachSlopeSd);
    add(engagement, engagement, engagementSlopeSd * engagementSlopeSd);
    for (const over of [rowColumn('overAccount', row), rowColumn('overPost', row)]) {
      add(over, over, overReachSd * overReachSd);
    }
  }
  add(NEGATIVITY_SLOPE, NEGATIVITY_SLOPE, p.negativitySlopeSd * p.negativitySlopeSd);

  const { campaignSd: sd, campaignCorrelation: rho } = p;
  for (let c = 0; c < campaigns; c++) {
    const [reach, engagement, negativity] = STEPS.map((step) => campaignColumn(step, c));
    add(reach, reach, sd.reach * sd.reach);
    add(engagement, engagement, sd.engagement * sd.engagement);
    add(negativity, negativity, sd.negativity * sd.negativity);
    add(reach, engagement, rho.reachEngagement * sd.reach * sd.engagement);
    add(engagement, negativity, rho.engagementNegativity * sd.engagement * sd.negativity);
    add(reach, negativity, rho.reachNegativity * sd.reach * sd.negativity);
  }
  return covariance;
}

function sharedWith({ sharedVariance }: Parameters, alike: number): number {
  return sharedVariance + (1 - sharedVariance) * alike;
}

/** Sd of a level on a platform, as the engine draws it. */
export function levelSdOf(p: Parameters, step: Step, platform: Platform): number {
  return p.levelSd[step] * p.levelRemaining[step][platform];
}
