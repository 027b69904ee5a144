import {
  type Connection,
  decodeCursor,
  encodeCursor,
  type OrderColumn,
  type PageArgs,
  pageSize,
} from './list.js';

/** Where an item stands: by a moment, then by its row's id. */
export interface Place {
  readonly id: string;
  readonly at: Date;
}

const BY_PLACE: OrderColumn = { table: 'PlacementOutlook', column: 'at', kind: 'timestamptz' };

/**
 * A page of a list that is in memory, with the cursors and the rules of those in the database.
 *
 * @param items - in the order of their places
 * @throws InputError for page sizes outside 1–100 and for foreign cursors
 */
export function pageInMemory<Item>(
  items: readonly Item[],
  placeOf: (item: Item) => Place,
  args: PageArgs,
): Connection<Item> {
  const { size, backwards } = pageSize(args);
  const after = args.after == null ? null : placeAt('after', args.after);
  const before = args.before == null ? null : placeAt('before', args.before);
  const range = items.filter((item) => {
    const place = placeOf(item);
    return (after === null || follows(place, after)) && (before === null || follows(before, place));
  });
  const page = backwards ? range.slice(-size) : range.slice(0, size);
  const hasMore = range.length > size;
  const edges = page.map((node) => ({ cursor: encodeCursor(BY_PLACE, placeOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: backwards ? before !== null : hasMore,
      hasPreviousPage: backwards ? hasMore : after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => Promise.resolve(items.length),
  };
}

function placeAt(argument: string, cursor: string): Place {
  const { value, id } = decodeCursor(argument, cursor, BY_PLACE);
  return { id, at: new Date(value!) };
}

/** Whether a place comes later than another one. */
function follows(place: Place, other: Place): boolean {
  const apart = place.at.getTime() - other.at.getTime();
  return apart > 0 || (apart === 0 && place.id > other.id);
}
