import type { Format } from '../prisma/generated/enums.js';
import type { Candidate, Role, Row } from '../simulations/index.js';
import { between, oneTo } from './checks.js';
import { InputError, NotFoundError, type Path } from './errors.js';
import { rowId } from './node-id.js';
import { FORMATS_OF } from './profile-rules.js';
import type { ScenarioInputShape } from './scenario-input.js';
import {
  DAY_MS,
  feeOf,
  keyOf,
  plainLine,
  ROW_NAMES,
  rowOf,
  type LineDefaults,
  type PlannedLine,
} from './scenario-lines.js';
import type { CampaignRow, CellRow, ProfileRow, ScenarioRows, TierRow } from './scenario-rows.js';

const MAX_SHORTLIST = 1000;
export const MAX_CAMPAIGN_PLACEMENTS = 5000;
const MAX_PER_PROFILE = 100;

/** One piece of content asked from a named profile. */
interface Item {
  readonly path: Path;
  readonly profile: ProfileRow;
  readonly role: Role;
  readonly format: Format | null;
  readonly sponsored: boolean;
  readonly promoCode: boolean;
  readonly feeMinor: number | null;
  readonly fit: number | null;
  readonly plannedDay: number | null;
  readonly posted: boolean;
  /** Id of the placement, of a campaign's own. */
  readonly placement: string | null;
}

/** Real profiles, one line per tier, role and kind of content; everybody is booked. */
export function shortlistLines(
  path: Path,
  shortlist: NonNullable<ScenarioInputShape['shortlist']>,
  rows: ScenarioRows,
  defaults: LineDefaults,
): PlannedLine[] {
  oneTo(path, shortlist.length, MAX_SHORTLIST, 'items');
  const items = shortlist.flatMap((input, i): Item[] => {
    const at = [...path, i];
    const profile = rows.profiles.get(rowId([...at, 'profileId'], 'Profile', input.profileId));
    if (!profile)
      throw new NotFoundError([...at, 'profileId'], 'an unarchived profile', input.profileId);
    const count = input.count ?? 1;
    between([...at, 'count'], count, 1, MAX_PER_PROFILE);
    if (input.fit != null) between([...at, 'fit'], input.fit, -5, 5);
    const format = input.format ?? null;
    const item: Item = {
      path: at,
      profile,
      role: profile.influencer.role,
      format,
      sponsored: true,
      promoCode: false,
      feeMinor: feeOf([...at, 'fee'], input.fee, defaults.currency),
      fit: input.fit ?? null,
      plannedDay: null,
      posted: false,
      placement: null,
    };
    return Array.from({ length: count }, () => item);
  });
  return namedLines(items, rows, defaults);
}

/** @param flightStart - moment from which planned days are counted */
export function campaignLines(
  path: Path,
  campaign: CampaignRow,
  flightStart: Date,
  rows: ScenarioRows,
  defaults: LineDefaults,
): PlannedLine[] {
  oneTo(
    path,
    campaign.placements.length,
    MAX_CAMPAIGN_PLACEMENTS,
    'placements that are not cancelled',
  );
  const items = campaign.placements.map((placement): Item => ({
    path,
    profile: placement.profile,
    role: placement.layer.role,
    format: placement.format,
    sponsored: placement.sponsored,
    promoCode: placement.promoCode,
    feeMinor: placement.feeMinor === null ? null : Number(placement.feeMinor),
    fit: null,
    plannedDay: (placement.plannedAt.getTime() - flightStart.getTime()) / DAY_MS,
    posted: placement.status === 'POSTED',
    placement: placement.id,
  }));
  return namedLines(items, rows, defaults);
}

function namedLines(
  items: readonly Item[],
  rows: ScenarioRows,
  defaults: LineDefaults,
): PlannedLine[] {
  const cellKeys = new Map(rows.cells.map(({ id, key }: CellRow) => [id, key]));
  const ordinals = new Map<string, number>();
  const lines = new Map<string, PlannedLine & { candidates: Candidate[]; placements: string[] }>();
  for (const item of items) {
    const { profile, role, sponsored, promoCode } = item;
    checkProfile(item);
    const row = rowOf(item.path, role, profile.platform, item.format);
    const format = item.format ?? FORMATS_OF[profile.platform][0];
    const offer = profile.offers.find(
      (o) => o.format === (row === 'SHARER_ACTION' ? 'SHARE' : format),
    );
    const feeMinor = item.feeMinor ?? (offer ? Number(offer.priceMinor) : null);
    const tier = tierOf(profile, role, feeMinor, rows.tiers);
    const key = [
      tier?.key ?? 'no-tier',
      keyOf(role, row),
      ...(sponsored ? [] : ['organic']),
      ...(promoCode ? ['promo-code'] : []),
    ].join(':');
    let planned = lines.get(key);
    if (!planned) {
      const candidates: Candidate[] = [];
      planned = {
        name: lineName(tier, row, sponsored, promoCode),
        path: item.path,
        candidates,
        placements: [],
        line: {
          ...plainLine(defaults),
          key,
          tier: tier?.key ?? null,
          role: row === 'SHARER_ACTION' ? 'SHARER' : role,
          row,
          candidates,
          buy: { all: true },
          sponsored,
          promoCode,
        },
      };
      lines.set(key, planned);
    }
    const ordinal = ordinals.get(`${profile.id}:${row}`) ?? 0;
    ordinals.set(`${profile.id}:${row}`, ordinal + 1);
    planned.candidates.push(candidateOf(item, feeMinor, ordinal, cellKeys));
    if (item.placement !== null) planned.placements.push(item.placement);
  }
  return [...lines.values()];
}

/** What storage allows and a forecast cannot use. */
function checkProfile({
  path,
  profile: { handle, platform, followers, authenticity },
}: Item): void {
  const who = `${handle} on ${platform}`;
  if (followers < 1n) throw new InputError(path, `must have followers (${who})`, followers);
  if (authenticity !== null && !(authenticity > 0)) {
    throw new InputError(path, `must have an authenticity above 0 (${who})`, authenticity);
  }
}

function lineName(tier: TierRow | null, row: Row, sponsored: boolean, promoCode: boolean): string {
  const notes = [...(sponsored ? [] : ['organic']), ...(promoCode ? ['with code'] : [])];
  const name = tier ? `${tier.name}: ${ROW_NAMES[row]}` : ROW_NAMES[row];
  return notes.length > 0 ? `${name} (${notes.join(', ')})` : name;
}

function candidateOf(
  { profile, fit, plannedDay, posted }: Item,
  feeMinor: number | null,
  ordinal: number,
  cellKeys: ReadonlyMap<string, string>,
): Candidate {
  return {
    profile: profile.id,
    ordinal,
    followers: Number(profile.followers),
    authenticity: profile.authenticity,
    recentPosts:
      profile.recentPosts === null
        ? null
        : {
            posts: profile.recentPosts,
            views: profile.recentViews,
            reach: profile.recentReach,
            engagements: profile.recentEngagements,
          },
    // People list their main topic first; a second niche would split the overlap nobody measured.
    niche: profile.influencer.topics[0] ?? null,
    fit,
    audience: Object.fromEntries(
      profile.audience.map(({ cellId, share }) => [cellKeys.get(cellId) ?? cellId, share]),
    ),
    feeMinor,
    plannedDay,
    posted,
  };
}

/** The first tier of the default scheme whose predicate holds. */
export function tierOf(
  { platform, followers }: Pick<ProfileRow, 'platform' | 'followers'>,
  role: Role,
  feeMinor: number | null,
  tiers: readonly TierRow[],
): TierRow | null {
  return (
    tiers.find(
      (tier) =>
        tier.scheme.isDefault &&
        tier.role === role &&
        (tier.platform === null || tier.platform === platform) &&
        followers >= tier.minFollowers &&
        (tier.maxFollowers === null || followers <= tier.maxFollowers) &&
        (feeMinor === null ||
          ((tier.minPriceMinor === null || feeMinor >= Number(tier.minPriceMinor)) &&
            (tier.maxPriceMinor === null || feeMinor <= Number(tier.maxPriceMinor)))),
    ) ?? null
  );
}
