import { BatchModeEnum } from './batch-mode.js';
import { builder } from './builder.js';
import { oneTo } from './checks.js';
import { ResultSourceEnum } from './enums.js';
import { InputError } from './errors.js';
import { MoneyInput } from './money.js';
import { Result } from './result.js';
import { type Count, COUNTS, wholeOf } from './result-counts.js';
import { RejectedResult, RejectedResultsError } from './rejected-results.js';
import { type Recorded, type RecordedResults, writeResults } from './write-results.js';

const MAX_RESULTS = 1000;
const MAX_KEY = 200;

/**
 * Characters, as names count them, that can be seen: no control character, and no format character
 * but the joiner inside an emoji.
 */
const KEY = new RegExp(
  String.raw`^(?:[^\p{Cc}\p{Cf}]|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})){1,${MAX_KEY}}$`,
  'u',
);

const ResultInput = builder.inputType('ResultInput', {
  description:
    "A placement's counts as a source saw them at a moment: cumulative since it was posted, at least one of them. Leave out what was not seen.",
  fields: (t) => {
    const count = (name: Count, more = '') => {
      const whole = wholeOf(name);
      const rule =
        whole === null
          ? ''
          : ` At most \`${whole}\`, here and in every later result of the source.`;
      return t.field({ type: 'Count', description: `${COUNTS[name]}${rule}${more}` });
    };
    return {
      placementId: t.id({
        required: true,
        description:
          'Id of the Placement. It must be POSTED and not archived; its campaign may be, since counts go on when it is over.',
      }),
      capturedAt: t.field({
        type: 'DateTime',
        required: true,
        description:
          'When the counts were seen: not before the placement was posted, and at most one minute ahead of the server.',
      }),
      source: t.field({ type: ResultSourceEnum, required: true, description: 'Who saw them.' }),
      impressions: count('impressions'),
      reach: count('reach'),
      engagements: count('engagements'),
      valencedReactions: count('valencedReactions'),
      negativeReactions: count('negativeReactions', ' Not without `valencedReactions`.'),
      shares: count('shares'),
      clicks: count('clicks'),
      conversions: count('conversions'),
      redemptions: count('redemptions'),
      revenue: t.field({ type: MoneyInput, description: 'Money from the orders.' }),
    };
  },
});

const RecordedResult = builder.objectRef<Recorded>('RecordedResult').implement({
  description: 'A result of the list that is stored.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its position in `results`, from 0.' }),
    result: t.field({
      type: Result,
      description: 'The stored result.',
      resolve: async ({ id }, _args, { loaders }) => {
        const result = await loaders.result.load(id);
        if (result === null) throw new Error(`Result ${id} is missing`);
        return result;
      },
    }),
  }),
});

/** What the longest list may cost: as a page, because its results are loaded as one. */
const LIST = { field: 1, multiplier: 100 };

builder.relayMutationField(
  'recordResults',
  {
    description: 'The results to record.',
    inputFields: (t) => ({
      key: t.string({
        required: true,
        description: `Your own name for this request, 1–${MAX_KEY} printable characters, new for every list of results; a UUID will do. Send the same list under the same key again when its answer was lost.`,
      }),
      results: t.field({
        type: [ResultInput],
        required: true,
        description: `1–${MAX_RESULTS} results, in any order.`,
      }),
      mode: t.field({
        type: BatchModeEnum,
        required: true,
        defaultValue: 'ALL_OR_NOTHING',
        description: 'What happens to good results when there are bad ones.',
      }),
    }),
  },
  {
    description:
      'Records what was seen of placements, each with its event, in one transaction. Counts only rise: of one placement and source, an earlier result must not have more than a later one, whichever comes first. What is a part of another count – people reached of impressions, conversions of clicks, reactions with an opinion of all reactions, negative ones of those with an opinion – must be at most the whole, in the same result and in every later one. Each source is held to its own counts alone. A result that is there already has no effect, and one with other counts for the same placement, moment and source is rejected. The same key with the same list is answered the same again, so after DATABASE_UNAVAILABLE or a lost connection it is safe to send it again; a key that came with another list is a ConflictError. A list that is rejected as a whole leaves its key free.',
    errors: { types: [RejectedResultsError] },
    resolve: (_root, { input: { key, mode, results } }, { db, viewer, now }) => {
      if (!KEY.test(key)) {
        throw new InputError(['input', 'key'], `must be 1 to ${MAX_KEY} printable characters`, key);
      }
      oneTo(['input', 'results'], results.length, MAX_RESULTS, 'results');
      return writeResults(db, { ...viewer, now: now() }, { key, mode, results });
    },
  },
  {
    description: 'What was done with the results.',
    outputFields: (t) => ({
      accepted: t.field({
        type: [RecordedResult],
        description: 'Results that are new and stored now, in the order of the list.',
        complexity: LIST,
        resolve: ({ accepted }: RecordedResults) => [...accepted],
      }),
      repeated: t.field({
        type: [RecordedResult],
        description: 'Results that were there already with the same counts: no effect, no event.',
        complexity: LIST,
        resolve: ({ repeated }: RecordedResults) => [...repeated],
      }),
      rejected: t.field({
        type: [RejectedResult],
        description:
          'Every value at fault of those that were not recorded; empty in mode ALL_OR_NOTHING.',
        resolve: ({ rejected }: RecordedResults) => [...rejected],
      }),
    }),
  },
);
