import type { Assumptions, Audience, Cell } from '../simulations/index.js';
import { InputError, listKeys, NotFoundError, type Path } from './errors.js';
import { byKeyOrId } from './key-or-id.js';
import type { Loaders } from './loaders.js';
import type { ScenarioInputShape } from './scenario-input.js';
import type { PlannedLine } from './scenario-lines.js';
import type { CellRow, ScenarioRows } from './scenario-rows.js';

const MAX_PEOPLE = 1e10;

/**
 * The workspace's cells, where they can matter: when an audience is wanted or a named profile's
 * audience is known.
 */
export function cellsOf(
  path: Path,
  wanted: readonly string[] | null | undefined,
  { cells, campaign }: ScenarioRows,
  planned: readonly PlannedLine[],
): Cell[] {
  const wantedIds = wanted
    ? wantedCells(path, wanted, cells)
    : new Set(campaign?.audience.map(({ cellId }) => cellId));
  const known = planned.some(
    ({ line: { candidates } }) =>
      'length' in candidates && candidates.some(({ audience }) => Object.keys(audience).length > 0),
  );
  if (wantedIds.size === 0 && !known) return [];
  return cells.map(({ id, key, people }) => ({
    key,
    people: Number(people),
    wanted: wantedIds.has(id),
  }));
}

function wantedCells(
  path: Path,
  wanted: readonly string[],
  cells: readonly CellRow[],
): Set<string> {
  if (wanted.length === 0) throw new InputError(path, 'must name at least one cell', wanted);
  return new Set(
    wanted.map((text, i) => {
      const cell = byKeyOrId(cells, 'AudienceCell', text);
      if (cell) return cell.id;
      const keys = listKeys(cells.map(({ key }) => key));
      throw new NotFoundError(
        [...path, i],
        `the key or id of an audience cell (keys: ${keys})`,
        text,
      );
    }),
  );
}

export async function audienceOf(
  cells: readonly Cell[],
  rows: readonly CellRow[],
  loaders: Pick<Loaders, 'wantedShares'>,
): Promise<Audience | null> {
  const wanted = new Set(cells.filter((cell) => cell.wanted).map(({ key }) => key));
  if (wanted.size === 0) return null;
  const inside = rows.filter(({ key }) => wanted.has(key));
  return {
    people: inside.reduce((sum, { people }) => sum + Number(people), 0),
    platformShare: await loaders.wantedShares.load(inside.map(({ id }) => id)),
  };
}

export function universeOf(
  path: Path,
  { universe }: ScenarioInputShape,
  { campaign }: ScenarioRows,
  cells: readonly Cell[],
  assumptions: Assumptions,
): number {
  const given = universe ?? campaign?.universe;
  const people = given == null ? assumptions.values['scenario.universe'] : Number(given);
  const inCells = cells.reduce((sum, cell) => sum + cell.people, 0);
  if (!(people >= 1 && people <= MAX_PEOPLE)) {
    throw new InputError(path, `must be from 1 to ${MAX_PEOPLE}`, people);
  }
  if (people < inCells) {
    throw new InputError(
      path,
      `must be at least the ${inCells} people of the workspace's audience cells`,
      people,
    );
  }
  return people;
}
