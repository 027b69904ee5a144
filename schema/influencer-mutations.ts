import type { Influencer as InfluencerRow } from '../prisma/generated/client.js';
import { z } from 'zod';
import { addArchiving } from './archive.js';
import { builder } from './builder.js';
import { RoleEnum } from './enums.js';
import { ConflictError } from './errors.js';
import { Influencer, InfluencerEdge, NEWEST_INFLUENCER_FIRST } from './influencer.js';
import { edgeOf } from './list.js';
import { changed, existing, refusingTwins } from './mutation.js';
import { ProfileInput, writeProfiles } from './profile-input.js';
import * as rules from './profile-rules.js';

/** A profile is unique by its handle and a person by its external id; this says which was not. */
const knownInfluencer = (externalId: string | null | undefined) =>
  new ConflictError(
    ['input', 'externalId'],
    'must be new in this workspace, archived influencers included',
    externalId,
  );

builder.relayMutationField(
  'createInfluencer',
  {
    description: 'A new person.',
    inputFields: (t) => ({
      externalId: t.string({
        description: 'Your own key for the person, unique in the workspace.',
        validate: rules.externalId,
      }),
      name: t.string({
        required: true,
        description: 'Name for people, 1–200 characters.',
        validate: rules.name,
      }),
      role: t.field({
        type: RoleEnum,
        description: 'What they are needed for. Default CREATOR.',
      }),
      topics: t.stringList({
        description: 'What they talk about, at most 20, e.g. `["beauty"]`.',
        validate: rules.topics,
      }),
      country: t.string({
        description: 'Where they live, ISO 3166-1 alpha-2, e.g. `US`.',
        validate: rules.country,
      }),
      profiles: t.field({
        type: [ProfileInput],
        description: 'Their accounts, at most 20.',
        validate: z.array(z.unknown()).max(20, 'must have at most 20 profiles'),
      }),
    }),
  },
  {
    description: 'Adds a person, with their accounts if you like: all of it or nothing.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId, currency } }) => {
      const { externalId, name, role, topics, country, profiles } = input;
      const influencer = await refusingTwins(
        () => knownInfluencer(externalId),
        () =>
          db.$transaction(async (tx) => {
            const person = await tx.influencer.create({
              data: {
                workspaceId,
                externalId,
                name,
                role: role ?? undefined,
                topics: topics ?? [],
                country,
              },
            });
            await writeProfiles(tx, {
              workspaceId,
              currency,
              influencerId: person.id,
              profiles: profiles ?? [],
              pathOf: (i) => ['input', 'profiles', i],
            });
            return person;
          }),
      );
      return { influencer };
    },
  },
  {
    description: 'The person that was added.',
    outputFields: (t) => ({
      influencerEdge: t.field({
        type: InfluencerEdge,
        description: 'The person, and where they stand in `influencers`.',
        resolve: ({ influencer }) => edgeOf(NEWEST_INFLUENCER_FIRST, influencer),
      }),
    }),
  },
);

builder.relayMutationField(
  'updateInfluencer',
  {
    description: 'What to change; what is left out stays as it is, null clears what can be empty.',
    inputFields: (t) => ({
      id: t.id({ required: true, description: 'Id of the Influencer.' }),
      externalId: t.string({
        description: 'Your own key for the person, unique in the workspace; null clears it.',
        validate: rules.externalId,
      }),
      name: t.string({
        description: 'Name for people, 1–200 characters.',
        validate: rules.name,
      }),
      role: t.field({ type: RoleEnum, description: 'What they are needed for.' }),
      topics: t.stringList({
        description: 'What they talk about, in place of what is there.',
        validate: rules.topics,
      }),
      country: t.string({
        description: 'Where they live, ISO 3166-1 alpha-2; null clears it.',
        validate: rules.country,
      }),
    }),
  },
  {
    description: 'Changes a person.',
    errors: {},
    resolve: async (_root, { input }, { db, viewer: { workspaceId } }) => ({
      influencer: await refusingTwins(
        () => knownInfluencer(input.externalId),
        () =>
          db.$transaction(async (tx) => {
            const { id } = await existing(['input', 'id'], 'Influencer', input.id, (id) =>
              tx.influencer.findFirst({ where: { id, workspaceId } }),
            );
            return tx.influencer.update({
              where: { id },
              data: {
                externalId: input.externalId,
                name: changed(['input', 'name'], input.name),
                role: changed(['input', 'role'], input.role),
                topics: changed(['input', 'topics'], input.topics),
                country: input.country,
              },
            });
          }),
      ),
    }),
  },
  {
    description: 'The person that was changed.',
    outputFields: (t) => ({
      influencer: t.field({
        type: Influencer,
        description: 'The person as they are now.',
        resolve: ({ influencer }) => influencer,
      }),
    }),
  },
);

addArchiving<InfluencerRow>({
  typename: 'Influencer',
  field: 'influencer',
  type: Influencer,
  effect:
    'Takes a person out of lists; none of their profiles can be booked any more. What is booked stays.',
  loader: (loaders) => loaders.influencer,
  write: (db, query) => db.influencer.updateManyAndReturn(query),
});
