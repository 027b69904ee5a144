import { decodeGlobalID, encodeGlobalID } from '@pothos/plugin-relay';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { InputError, type Path } from './errors.js';

/** What an id names: the type, and the row's own key. */
export interface NodeId {
  readonly typename: string;
  readonly id: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && UUID.test(value);

/** What a text names that may be no id of this API: then no type, which `checkNode` refuses. */
export function decodeNodeId(text: string): NodeId {
  try {
    return decodeGlobalID(text);
  } catch {
    return { typename: '', id: text };
  }
}

/** @throws InputError at `path` when nothing of the id's type has an id of its own */
export function checkNode(path: Path, { typename, id }: NodeId, schema: GraphQLSchema): void {
  const type = schema.getType(typename);
  if (isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')) return;
  const text = typename === '' ? id : encodeGlobalID(typename, id);
  throw new InputError(path, 'must be an id of this API', text);
}

/**
 * The row's key inside an id of one type.
 * @throws InputError at `path` when it is the id of something else
 */
export function rowId(path: Path, typename: string, text: string): string {
  const { typename: actual, id } = decodeNodeId(text);
  if (actual !== typename || !isUuid(id)) {
    throw new InputError(path, `must be an id of type ${typename}`, text);
  }
  return id;
}

export { encodeGlobalID as nodeId };
