import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** A way to compile one of the references. */
export interface Reference {
  readonly name: string;
  readonly source: string;
  readonly flags: readonly string[];
}

const NATIVE = ['-std=c++17', '-O3', '-march=native'];

/** All lanes are 128 bits wide, also where the compiler vectorises. */
const LANES_OF_128_BITS = [...NATIVE, '-mprefer-vector-width=128'];

/** Never -ffast-math: it folds the rounding of exp2 away. */
export const REFERENCES: readonly Reference[] = [
  { name: 'plain', source: 'plain.cpp', flags: NATIVE },
  { name: 'vector', source: 'vector.cpp', flags: LANES_OF_128_BITS },
  {
    name: 'vector without FMA',
    source: 'vector.cpp',
    flags: [...LANES_OF_128_BITS, '-ffp-contract=off'],
  },
  {
    name: 'vector with merged normals',
    source: 'vector.cpp',
    flags: [...LANES_OF_128_BITS, '-DMERGE_NORMALS'],
  },
];

/**
 * Compiles a reference into a folder.
 *
 * @returns the program's path
 * @throws where g++ is absent, or refuses
 */
export function build({ name, source, flags }: Reference, folder: string): string {
  const program = path.join(folder, name.replaceAll(' ', '-'));
  const input = path.join(import.meta.dirname, source);
  execFileSync('g++', [...flags, '-o', program, input], { stdio: ['ignore', 'ignore', 'pipe'] });
  return program;
}
