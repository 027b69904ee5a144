import { parseArgs } from 'node:util';
import { ImportError } from './errors.js';
import { FIELDS_IN_WORDS } from './fields.js';
import { type Mapping, parseMapping } from './mapping.js';
import { POST_PRESETS } from './presets.js';

export interface Arguments {
  readonly file: string;
  readonly mapping: Mapping;
  readonly strict: boolean;
  readonly dryRun: boolean;
  readonly url: string | undefined;
}

export const HELP = `Imports influencers from a CSV file (UTF-8, comma, column names in line 1).

  npm run import -- influencers FILE.csv [--map MAPPING] [--strict] [--dry-run] [--url URL]

  --map profiles          one profile per row, columns named like the fields (default)
  --map field=column,…    one profile per row, other column names; platform=TIKTOK and
                          role=SHARER say the same for every row
  --map PRESET            one post per row, grouped by account into profiles with recent-post
                          metrics; PRESET is
                          ${[...POST_PRESETS.keys()].join('\n                          ')}
  --strict                stores nothing unless every row is good
  --dry-run               stores nothing, and says what would be done
  --url URL               the server to write through, e.g. http://127.0.0.1:4000; by default the
                          one that runs on DATA_DIR, and if none runs the database itself

Fields: ${FIELDS_IN_WORDS}
(docs/import.md says what each holds).
Needed are platform, handle and followers. Profiles are created or updated by platform and handle;
an empty cell keeps what is stored. Importing a file again changes nothing.

Bad rows are written to FILE.csv.rejected.csv with line, field, rule and value; the others are
imported. Exit code: 0 all rows imported, 2 some rows rejected, 1 nothing or not all imported.`;

/**
 * @param args - what follows `npm run import --`
 * @returns null when help is asked for
 * @throws ImportError for anything that is not understood
 */
export function readArguments(args: readonly string[]): Arguments | null {
  const { values, positionals } = parse(args);
  if (values.help || args.length === 0) return null;
  const [what, file, ...rest] = positionals;
  if (what !== 'influencers') {
    throw new ImportError(`only influencers can be imported, but got "${positionals.join(' ')}"`);
  }
  if (positionals.length < 2)
    throw new ImportError('influencers: name the file, e.g. influencers creators.csv');
  if (rest.length > 0) throw new ImportError(`one file at a time, but got "${rest[0]}" too`);
  return {
    file,
    mapping: parseMapping(values.map),
    strict: values.strict,
    dryRun: values['dry-run'],
    url: values.url,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        map: { type: 'string', default: 'profiles' },
        strict: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ImportError(error.message);
  }
}
