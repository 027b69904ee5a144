import type { BatchMode } from './batch-mode.js';
import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import { formatPath, listKeys, type Path, show } from './errors.js';
import {
  checkRow,
  influencerRow,
  type InfluencerRow,
  type InfluencerRowInput,
  type Problem,
  profileKey,
  RowConflicts,
} from './influencer-row.js';
import * as sql from './influencer-sql.js';
import type { Transaction } from './mutation.js';
import { uuids7 } from './uuid7.js';

/** Where rows are written. */
export interface Destination {
  readonly id: string;
  /** ISO 4217; every price must be in it. */
  readonly currency: string;
}

/** A row that was not written, because of one of its fields. */
export interface Rejection {
  /** Position in the list of rows. */
  readonly index: number;
  /** From the argument to the field. */
  readonly path: Path;
  readonly rule: string;
  readonly value: unknown;
  readonly message: string;
}

export interface WriteOptions {
  readonly mode: BatchMode;
  /** Says what would be done, and stores nothing. */
  readonly dryRun?: boolean;
  /** Marks what is created as demonstration data. */
  readonly isDemo?: boolean;
}

export interface Written {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Every bad field of every bad row, in the order of the rows. */
  readonly rejected: readonly Rejection[];
}

interface IndexedRow {
  readonly index: number;
  readonly row: InfluencerRow;
}

/** A row that knows what it belongs to. */
interface Placed extends IndexedRow {
  /** Null: the account is new. */
  readonly profileId: string | null;
  /** Null: the person is new. */
  readonly influencerId: string | null;
}

/**
 * Creates or updates profiles and their people, by platform and handle, in one transaction.
 *
 * Rows with the same `externalId` are one person. Rows that would change nothing write nothing.
 * Writers of one workspace take turns, so that two calls with the same rows neither deadlock nor
 * create a person twice.
 *
 * @see WriteOptions
 */
export async function writeInfluencers(
  db: PrismaClient,
  workspace: Destination,
  rows: readonly InfluencerRowInput[],
  options: WriteOptions,
): Promise<Written> {
  const checked = checkRows(workspace, rows);
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(
        async (tx) => {
          const written = await writeChecked(tx, workspace, checked, options);
          if (options.dryRun) throw new DryRun(written);
          return written;
        },
        // Writers that take turns wait for each other.
        { maxWait: 60_000, timeout: 60_000 },
      );
    } catch (error) {
      if (error instanceof DryRun) return error.written;
      if (attempt === 3 || !isRace(error)) throw error;
    }
  }
}

/** Like `writeInfluencers`, of rows read from a file, inside a transaction that writes more. */
export function writeInfluencersWithin(
  tx: Transaction,
  workspace: Destination,
  rows: readonly object[],
  options: WriteOptions,
): Promise<Written> {
  return writeChecked(tx, workspace, checkRows(workspace, rows), options);
}

/** Takes the whole transaction back, and what it would have done out of it. */
class DryRun extends Error {
  constructor(readonly written: Written) {
    super('nothing is stored');
  }
}

interface Checked {
  readonly good: readonly IndexedRow[];
  readonly rejected: readonly Rejection[];
}

function checkRows({ currency }: Destination, rows: readonly object[]): Checked {
  const schema = influencerRow(currency);
  const good: IndexedRow[] = [];
  const rejected: Rejection[] = [];
  rows.forEach((input, index) => {
    const { row, problems } = checkRow(schema, input);
    if (problems === null) good.push({ index, row });
    else rejected.push(...problems.map((problem) => rejection(index, problem)));
  });
  return { good, rejected };
}

/** Another writer created the same account or person between our look and our write. */
class RaceError extends Error {}

function isRace(error: unknown): boolean {
  if (error instanceof RaceError) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  // P2034: deadlock or write conflict. P2002, or P2010 around 23505: a key that just appeared.
  return ['P2034', 'P2002'].includes(error.code) || /\b(23505|40P01|40001)\b/.test(error.message);
}

async function writeChecked(
  tx: Transaction,
  workspace: Destination,
  checked: Checked,
  { mode, isDemo = false }: WriteOptions,
): Promise<Written> {
  if (mode === 'ALL_OR_NOTHING' && checked.rejected.length > 0) return nothing(checked.rejected);
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${workspace.id}, 0))`;
  const cells = await findCells(tx, workspace.id);
  const conflicts = new RowConflicts();
  const rejected = [...checked.rejected];
  const good: Placed[] = [];
  for (const placed of await placeRows(tx, workspace.id, checked.good)) {
    const { index, row } = placed;
    const person = placed.influencerId ?? (row.externalId ? `new ${row.externalId}` : null);
    const found = [...unknownCells(row, cells), ...placed.problems];
    const problems =
      found.length > 0 ? found : conflicts.check(row, person, formatPath(pathOf(index)));
    if (problems.length === 0) good.push(placed);
    else rejected.push(...problems.map((problem) => rejection(index, problem)));
  }
  rejected.sort((a, b) => a.index - b.index);
  if (good.length === 0 || (mode === 'ALL_OR_NOTHING' && rejected.length > 0)) {
    return nothing(rejected);
  }
  const changed = await writePlaced(tx, workspace, good, cells, isDemo);
  const created = good.filter(({ profileId }) => profileId === null).length;
  const updated = good.filter(
    ({ profileId, influencerId }) =>
      profileId !== null && (changed.has(profileId) || changed.has(influencerId!)),
  ).length;
  return { created, updated, unchanged: good.length - created - updated, rejected };
}

const nothing = (rejected: readonly Rejection[]): Written => ({
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected,
});

const pathOf = (index: number): Path => ['input', 'rows', index];

function rejection(index: number, problem: Problem): Rejection {
  const { rule, value } = problem;
  const path = [...pathOf(index), ...problem.path];
  return {
    index,
    path,
    rule,
    value,
    message: `${formatPath(path)} ${rule}, but got ${show(value)}`,
  };
}

/** @returns ids by key */
async function findCells(tx: Transaction, workspaceId: string) {
  const cells = await tx.audienceCell.findMany({
    where: { workspaceId },
    select: { id: true, key: true },
  });
  return new Map(cells.map(({ key, id }) => [key, id]));
}

function unknownCells({ audience }: InfluencerRow, cells: ReadonlyMap<string, string>): Problem[] {
  const keys = listKeys([...cells.keys()]);
  return (audience ?? []).flatMap(({ cell }, i) =>
    cells.has(cell)
      ? []
      : [
          {
            path: ['audience', i, 'cell'],
            rule: `must be the key of an audience cell (${keys})`,
            value: cell,
          },
        ],
  );
}

/** Finds the accounts and the people that are already there. */
async function placeRows(
  tx: Transaction,
  workspaceId: string,
  rows: readonly IndexedRow[],
): Promise<(Placed & { problems: Problem[] })[]> {
  const profiles = await tx.profile.findMany({
    where: {
      workspaceId,
      platform: { in: [...new Set(rows.map(({ row }) => row.platform))] },
      handle: { in: rows.map(({ row }) => row.handle) },
    },
    select: {
      id: true,
      platform: true,
      handle: true,
      influencer: { select: { id: true, externalId: true } },
    },
  });
  const people = await tx.influencer.findMany({
    where: { workspaceId, externalId: { in: rows.flatMap(({ row }) => row.externalId ?? []) } },
    select: { id: true, externalId: true },
  });
  const profileOf = new Map(profiles.map((profile) => [profileKey(profile), profile]));
  const personOf = new Map(people.map(({ externalId, id }) => [externalId, id]));
  // A person without a key of the caller's takes the first that comes, if nobody else has it.
  const adopted = new Map<string, string>();
  for (const { row } of rows) {
    const owner = profileOf.get(profileKey(row))?.influencer;
    if (!owner || owner.externalId !== null || adopted.has(owner.id)) continue;
    if (!row.externalId || personOf.has(row.externalId)) continue;
    adopted.set(owner.id, row.externalId);
    personOf.set(row.externalId, owner.id);
  }

  return rows.map(({ index, row }) => {
    const profile = profileOf.get(profileKey(row));
    const person = row.externalId ? (personOf.get(row.externalId) ?? null) : null;
    const owner = profile?.influencer;
    const ownKey = owner ? (owner.externalId ?? adopted.get(owner.id) ?? null) : null;
    const problems =
      owner && row.externalId && owner.id !== person ? foreignOwner(row.externalId, ownKey) : [];
    return {
      index,
      row,
      profileId: profile?.id ?? null,
      influencerId: owner?.id ?? person,
      problems,
    };
  });
}

/** An account never moves to another person by an import. */
function foreignOwner(externalId: string, ownKey: string | null): Problem[] {
  const rule =
    ownKey === null
      ? 'must not be that of another person than the one this account belongs to'
      : `must be ${show(ownKey)}, the person this account belongs to`;
  return [{ path: ['externalId'], rule, value: externalId }];
}

/** @returns ids of the profiles and people that changed */
async function writePlaced(
  tx: Transaction,
  { id: workspaceId, currency }: Destination,
  placed: readonly Placed[],
  cells: ReadonlyMap<string, string>,
  isDemo: boolean,
): Promise<ReadonlySet<string>> {
  const now = new Date();
  const ids = uuids7(placed.length, now);
  const newPeople = new Map<string, string>();
  const rows = placed.map((one, i) => {
    const { externalId } = one.row;
    if (externalId && one.influencerId === null && !newPeople.has(externalId)) {
      newPeople.set(externalId, ids[i]);
    }
    const influencerId = one.influencerId ?? newPeople.get(externalId ?? '') ?? ids[i];
    return {
      ...one,
      influencerId,
      isNewPerson: one.influencerId === null,
      id: one.profileId ?? ids[i],
    };
  });

  const people = mergePeople(rows);
  await sql.insertPeople(tx, workspaceId, isDemo, people.new);
  const changed = [await sql.updatePeople(tx, workspaceId, people.known)];

  const newProfiles = rows.filter(({ profileId }) => profileId === null).map(profileRecord);
  const inserted = await sql.insertProfiles(tx, workspaceId, isDemo, newProfiles);
  if (inserted < newProfiles.length) throw new RaceError();
  const knownProfiles = rows.filter(({ profileId }) => profileId !== null).map(profileRecord);
  changed.push(await sql.updateProfiles(tx, workspaceId, knownProfiles));

  const offers = rows.flatMap(({ id, row }) =>
    (row.offers ?? []).map(({ format, price }) => ({ profileId: id, format, price })),
  );
  const offerIds = uuids7(offers.length, now);
  const offerRecords = offers.map(({ profileId, format, price }, i) => ({
    id: offerIds[i],
    profileId,
    format,
    priceMinor: String(price),
    currency,
  }));
  changed.push(await sql.upsertOffers(tx, workspaceId, offerRecords));

  const withAudience = rows.filter(({ row }) => row.audience);
  const shares = withAudience.flatMap(({ id, row }) =>
    (row.audience ?? []).map(({ cell, share }) => ({
      profileId: id,
      cellId: cells.get(cell)!,
      share,
    })),
  );
  const profileIds = withAudience.map(({ id }) => id);
  changed.push(await sql.replaceAudience(tx, workspaceId, profileIds, shares));
  return new Set(changed.flat().map(({ id }) => id));
}

interface Resolved extends IndexedRow {
  readonly id: string;
  readonly influencerId: string;
  readonly isNewPerson: boolean;
}

/** One record per person; their rows do not contradict each other any more. */
function mergePeople(rows: readonly Resolved[]) {
  const merged = new Map<string, { isNewPerson: boolean; record: sql.PersonRecord }>();
  for (const { influencerId, isNewPerson, row } of rows) {
    const before = merged.get(influencerId)?.record;
    const record = {
      id: influencerId,
      externalId: row.externalId ?? before?.externalId ?? null,
      name: row.name ?? before?.name ?? null,
      role: row.role ?? before?.role ?? null,
      topics: row.topics ?? before?.topics ?? null,
      country: row.country ?? before?.country ?? null,
    };
    // A person nobody named yet goes by the handle.
    if (isNewPerson) record.name ??= row.handle;
    merged.set(influencerId, { isNewPerson, record });
  }
  const people = [...merged.values()];
  return {
    new: people.filter(({ isNewPerson }) => isNewPerson).map(({ record }) => record),
    known: people.filter(({ isNewPerson }) => !isNewPerson).map(({ record }) => record),
  };
}

function profileRecord({ id, influencerId, row }: Resolved): sql.ProfileRecord {
  const { platform, handle, followers, authenticity, recentPosts } = row;
  return {
    id,
    influencerId,
    platform,
    handle,
    followers: String(followers),
    authenticity: authenticity ?? null,
    posts: recentPosts?.posts ?? null,
    asOf: recentPosts?.asOf.toISOString() ?? null,
    views: recentPosts?.views ?? null,
    reach: recentPosts?.reach ?? null,
    engagements: recentPosts?.engagements ?? null,
  };
}
