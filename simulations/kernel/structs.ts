import { readFileSync } from 'node:fs';
import type { Arena } from './arena.js';

/** Names of the fields of each structure in ./assembly/layout.ts, in the order of memory. */
const LAYOUT = JSON.parse(
  readFileSync(new URL('generated/layout.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

/** A number, a flag, an array of the kernel's memory (by its address), or another structure. */
type Field = number | boolean | { readonly byteOffset: number };

/**
 * Writes a structure that the kernel reads.
 *
 * @returns its memory, one f64 per field
 */
export function writeStruct(
  arena: Arena,
  name: string,
  fields: Readonly<Record<string, Field>>,
): Float64Array {
  const names = LAYOUT[name];
  const given = Object.keys(fields);
  const strange = given.filter((field) => !names.includes(field));
  const missing = names.filter((field) => !(field in fields));
  if (strange.length > 0 || missing.length > 0) {
    throw new Error(`${name} has the fields ${missing.join()}, and not ${strange.join()}.`);
  }
  const memory = arena.f64(names.length);
  names.forEach((field, i) => {
    const value = fields[field];
    memory[i] = typeof value === 'object' ? value.byteOffset : Number(value);
  });
  return memory;
}
