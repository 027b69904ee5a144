import { readFileSync } from 'node:fs';

/** What the kernel exports. */
export interface Kernel {
  setKey(k1: number, k2: number, k3: number, k4: number): void;
  startRun(model: number): void;
  startBlock(index: number, draws: number): void;
  /** @returns in how many draws the names ran out with money left */
  book(line: number): number;
  runLine(line: number): void;
  /** From now on the host hears of every placement, whose sums are added up one by one. */
  recordPlacements(): void;
  /** As assembly/sort.ts says; all addresses. */
  sortDefined(values: number, length: number, sorted: number, places: number): number;
  // As world/block-math.ts says; all addresses but the last ones.
  poissons(counts: number, means: number, uniforms: number, size: number): void;
  mixtureShares(shares: number, weights: number, thetas: number, size: number): void;
  addMixtureWeights(joined: number, shares: number, thetas: number, size: number): void;
  reachedThrice(
    thrice: number,
    impressions: number,
    unique: number,
    universe: number,
    size: number,
  ): void;
  spread(
    to: number,
    points: number,
    shares: number,
    rest: number,
    ages: number,
    amounts: number,
    draws: number,
    count: number,
    firsts: number,
    cells: number,
  ): void;
  /** @returns first byte after the kernel's own data */
  heapBase(): number;
}

/** What the kernel asks of its host. */
export interface Host {
  /** Throws when the run is to stop. */
  stopIfAsked(): void;
  sharedEvent(draw: number, profile: number, line: number): void;
  /** Candidate k of the line is in its sums; `ticks` is the address of its ticks per draw. */
  placed?(k: number, ticks: number): void;
}

/** Where the host's data begin in the kernel's memory. */
export const HEAP = 131072;

let compiled: WebAssembly.Module | null = null;

/** A kernel over a memory of its own; `npm run generate` builds it from ./assembly. */
export function loadKernel(memory: WebAssembly.Memory, host: Host): Kernel {
  compiled ??= new WebAssembly.Module(
    readFileSync(new URL('generated/kernel.wasm', import.meta.url)),
  );
  const abort = () => {
    throw new Error('The kernel failed.');
  };
  const { exports } = new WebAssembly.Instance(compiled, {
    env: {
      memory,
      abort,
      stopIfAsked: () => {
        host.stopIfAsked();
      },
      sharedEvent: (draw: number, profile: number, line: number) => {
        host.sharedEvent(draw, profile, line);
      },
      placed: (k: number, ticks: number) => {
        host.placed?.(k, ticks);
      },
    },
  });
  const kernel = exports as unknown as Kernel;
  if (kernel.heapBase() > HEAP) throw new Error('HEAP must leave room for the kernel.');
  return kernel;
}
