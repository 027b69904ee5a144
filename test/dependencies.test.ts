import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
const ROOMS = ['src', 'schema', 'prisma', 'simulations'] as const;
type Room = (typeof ROOMS)[number];

/** Which rooms a room may reach beside itself; scripts and tests may reach all of them. */
const ARROWS: Readonly<Record<Room, readonly Room[]>> = {
  src: ['schema', 'prisma', 'simulations'],
  schema: ['prisma', 'simulations'],
  prisma: [],
  simulations: [],
};

/** The engine computes: what it may use of the outside world. */
const ENGINE_PACKAGES = ['node:crypto', 'seedrandom'];
/** They load what was compiled for them, and may read files for nothing else. */
const ENGINE_LOADERS = ['simulations/kernel/module.ts', 'simulations/kernel/structs.ts'];
/** AssemblyScript: a program of its own, which knows its host only by what that hands to it. */
const KERNEL = 'simulations/kernel/assembly/';

interface Import {
  readonly specifier: string;
  /** What is imported by name, of an import declaration. */
  readonly names: readonly string[];
  /** Gone after compilation. */
  readonly isTypeOnly: boolean;
}

const isModulePath = (node: ts.Node | undefined): node is ts.StringLiteral =>
  node !== undefined && ts.isStringLiteral(node);

/** As the other module calls them; the whole of it is `*`. */
function namesIn(clause: ts.ImportClause | undefined): string[] {
  const bindings = clause?.namedBindings;
  const whole = clause?.name !== undefined || (bindings && ts.isNamespaceImport(bindings));
  if (whole || !bindings) return ['*'];
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function importsOf(file: string, text: string): Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && isModulePath(node.moduleSpecifier)) {
      const clause = node.importClause;
      const named = clause?.namedBindings;
      const allNamesAreTypes =
        clause?.name === undefined &&
        named !== undefined &&
        ts.isNamedImports(named) &&
        named.elements.length > 0 &&
        named.elements.every((element) => element.isTypeOnly);
      const isTypeOnly = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || allNamesAreTypes;
      imports.push({ specifier: node.moduleSpecifier.text, names: namesIn(clause), isTypeOnly });
    } else if (ts.isExportDeclaration(node) && isModulePath(node.moduleSpecifier)) {
      const { isTypeOnly } = node;
      imports.push({ specifier: node.moduleSpecifier.text, names: [], isTypeOnly });
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      isModulePath(node.arguments[0])
    ) {
      imports.push({ specifier: node.arguments[0].text, names: [], isTypeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return imports;
}

const roomOf = (file: string) => ROOMS.find((room) => file.startsWith(`${room}/`));

/** @returns why an import may not be, or null if it may */
function fault(file: string, { specifier, names, isTypeOnly }: Import): string | null {
  const from = roomOf(file)!;
  const target = specifier.startsWith('.')
    ? path.posix.join(path.posix.dirname(file), specifier)
    : null;
  if (file.startsWith(KERNEL)) {
    return target?.startsWith(KERNEL) ? null : `${file} imports ${specifier}: the kernel is closed`;
  }
  if (target === null) {
    if (from !== 'simulations' || ENGINE_PACKAGES.includes(specifier)) return null;
    const loads = specifier === 'node:fs' && names.join() === 'readFileSync';
    if (loads && ENGINE_LOADERS.includes(file)) return null;
    return `${file} imports ${specifier}: simulations only computes`;
  }
  const to = roomOf(target);
  const what = `${file} imports ${target}`;
  if (to === from) return null;
  if (to === undefined) return `${what}: it is in no room`;
  if (!ARROWS[from].includes(to)) return `${what}: ${from} does not reach ${to}`;
  if (to === 'simulations') {
    if (target !== 'simulations/index.js') return `${what}: index.js is the only door`;
    // Naming lines is no simulation.
    const onlyNames = names.length > 0 && names.every((name) => name === 'lineNames');
    if (from === 'src' && !isTypeOnly && !onlyNames && file !== 'src/simulation-worker.ts') {
      return `${what}: src runs simulations in its worker only`;
    }
  }
  return null;
}

const faults = (file: string, text: string): string[] =>
  importsOf(file, text)
    .map((each) => fault(file, each))
    .filter((each) => each !== null);

const files = ROOMS.flatMap((room) =>
  readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(room, ...name.split(path.sep)))
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('prisma/generated/')),
);

describe('the rooms', () => {
  it('reach only the rooms that they may', () => {
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap((file) =>
      faults(file, readFileSync(path.join(ROOT, file), 'utf8')),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['schema/forecast.ts', "import { run } from '../src/main.js'", 'schema does not reach src'],
    ['simulations/plan.ts', "import type { X } from '../schema/x.js'", 'does not reach schema'],
    ['prisma/demo.ts', "export * from '../schema/x.js'", 'prisma does not reach schema'],
    ['schema/x.ts', "import { a } from '../simulations/metrics.js'", 'index.js is the only door'],
    ['schema/x.ts', "import type { A } from '../simulations/plan.js'", 'the only door'],
    ['src/a.ts', "import { simulate } from '../simulations/index.js'", 'in its worker only'],
    ['src/a.ts', "import { type A, b } from '../simulations/index.js'", 'in its worker only'],
    ['src/a.ts', "export { simulate } from '../simulations/index.js'", 'in its worker only'],
    ['src/a.ts', "await import('../simulations/index.js')", 'in its worker only'],
    ['src/a.ts', "import { x } from '../scripts/x.js'", 'it is in no room'],
    ['src/import/a.ts', "import '../../test/x.js'", 'it is in no room'],
    ['simulations/a.ts', "import { GraphQLError } from 'graphql'", 'simulations only computes'],
    ['simulations/run.ts', "import { readFileSync } from 'node:fs'", 'simulations only computes'],
    ['simulations/kernel/module.ts', "import fs from 'node:fs'", 'simulations only computes'],
    ['simulations/kernel/module.ts', "import * as fs from 'node:fs'", 'only computes'],
    ['simulations/kernel/module.ts', "import { writeFileSync } from 'node:fs'", 'only computes'],
    ['simulations/kernel/module.ts', "import { env } from 'node:process'", 'only computes'],
    ['simulations/kernel/assembly/a.ts', "import { exp } from '../../math/x'", 'kernel is closed'],
    ['simulations/kernel/assembly/a.ts', "import { Date } from 'as-wasi'", 'kernel is closed'],
  ])('would be caught in %s: %s', (file, text, why) => {
    expect(faults(file, text)).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    ['src/simulation-worker.ts', "import { simulate } from '../simulations/index.js'"],
    ['src/context.ts', "import type { Outcome } from '../simulations/index.js'"],
    ['src/context.ts', "import { type Outcome } from '../simulations/index.js'"],
    ['src/database/a.ts', "import { b } from '../config.js'"],
    ['schema/a.ts', "import { METRICS } from '../simulations/index.js'"],
    ['schema/a.ts', "import { b } from '../prisma/generated/client.js'"],
    ['simulations/kernel/a.ts', "import seedrandom from 'seedrandom'"],
    ['simulations/kernel/module.ts', "import { readFileSync } from 'node:fs'"],
    ['simulations/kernel/assembly/a.ts', "import { exp } from './elementary'"],
  ])('would not be caught in %s: %s', (file, text) => {
    expect(faults(file, text)).toEqual([]);
  });
});
