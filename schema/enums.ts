import {
  EventKind,
  Format,
  Objective,
  PlacementStatus,
  Platform,
  ResultSource,
  Role,
} from '../prisma/generated/enums.js';
import { builder } from './builder.js';

/** Every value of a storage enum with its description; a new one does not compile until described. */
const described = <Name extends string>(
  values: Readonly<Record<Name, Name>>,
  descriptions: Readonly<Record<Name, string>>,
) =>
  Object.fromEntries(
    Object.keys(values).map((name) => [
      name,
      { value: name as Name, description: descriptions[name as Name] },
    ]),
  ) as Record<Name, { value: Name; description: string }>;

export const RoleEnum = builder.enumType('Role', {
  description: 'What somebody is needed for in a programme; it picks the layer.',
  values: described(Role, {
    ANCHOR: 'The star whose content everybody else spreads: celebrities, top creators.',
    CREATOR: 'Makes content of their own for their own followers, e.g. micro-influencers.',
    SHARER: 'Spreads content of others among friends and followers; bought in bulk.',
  }),
});

export const PlatformEnum = builder.enumType('Platform', {
  description: 'A social network.',
  values: described(Platform, {
    INSTAGRAM: 'Instagram: posts (reels included) and stories.',
    TIKTOK: 'TikTok: videos.',
    YOUTUBE: 'YouTube: dedicated videos, and integrations inside other videos.',
  }),
});

export const FormatEnum = builder.enumType('Format', {
  description:
    'The kind of content of one placement. Which formats exist depends on the platform; SHARE exists on all.',
  values: described(Format, {
    POST: 'A post or reel on Instagram.',
    STORY: 'A set of stories on Instagram.',
    VIDEO: 'A video about the brand on TikTok or YouTube.',
    INTEGRATION: 'A mention inside a video about something else on YouTube.',
    SHARE: "A share of somebody else's content in one's own feed, on any platform.",
  }),
});

export const ObjectiveEnum = builder.enumType('Objective', {
  description: 'What a campaign is for.',
  values: described(Objective, {
    REACH: 'As many people as possible see it.',
    ENGAGEMENT: 'People like, comment and share.',
    CLICKS: 'People visit the page behind the link.',
    CONVERSIONS: 'People buy or sign up.',
    SENTIMENT: 'People speak well of the brand.',
  }),
});

export const PlacementStatusEnum = builder.enumType('PlacementStatus', {
  description:
    'How far a placement is: PLANNED → BOOKED → POSTED; PLANNED and BOOKED → CANCELLED. POSTED and CANCELLED are final.',
  values: described(PlacementStatus, {
    PLANNED: 'Wanted; nothing is agreed.',
    BOOKED: 'Agreed with the creator.',
    POSTED: 'Live. Final.',
    CANCELLED: 'Will not happen. Final.',
  }),
});

export const ResultSourceEnum = builder.enumType('ResultSource', {
  description: 'Who saw the counts of a result. Each source is held to its own earlier counts.',
  values: described(ResultSource, {
    PLATFORM: "The platform's own interface.",
    CREATOR: 'The creator, e.g. from screenshots of their statistics.',
    VENDOR: 'A measurement company.',
    MANUAL: 'Somebody in the team.',
  }),
});

export const EventKindEnum = builder.enumType('EventKind', {
  description: 'What an event says happened.',
  values: described(EventKind, {
    RESULT_RECORDED: 'A result was recorded.',
    PLACEMENT_BOOKED: 'A placement was booked.',
    PLACEMENT_POSTED: 'A placement was posted.',
    PLACEMENT_CANCELLED: 'A placement was cancelled.',
    TARGET_REACHED:
      'What was recorded or posted has reached a target, or a target was set that it had reached.',
    OUTLOOK_CHANGED:
      'The forecast given everything seen so far was made anew. Told only while somebody follows `campaignOutlook`: who polls takes any result and any step of a placement for the sign to ask for `outlook` again.',
    FORECAST_SAVED: 'A forecast was saved.',
    PLACEMENT_ARCHIVED:
      'A placement was taken out of the campaign; what was recorded of it does not count any more.',
    PLACEMENT_UNARCHIVED:
      'A placement that had been archived is back, with what was recorded of it.',
  }),
});
