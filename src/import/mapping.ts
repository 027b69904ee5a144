import { Platform, Role } from '../../prisma/generated/enums.js';
import { readableList } from '../../schema/readable.js';
import { ImportError } from './errors.js';
import { FIELDS_IN_WORDS, isField, REQUIRED_FIELDS } from './fields.js';
import { type PostPreset, POST_PRESETS } from './presets.js';

/** How to read a file: its posts grouped by account, or one profile per row. */
export type Mapping =
  | { readonly kind: 'posts'; readonly preset: PostPreset }
  /** Null: the columns are named like the fields. */
  | { readonly kind: 'rows'; readonly columnOf: ReadonlyMap<string, string> | null };

/** Where a field's text comes from: a cell, or the same text for every row. */
export type Source = { readonly index: number } | { readonly constant: string };

const CONSTANTS: Readonly<Record<string, object>> = { platform: Platform, role: Role };

/**
 * Reads the value of `--map`.
 * @throws ImportError for what is neither a preset nor a list of field=column
 */
export function parseMapping(text: string): Mapping {
  if (text === 'profiles') return { kind: 'rows', columnOf: null };
  const preset = POST_PRESETS.get(text);
  if (preset !== undefined) return { kind: 'posts', preset };
  const columnOf = new Map<string, string>();
  for (const pair of text.split(',')) {
    const [field, column] = pair.split(/=(.*)/s).map((part) => part.trim());
    if (!column) {
      const presets = ['profiles', ...POST_PRESETS.keys()].join(', ');
      throw new ImportError(`--map must be ${presets}, or field=column,…, but got "${pair}"`);
    }
    if (!isField(field)) {
      throw new ImportError(`--map: a field must be one of ${FIELDS_IN_WORDS}, but got "${field}"`);
    }
    if (columnOf.has(field)) throw new ImportError(`--map: ${field} is there twice`);
    columnOf.set(field, column);
  }
  return { kind: 'rows', columnOf };
}

/**
 * Finds the columns of a mapping in a file's header.
 * @throws ImportError for a column that the file does not have, and for required fields without one
 */
export function findColumns(
  file: string,
  header: readonly string[],
  columnOf: ReadonlyMap<string, string> | null,
): ReadonlyMap<string, Source> {
  const wanted = columnOf ?? new Map(header.filter(isField).map((name) => [name, name]));
  const sources = new Map(
    [...wanted].map(([field, column]): [string, Source] => {
      if (header.includes(column)) return [field, { index: header.indexOf(column) }];
      if (column in (CONSTANTS[field] ?? {})) return [field, { constant: column }];
      throw missingColumn(file, header, column);
    }),
  );
  const missing = REQUIRED_FIELDS.filter((field) => !sources.has(field));
  if (missing.length > 0) {
    throw new ImportError(
      `${file}: nothing says ${readableList(missing)}: name the columns with --map ${missing.map((field) => `${field}=COLUMN`).join(',')}; line 1 has ${header.join(', ')}`,
    );
  }
  return sources;
}

/** @throws ImportError when the header does not have the column */
export function indexOfColumn(file: string, header: readonly string[], column: string): number {
  const index = header.indexOf(column);
  if (index < 0) throw missingColumn(file, header, column);
  return index;
}

function missingColumn(file: string, header: readonly string[], column: string): ImportError {
  return new ImportError(
    `${file}: there is no column "${column}"; line 1 has ${header.join(', ')}`,
  );
}
