import { Prisma } from '../prisma/generated/client.js';
import type { Role } from '../prisma/generated/enums.js';
import { builder } from './builder.js';
import { search } from './campaign-rules.js';
import type { Context } from './context.js';
import { FormatEnum, PlatformEnum, RoleEnum } from './enums.js';
import type { Path } from './errors.js';
import { all, contains, CountRange, inRange, minorRange, ShareRange } from './list-input.js';
import { MoneyInput } from './money.js';
import { existing } from './mutation.js';

const AudienceFilter = builder.inputType('AudienceFilter', {
  description: 'Profiles that reach a group of people: `{ cell: "us-f-18-24", minShare: 0.3 }`.',
  fields: (t) => ({
    cell: t.string({ required: true, description: 'Key of an audience cell of the workspace.' }),
    minShare: t.field({
      type: 'Probability',
      required: true,
      description:
        'At least this share of the audience is in the cell. Unknown shares do not count.',
    }),
  }),
});

const PriceFilter = builder.inputType('PriceFilter', {
  description: 'Profiles with an offer in a range of prices.',
  fields: (t) => ({
    format: t.field({ type: FormatEnum, description: 'For this format; left out: for any.' }),
    min: t.field({ type: MoneyInput, description: 'Of at least this price.' }),
    max: t.field({ type: MoneyInput, description: 'Of at most this price.' }),
  }),
});

export const ProfileFilter = builder.inputType('ProfileFilter', {
  description: 'Only profiles to which all of this applies.',
  fields: (t) => ({
    influencerId: t.id({ description: 'Of this influencer.' }),
    platform: t.field({ type: PlatformEnum, description: 'On this platform.' }),
    role: t.field({ type: RoleEnum, description: 'Of influencers with this role.' }),
    tierId: t.id({
      description:
        "Inside this tier: the tier's role, platform, followers and, where it has them, prices.",
    }),
    followers: t.field({ type: CountRange, description: 'With so many followers.' }),
    engagementRateByFollowers: t.field({
      type: ShareRange,
      description: 'With so many engagements per post and follower. Unknown rates do not count.',
    }),
    authenticity: t.field({
      type: ShareRange,
      description: 'With such a share of authentic followers. Unmeasured profiles do not count.',
    }),
    audience: t.field({ type: AudienceFilter, description: 'Reaching this group of people.' }),
    topic: t.string({ description: 'Of influencers with this topic, e.g. `beauty`.' }),
    country: t.string({ description: 'Of influencers in this country, e.g. `US`.' }),
    price: t.field({ type: PriceFilter, description: 'With a price in this range.' }),
    search: t.string({
      description: "With this text in the handle or in the influencer's name, whatever its case.",
      validate: search,
    }),
    archived: t.boolean({
      description:
        'True: only archived profiles. False, the default: only those that can be booked, so not those of archived influencers either.',
    }),
  }),
});

export type ProfileFilterShape = typeof ProfileFilter.$inferInput;

/**
 * The filter as SQL on the profiles `t` of the viewer's workspace.
 * @param path - where the filter stands in the arguments
 */
export async function profileCondition(
  path: Path,
  filter: ProfileFilterShape,
  ctx: Context,
): Promise<Prisma.Sql> {
  const { viewer, loaders } = ctx;
  const { influencerId, platform, role, tierId, audience, topic, country, price } = filter;
  const influencer =
    influencerId == null
      ? null
      : await existing([...path, 'influencerId'], 'Influencer', influencerId, (id) =>
          loaders.influencer.load(id),
        );
  return all([
    filter.archived ? Prisma.sql`t."archivedAt" IS NOT NULL` : BOOKABLE,
    influencer && Prisma.sql`t."influencerId" = ${influencer.id}::uuid`,
    platform != null && Prisma.sql`t.platform = ${platform}::"Platform"`,
    role != null && hasRole(role),
    tierId != null && (await insideTier([...path, 'tierId'], tierId, ctx)),
    filter.followers && inRange(Prisma.sql`t.followers`, [...path, 'followers'], filter.followers),
    filter.engagementRateByFollowers &&
      inRange(
        Prisma.sql`t."engagementRateByFollowers"`,
        [...path, 'engagementRateByFollowers'],
        filter.engagementRateByFollowers,
      ),
    filter.authenticity &&
      inRange(Prisma.sql`t.authenticity`, [...path, 'authenticity'], filter.authenticity),
    audience &&
      Prisma.sql`EXISTS (
        SELECT 1 FROM "AudienceShare" s JOIN "AudienceCell" c ON c.id = s."cellId"
        WHERE s."profileId" = t.id AND c."workspaceId" = ${viewer.workspaceId}::uuid
          AND c.key = ${audience.cell} AND s.share >= ${audience.minShare})`,
    topic != null && ofInfluencer(Prisma.sql`i.topics @> ARRAY[${topic.toLowerCase()}]::text[]`),
    country != null && ofInfluencer(Prisma.sql`i.country = ${country}`),
    price &&
      hasOffer(
        all([
          price.format != null && Prisma.sql`o.format = ${price.format}::"Format"`,
          inRange(
            Prisma.sql`o."priceMinor"`,
            [...path, 'price'],
            minorRange([...path, 'price'], price, viewer.currency),
          ),
        ]),
      ),
    filter.search != null &&
      Prisma.sql`(${contains(Prisma.sql`t.handle`, filter.search)} OR ${ofInfluencer(contains(Prisma.sql`i.name`, filter.search))})`,
  ]);
}

const ofInfluencer = (condition: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT 1 FROM "Influencer" i WHERE i.id = t."influencerId" AND ${condition})`;

const hasOffer = (condition: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT 1 FROM "Offer" o WHERE o."profileId" = t.id AND o."archivedAt" IS NULL AND ${condition})`;

const hasRole = (role: Role): Prisma.Sql => ofInfluencer(Prisma.sql`i.role = ${role}::"Role"`);

const BOOKABLE = Prisma.sql`t."archivedAt" IS NULL AND ${ofInfluencer(Prisma.sql`i."archivedAt" IS NULL`)}`;

/** The tier's predicate; without a price on offer a profile is in no tier that asks for one. */
async function insideTier(path: Path, tierId: string, { loaders }: Context): Promise<Prisma.Sql> {
  const tier = await existing(path, 'Tier', tierId, (id) => loaders.tier.load(id));
  const { minPriceMinor, maxPriceMinor } = tier;
  return all([
    hasRole(tier.role),
    tier.platform && Prisma.sql`t.platform = ${tier.platform}::"Platform"`,
    inRange(Prisma.sql`t.followers`, path, { min: tier.minFollowers, max: tier.maxFollowers }),
    (minPriceMinor !== null || maxPriceMinor !== null) &&
      hasOffer(
        all([
          Prisma.sql`o.format = ${tier.format}::"Format"`,
          inRange(Prisma.sql`o."priceMinor"`, path, { min: minPriceMinor, max: maxPriceMinor }),
        ]),
      ),
  ]);
}
