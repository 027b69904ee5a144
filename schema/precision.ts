import { BATCHES, DEFAULT_SEED, type Metric } from '../simulations/index.js';
import { builder } from './builder.js';
import { between } from './checks.js';
import { formatPath, InputError, PriceError, type Path } from './errors.js';
import { MetricEnum } from './metric.js';
import type { Statistic } from './monte-carlo-error.js';

const LEAST_DRAWS = 8;
export const MOST_DRAWS = 2 ** 20;
const LEAST_ERROR = 0.0001;
const MOST_ERROR = 0.5;
/** Draws × placements that all forecasts of a request may cost together, by whatever they ask. */
export const PRICE_LIMIT = 200_000_000;
/** What the server spends on a question that does not say how precise it is to be. */
const AUTOMATIC_LIMIT = 40_000_000;
/** Where draws that grow begin. */
export const FIRST_DRAWS = 512;
const AUTOMATIC_MOST = 8192;
const MAX_SEED_LENGTH = 256;

export const SEED_DESCRIPTION = `Any text of 1–${MAX_SEED_LENGTH} characters; another text is other luck. Default \`${DEFAULT_SEED}\`.`;

/** How precise an estimate is to be. */
export interface PrecisionGoal {
  /** Monte Carlo standard error as a share of what it is the error of. */
  readonly relativeError: number;
  /** Null for the largest among the headline metrics. */
  readonly of: Metric | null;
  readonly statistic: Statistic;
}

/** How many worlds to draw, decided before any is drawn. */
export type ChosenPrecision = {
  /** Expected number of placements, the price of one draw, over everything that is simulated. */
  readonly placements: number;
  /** The most draws that there may be. */
  readonly limit: number;
} & (
  | { readonly draws: number; readonly reason: string }
  | {
      /** Draws are doubled until the goal or the limit is reached. */
      readonly goal: PrecisionGoal;
      /** What the limit is, in words, where it is not the price. */
      readonly limitedBy?: string;
    }
);

const StatisticEnum = builder.enumType('Statistic', {
  description: 'One number of a distribution.',
  values: {
    MEAN: { description: 'The expected value.' },
    P10: { description: 'One tenth of the draws are at most this.' },
    P50: { description: 'The median.' },
    P90: { description: 'Nine tenths of the draws are at most this.' },
  } satisfies Record<Statistic, object>,
});

export const PrecisionInput = builder.inputType('PrecisionInput', {
  description:
    'How many worlds to draw: either `draws` of them, or as many as bring a number to a `relativeError`. More draws cost time and shrink the Monte Carlo error; what is uncertain stays so.',
  fields: (t) => ({
    draws: t.int({
      description: `${LEAST_DRAWS}–${MOST_DRAWS}, rounded up to a multiple of ${BATCHES}; draws × placements at most ${PRICE_LIMIT}.`,
    }),
    relativeError: t.float({
      description: `Monte Carlo standard error wanted, as a share of the number that it is the error of, ${LEAST_ERROR}–${MOST_ERROR}: 0.01 is 1%. Draws are doubled from ${FIRST_DRAWS} until it is met, or until the next doubling would be more than ${MOST_DRAWS} draws or more than ${PRICE_LIMIT} draws × placements; \`Forecast.precision\` says which.`,
    }),
    of: t.field({
      type: MetricEnum,
      description:
        'Only with `relativeError`: whose error, for the whole plan. Default: the largest among reach, engagements and negative engagement ratio. In a comparison, the largest over the plans.',
    }),
    statistic: t.field({
      type: StatisticEnum,
      description:
        'Only with `relativeError`: the error of which number of the distribution. Default `MEAN`.',
    }),
  }),
});

type PrecisionInputShape = typeof PrecisionInput.$inferInput;

/**
 * @param placements - price of one draw: expected number in one world, over everything the question simulates
 * @param at - where the input that is to blame for the placements stands
 * @param path - where `asked` stands
 * @param what - what there is to draw, in words that account for the price
 * @throws InputError unless it is asked for in exactly one way
 * @throws PriceError when the price is above the limit
 */
export function choosePrecision(
  placements: number,
  asked: PrecisionInputShape | null | undefined,
  at: Path,
  path: Path = ['precision'],
  what = `about ${Math.ceil(placements)} placements`,
): ChosenPrecision {
  if (asked == null) return automatic(placements, at);
  const { draws, relativeError, of, statistic } = asked;
  if ((draws == null) === (relativeError == null)) {
    throw new InputError(
      path,
      'must have exactly one of draws and relativeError',
      Object.fromEntries(Object.entries(asked).filter(([, value]) => value != null)),
    );
  }
  if (relativeError != null) {
    between([...path, 'relativeError'], relativeError, LEAST_ERROR, MOST_ERROR);
    const limit = powerWithin(PRICE_LIMIT, placements, MOST_DRAWS);
    refuseDear(FIRST_DRAWS, placements, at);
    return {
      placements,
      limit,
      goal: { relativeError, of: of ?? null, statistic: statistic ?? 'MEAN' },
    };
  }
  for (const [field, value] of Object.entries({ of, statistic })) {
    if (value != null) {
      throw new InputError([...path, field], 'must come with relativeError', value);
    }
  }
  return explicit(placements, draws ?? NaN, [...path, 'draws'], what);
}

function explicit(placements: number, asked: number, path: Path, what: string): ChosenPrecision {
  between(path, asked, LEAST_DRAWS, MOST_DRAWS);
  const draws = Math.ceil(asked / BATCHES) * BATCHES;
  const limit = mostDraws(placements);
  if (draws > limit) {
    throw new PriceError(
      path,
      `${formatPath(path)} must be at most ${limit} for ${what}, but got ${asked}`,
      draws * placements,
      PRICE_LIMIT,
    );
  }
  const rounded =
    draws === asked ? '' : `, rounded up from ${counted(asked)} to a multiple of ${BATCHES}`;
  return { draws, placements, limit, reason: `${counted(draws)} draws were asked for${rounded}.` };
}

function automatic(placements: number, at: Path): ChosenPrecision {
  const draws = powerWithin(AUTOMATIC_LIMIT, placements, AUTOMATIC_MOST);
  refuseDear(draws, placements, at);
  const reason = automaticReason(draws, counted(placements));
  return { draws, placements, limit: mostDraws(placements), reason };
}

function automaticReason(draws: number, placements: string): string {
  const shown = counted(draws);
  if (draws === FIRST_DRAWS) {
    return `The server took ${shown} draws, its fewest, because there are about ${placements} placements to simulate; ask for more with \`precision\`.`;
  }
  if (draws === AUTOMATIC_MOST) {
    return `The server took ${shown} draws, its most unless asked for more with \`precision\`.`;
  }
  return `The server took ${shown} draws: the largest power of two that keeps draws × placements (about ${placements}) within ${counted(AUTOMATIC_LIMIT)}.`;
}

function refuseDear(draws: number, placements: number, at: Path): void {
  if (draws * placements <= PRICE_LIMIT) return;
  throw new PriceError(
    at,
    `${formatPath(at)} must lead to at most about ${Math.floor(PRICE_LIMIT / draws)} placements, or ask for fewer draws than ${draws} with precision, but got ${Math.ceil(placements)}`,
    draws * placements,
    PRICE_LIMIT,
  );
}

/** The largest power of two, at least FIRST_DRAWS, that keeps draws × placements within a price. */
function powerWithin(price: number, placements: number, most: number): number {
  let draws = most;
  while (draws > FIRST_DRAWS && draws * placements > price) draws /= 2;
  return draws;
}

function mostDraws(placements: number): number {
  return Math.min(MOST_DRAWS, Math.floor(PRICE_LIMIT / placements / BATCHES) * BATCHES);
}

const counted = (number: number): string => Math.ceil(number).toLocaleString('en-US');

/** The question's own luck, or the constant that makes the same question the same forecast. */
export function seedOf(path: Path, seed: string | null | undefined): string {
  if (seed == null) return DEFAULT_SEED;
  if (seed.length < 1 || seed.length > MAX_SEED_LENGTH) {
    throw new InputError(path, `must have 1 to ${MAX_SEED_LENGTH} characters`, seed);
  }
  return seed;
}
