import { builder } from './builder.js';

/** How many worlds were drawn for an answer, and why. */
export interface AnsweredPrecision {
  readonly draws: number;
  /** Expected number in one world: the price of one draw. */
  readonly placements: number;
  readonly limit: number;
  /** What was reached of a relative error that was asked for; null if none was, or if there is none. */
  readonly relativeError: number | null;
  /** Null unless a relative error was asked for. */
  readonly met: boolean | null;
  readonly reason: string;
  readonly milliseconds: number;
}

export const PrecisionType = builder.objectRef<AnsweredPrecision>('Precision').implement({
  description:
    'How many worlds were drawn, and why. It tells of this answer: the same forecast may be asked for in several ways, and take longer once than another time.',
  fields: (t) => ({
    draws: t.exposeInt('draws', { description: 'Worlds that were drawn.' }),
    placements: t.exposeFloat('placements', {
      description:
        'Placements expected in one world. In an outlook, where one that was seen costs more, it counts for as many as it costs.',
    }),
    price: t.float({
      description:
        'Draws × placements. The limit is on the sum over all forecasts of a request. A query that selects of its forecasts only `id`, `assumptions`, `seed`, `draws`, `engineVersion` and this, without `relativeError`, simulates nothing: so a price can be asked before it is paid.',
      resolve: ({ draws, placements }) => draws * placements,
    }),
    limit: t.exposeInt('limit', {
      description:
        'The most draws that the question may have, for its placements; with `relativeError`, where the draws would have ended, unless other forecasts of the request or what is selected left less.',
    }),
    relativeError: t.exposeFloat('relativeError', {
      nullable: true,
      description:
        'The standard error that was reached, as a share of its number, where `relativeError` was asked for; else null. Null too if it cannot be told, because the number is 0, infinite or undefined, or the error comes out as 0 although the draws differ.',
    }),
    met: t.exposeBoolean('met', {
      nullable: true,
      description:
        'Whether the `relativeError` asked for was met; if not, a limit was reached, which `reason` names, or it cannot be told. Null where none was asked for.',
    }),
    reason: t.exposeString('reason', { description: 'Why so many draws and no more.' }),
    milliseconds: t.exposeInt('milliseconds', {
      description:
        'How long this answer waited for its simulations; near 0 where they were remembered. The one number that differs when the same question is asked again.',
    }),
  }),
});
