import { BATCHES, DEFAULT_SEED } from '../simulations/index.js';
import { builder } from './builder.js';
import { between } from './checks.js';
import { InputError, type Path } from './errors.js';

const LEAST_DRAWS = 8;
const MOST_DRAWS = 131_072;
/** Draws × placements that a question may cost when it asks for draws, and when it does not. */
export const LIMIT = 40_000_000;
const AUTOMATIC_LIMIT = 4_000_000;
const AUTOMATIC_LEAST = 512;
const AUTOMATIC_MOST = 8192;
const MAX_SEED_LENGTH = 256;

export const SEED_DESCRIPTION = `Any text of 1–${MAX_SEED_LENGTH} characters; another text is other luck. Default \`${DEFAULT_SEED}\`.`;

/** How many worlds are drawn, and why. */
export interface ChosenPrecision {
  readonly draws: number;
  /** Expected number of placements, the price of one draw. */
  readonly placements: number;
  readonly reason: string;
}

export const PrecisionInput = builder.inputType('PrecisionInput', {
  description: 'How many worlds to draw. More draws cost time and shrink the Monte Carlo error.',
  fields: (t) => ({
    draws: t.int({
      required: true,
      description: `${LEAST_DRAWS}–${MOST_DRAWS}, rounded up to a multiple of ${BATCHES}; draws × placements at most ${LIMIT}.`,
    }),
  }),
});

export const PrecisionType = builder.objectRef<ChosenPrecision>('Precision').implement({
  description: 'How many worlds were drawn, and why.',
  fields: (t) => ({
    draws: t.exposeInt('draws', { description: 'Worlds that were drawn.' }),
    placements: t.exposeFloat('placements', {
      description:
        'Placements expected in one world; draws × placements, over all plans compared, is the price of the answer.',
    }),
    reason: t.exposeString('reason', { description: 'Why so many and no more.' }),
  }),
});

/**
 * @param placements - expected number in one world, over everything the question simulates
 * @param at - where the input that is to blame for the placements stands
 * @throws InputError when the price is above the limit
 */
export function choosePrecision(
  placements: number,
  asked: { readonly draws: number } | null | undefined,
  at: Path,
): ChosenPrecision {
  const counted = Math.ceil(placements).toLocaleString('en-US');
  if (asked) {
    between(['precision', 'draws'], asked.draws, LEAST_DRAWS, MOST_DRAWS);
    const draws = Math.ceil(asked.draws / BATCHES) * BATCHES;
    if (draws * placements > LIMIT) {
      const most = Math.floor(LIMIT / placements / BATCHES) * BATCHES;
      throw new InputError(
        ['precision', 'draws'],
        `must be at most ${most} for about ${counted} placements (draws × placements at most ${LIMIT})`,
        asked.draws,
      );
    }
    const rounded =
      draws === asked.draws ? '' : `, rounded up from ${asked.draws} to a multiple of ${BATCHES}`;
    return { draws, placements, reason: `${draws} draws were asked for${rounded}.` };
  }
  let draws = AUTOMATIC_MOST;
  while (draws > AUTOMATIC_LEAST && draws * placements > AUTOMATIC_LIMIT) draws /= 2;
  if (draws * placements > LIMIT) {
    throw new InputError(
      at,
      `must lead to at most about ${LIMIT / AUTOMATIC_LEAST} placements, or ask for fewer draws than ${AUTOMATIC_LEAST} with precision`,
      Math.ceil(placements),
    );
  }
  return { draws, placements, reason: reasonFor(draws, counted) };
}

function reasonFor(draws: number, placements: string): string {
  const shown = draws.toLocaleString('en-US');
  if (draws === AUTOMATIC_LEAST) {
    return `The server took ${shown} draws, its fewest, because there are about ${placements} placements to simulate; ask for more with \`precision\`.`;
  }
  if (draws === AUTOMATIC_MOST) {
    return `The server took ${shown} draws, its most unless asked for more with \`precision\`.`;
  }
  return `The server took ${shown} draws: the largest power of two that keeps draws × placements (about ${placements}) within ${AUTOMATIC_LIMIT.toLocaleString('en-US')}.`;
}

/** The question's own luck, or the constant that makes the same question the same forecast. */
export function seedOf(path: Path, seed: string | null | undefined): string {
  if (seed == null) return DEFAULT_SEED;
  if (seed.length < 1 || seed.length > MAX_SEED_LENGTH) {
    throw new InputError(path, `must have 1 to ${MAX_SEED_LENGTH} characters`, seed);
  }
  return seed;
}
