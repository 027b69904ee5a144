import { nodeId } from './node-id.js';

interface Keyed {
  readonly id: string;
  readonly key: string;
}

/** The row that a client names by its key or by its id in the API; keys go first. */
export function byKeyOrId<Row extends Keyed>(
  rows: readonly Row[],
  typename: string,
  wanted: string,
): Row | undefined {
  return (
    rows.find(({ key }) => key === wanted) ?? rows.find(({ id }) => nodeId(typename, id) === wanted)
  );
}
