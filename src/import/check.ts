import { checkRow, influencerRow, RowConflicts } from '../../schema/influencer-row.js';
import type { Entry } from './entry.js';
import { fieldOf } from './fields.js';

/** Adds what the rules of the API find wrong with each profile, by itself and beside the others. */
export async function* check(
  entries: AsyncIterable<Entry>,
  currency: string,
): AsyncGenerator<Entry> {
  const schema = influencerRow(currency);
  const conflicts = new RowConflicts();
  for await (const entry of entries) {
    const { source, row } = entry;
    if (row === null) {
      yield entry;
      continue;
    }
    const checked = checkRow(schema, row);
    const problems =
      checked.problems ??
      conflicts.check(checked.row, checked.row.externalId ?? null, `line ${source.line}`);
    const faults = problems.map(({ path, rule, value }) => ({
      field: fieldOf(row, path),
      rule,
      value,
    }));
    yield { source, row: faults.length === 0 ? row : null, faults };
  }
}
