import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { InputError, type Path } from './errors.js';
import { UNICODE, UNICODE_RULE } from './profile-rules.js';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how Pothos learns of a plugin
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      storableText: StorableTextPlugin<Types>;
    }
  }
}

/** A field with this extension finds such texts itself, and says where with more than one error. */
export const CHECKS_TEXT = { checksText: true };

/**
 * Refuses texts that PostgreSQL cannot store, wherever they stand in a field's arguments: whether
 * one reaches the database, and what becomes of it there, would otherwise depend on the statement.
 */
class StorableTextPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { args, extensions }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (Object.keys(args).length === 0 || extensions?.['checksText'] === true) return resolve;
    return (parent, given, context, info) => {
      checkTexts([], given);
      return resolve(parent, given, context, info);
    };
  }
}

function checkTexts(path: Path, value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new InputError(path, 'must not contain NUL', value);
    if (!UNICODE.test(value)) throw new InputError(path, UNICODE_RULE, value);
  } else if (Array.isArray(value)) {
    value.forEach((item, i) => {
      checkTexts([...path, i], item);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) checkTexts([...path, key], item);
  }
}

const storableText = 'storableText';
SchemaBuilder.registerPlugin(storableText, StorableTextPlugin);
export default storableText;
