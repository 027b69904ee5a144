import { AudienceShareInput } from './audience.js';
import { BatchModeEnum } from './batch-mode.js';
import { builder } from './builder.js';
import { PlatformEnum, RoleEnum } from './enums.js';
import { InputError } from './errors.js';
import { OfferTermsInput, RecentPostsInput } from './profile-input.js';
import { RejectedField, RejectedRowsError } from './rejected-rows.js';
import { CHECKS_TEXT } from './text-plugin.js';
import { type Written, writeInfluencers } from './write-influencers.js';

const MAX_ROWS = 1000;

const InfluencerRowInput = builder.inputType('InfluencerRowInput', {
  description:
    'One profile with its person. The profile is found by platform and handle; what is left out or null stays as it is.',
  fields: (t) => ({
    externalId: t.string({
      description: 'Your own key of the person. Rows and profiles that share it are one person.',
    }),
    name: t.string({
      description: "The person's name; a new person without one goes by the handle.",
    }),
    role: t.field({
      type: RoleEnum,
      description: 'What the person is needed for; CREATOR for a new person without one.',
    }),
    topics: t.stringList({
      description: 'What the person is about, e.g. `["beauty", "fitness"]`.',
    }),
    country: t.string({ description: 'ISO 3166-1 code of two capital letters, e.g. `US`.' }),
    platform: t.field({ type: PlatformEnum, required: true, description: 'The social network.' }),
    handle: t.string({
      required: true,
      description: 'Account name; stored in lower case and without the leading @.',
    }),
    followers: t.field({
      type: 'Count',
      required: true,
      description: 'Followers or subscribers, bought ones included.',
    }),
    authenticity: t.float({
      description: 'Measured share of authentic followers, a fraction from 0 to 1.',
    }),
    recentPosts: t.field({
      type: RecentPostsInput,
      description: 'Replaces the recent-post metrics as a whole.',
    }),
    offers: t.field({
      type: [OfferTermsInput],
      description: 'Prices, at most one per format. Offers of other formats stay as they are.',
    }),
    audience: t.field({
      type: [AudienceShareInput],
      description: 'Replaces the audience as a whole; the shares add up to at most 1.',
    }),
  }),
});

builder.relayMutationField(
  'upsertInfluencers',
  {
    description: 'The rows to write.',
    inputFields: (t) => ({
      rows: t.field({
        type: [InfluencerRowInput],
        required: true,
        description: `1–${MAX_ROWS} rows, each account at most once.`,
      }),
      mode: t.field({
        type: BatchModeEnum,
        required: true,
        defaultValue: 'ALL_OR_NOTHING',
        description: 'What happens to good rows when there are bad ones.',
      }),
      dryRun: t.boolean({
        required: true,
        defaultValue: false,
        description: 'True: the answer says what would be done, and nothing is stored.',
      }),
    }),
  },
  {
    description:
      'Creates or updates many profiles and their people at once. Writing the same rows again changes nothing. A list that is rejected as a whole is a RejectedRowsError, of a dry run too.',
    errors: { types: [RejectedRowsError] },
    extensions: CHECKS_TEXT,
    resolve: async (_root, { input: { rows, mode, dryRun } }, { db, viewer }) => {
      if (rows.length < 1 || rows.length > MAX_ROWS) {
        throw new InputError(['input', 'rows'], `must be 1 to ${MAX_ROWS} rows`, rows.length);
      }
      const workspace = { id: viewer.workspaceId, currency: viewer.currency };
      const written = await writeInfluencers(db, workspace, rows, { mode, dryRun });
      if (mode === 'ALL_OR_NOTHING' && written.rejected.length > 0) {
        throw new RejectedRowsError(written.rejected, rows.length);
      }
      return written;
    },
  },
  {
    description: 'What was done with the rows.',
    outputFields: (t) => ({
      created: t.int({
        description: 'Rows whose profile is new.',
        resolve: ({ created }: Written) => created,
      }),
      updated: t.int({
        description: 'Rows that changed a profile, its person, its offers or its audience.',
        resolve: ({ updated }: Written) => updated,
      }),
      unchanged: t.int({
        description: 'Rows that said what was stored already; nothing was written for them.',
        resolve: ({ unchanged }: Written) => unchanged,
      }),
      rejected: t.field({
        type: [RejectedField],
        description:
          'Every bad field of every bad row, in the order of the rows; empty in mode ALL_OR_NOTHING.',
        resolve: ({ rejected }: Written) => [...rejected],
      }),
    }),
  },
);
