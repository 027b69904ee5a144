import { builder } from './builder.js';
import { FormatEnum, RoleEnum } from './enums.js';
import { MoneyInput } from './money.js';
import { ParameterOverrideInput } from './parameter.js';
import { NegativityEnum, PresetEnum } from './preset.js';
import { TargetInput } from './target-input.js';

export const ForecastPlatform = builder.enumType('ForecastPlatform', {
  description: 'Where results are counted together.',
  values: {
    INSTAGRAM: { description: 'Posts and stories on Instagram.' },
    TIKTOK: { description: 'Videos on TikTok.' },
    YOUTUBE: { description: 'Dedicated videos and integrations on YouTube.' },
    SHARER: { description: 'What ordinary people share in their friends’ feeds, on any network.' },
    DISPLAY: { description: 'Display advertising, the baseline for the same money.' },
  } as const,
});

const FlightInput = builder.inputType('FlightInput', {
  description:
    'When placements go live: `{ days: 30 }`, `{ start, days }` or `{ start, end }`; the end is not part of it.',
  fields: (t) => ({
    start: t.field({ type: 'DateTime', description: 'The first moment of the flight.' }),
    end: t.field({ type: 'DateTime', description: 'The first moment after the flight.' }),
    days: t.int({ description: 'Length in days, 1–366, instead of an end.' }),
  }),
});

export const ScenarioAudienceInput = builder.inputType('ScenarioAudienceInput', {
  description: 'The people who are wanted. Results say how many of them are reached.',
  fields: (t) => ({
    cells: t.stringList({
      required: true,
      description: 'Keys or ids of audience cells of the workspace.',
    }),
  }),
});

export const ScenarioAssumptionsInput = builder.inputType('ScenarioAssumptionsInput', {
  description: 'Which numbers the model uses. Left out: the preset of 2025.',
  fields: (t) => ({
    id: t.id({
      description: 'Saved assumptions of the workspace, instead of a preset and a belief.',
    }),
    preset: t.field({ type: PresetEnum, description: 'The year that the numbers describe.' }),
    negativity: t.field({
      type: NegativityEnum,
      description: 'A belief about how negative engagement moves with size, beside the preset.',
    }),
    overrides: t.field({
      type: [ParameterOverrideInput],
      description: 'Numbers of your own; they go before everything else.',
    }),
  }),
});

const FeesInput = builder.inputType('FeesInput', {
  description: 'What is paid beside the creators’ fees. Left out: nothing.',
  fields: (t) => ({
    agency: t.field({
      type: 'Probability',
      description: 'Agency fee as a share of the creators’ fees, 0–1.',
    }),
    rights: t.field({
      type: 'Probability',
      description: 'Usage rights as a share of the creators’ fees, 0–1.',
    }),
    screening: t.field({
      type: MoneyInput,
      description: 'Paid once per influencer of a vetted line.',
    }),
    seeding: t.field({ type: MoneyInput, description: 'Product sent out, per placement.' }),
    moderation: t.field({ type: MoneyInput, description: 'Watching the comments, per placement.' }),
    killFee: t.boolean({
      description:
        'Whether a cancelled placement costs the kill fee of the assumptions instead of nothing.',
    }),
  }),
});

const PopulationInput = builder.inputType('PopulationInput', {
  description:
    'Influencers who are not yet named: ln followers is normal around the median, kept inside the bounds.',
  fields: (t) => ({
    medianFollowers: t.field({
      type: 'Count',
      required: true,
      description: 'Half of them have fewer followers.',
    }),
    followersLnSd: t.float({
      description: 'Standard deviation of ln followers, 0–3. Default 0: all alike.',
    }),
    minFollowers: t.field({ type: 'Count', description: 'Fewest followers. Default 1.' }),
    maxFollowers: t.field({ type: 'Count', description: 'Most followers. Default: no bound.' }),
  }),
});

const MixLineInput = builder.inputType('MixLineInput', {
  description:
    'One line of a media plan: a tier, or role, platform, format and population; and a share of the budget or a count.',
  fields: (t) => ({
    name: t.string({ description: 'What to call the line in the answer.' }),
    tier: t.string({
      description:
        'Key or id of a tier; a key is looked up in the default scheme first. Instead of role, platform, format and population.',
    }),
    role: t.field({
      type: RoleEnum,
      description: 'What they are needed for. Default CREATOR; SHARER picks friends’ feeds.',
    }),
    platform: t.field({
      type: ForecastPlatform,
      description: 'Where it is posted; DISPLAY buys display advertising. Not needed for sharers.',
    }),
    format: t.field({
      type: FormatEnum,
      description:
        'What is posted. Default POST on Instagram, VIDEO on TikTok and YouTube, SHARE for sharers.',
    }),
    population: t.field({ type: PopulationInput, description: 'How many followers they have.' }),
    share: t.float({
      description: 'Share of the budget, above 0 and up to 1: books until the money is gone.',
    }),
    count: t.int({
      description: 'Placements to book, instead of a share: the spend is uncertain.',
    }),
    fee: t.field({
      type: MoneyInput,
      description: 'Price of one placement. Left out: drawn from list prices, then negotiated.',
    }),
    sponsored: t.boolean({ description: 'Whether the post is marked as paid. Default true.' }),
    vetted: t.boolean({ description: 'Overrides the scenario’s `vetted`.' }),
    promoCode: t.boolean({ description: 'Whether each gets a personal code. Default false.' }),
    adLoad: t.float({
      description: 'Ads among each creator’s last ten posts, 0–10. Default 1.',
    }),
  }),
});

const ShortlistItemInput = builder.inputType('ShortlistItemInput', {
  description: 'Placements of one real profile.',
  fields: (t) => ({
    profileId: t.id({ required: true, description: 'Id of the Profile.' }),
    format: t.field({
      type: FormatEnum,
      description: 'Default POST on Instagram, VIDEO on TikTok and YouTube.',
    }),
    count: t.int({ description: 'Placements of this profile, 1–100. Default 1.' }),
    fee: t.field({
      type: MoneyInput,
      description:
        'Price of one placement. Left out: the profile’s offer for the format, else drawn from list prices.',
    }),
    fit: t.float({
      description:
        'How well the person fits the brand, in standard deviations from the average, −5 to 5. Left out: drawn.',
    }),
  }),
});

export const ScenarioInput = builder.inputType('ScenarioInput', {
  description:
    'What to forecast. What to buy is said in one of three ways: `mix`, `shortlist` or `campaignId`; with none of them the budget is spread over the tiers of the default scheme by their default shares.',
  fields: (t) => ({
    budget: t.field({
      type: MoneyInput,
      description: 'The money to spend; needed when anything is bought by share.',
    }),
    flight: t.field({ type: FlightInput, description: 'When. Default: 30 days.' }),
    universe: t.field({
      type: 'Count',
      description: 'People who could be reached at all. Default: 60 million.',
    }),
    audience: t.field({
      type: ScenarioAudienceInput,
      description: 'The people who are wanted. Left out: everybody.',
    }),
    assumptions: t.field({
      type: ScenarioAssumptionsInput,
      description: 'Which numbers the model uses.',
    }),
    fees: t.field({ type: FeesInput, description: 'What is paid beside the creators’ fees.' }),
    vetted: t.boolean({
      description: 'Whether everybody is screened for bought followers. Default false.',
    }),
    brandContent: t.boolean({
      description:
        'Whether the brand’s own content runs on top and lifts the creators’ engagement. Default false.',
    }),
    targets: t.field({
      type: [TargetInput],
      description: 'KPIs whose odds are answered, at most 20.',
    }),
    mix: t.field({ type: [MixLineInput], description: 'Lines of a media plan, at most 50.' }),
    shortlist: t.field({
      type: [ShortlistItemInput],
      description: 'Real profiles, at most 1,000.',
    }),
    campaignId: t.id({
      description:
        'Id of a Campaign: its own placements, except the cancelled ones, with its budget, flight, audience, targets and assumptions; what else is given here goes first.',
    }),
  }),
});

export type ScenarioInputShape = typeof ScenarioInput.$inferInput;
export type MixLineInputShape = typeof MixLineInput.$inferInput;
export type FlightInputShape = typeof FlightInput.$inferInput;
export type FeesInputShape = typeof FeesInput.$inferInput;
export type AssumptionsInputShape = typeof ScenarioAssumptionsInput.$inferInput;
