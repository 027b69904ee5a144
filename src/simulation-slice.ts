import { deserialize, serialize } from 'node:v8';
import type { SimulateOptions } from '../schema/context.js';
import type {
  Outcome,
  ReusedLines,
  RunMemory,
  Scenario,
  ScenarioError,
} from '../simulations/index.js';

/** Some work on one simulation. */
export interface SimulationSlice {
  /** The same for all slices of a simulation. */
  readonly id: number;
  readonly question: Question;
  /** The memory of a SimulationProgress. */
  readonly progress: SharedArrayBuffer;
  /** i32: not 0 while a simulation waits for a thread, and the slice is to end soon. */
  readonly waiting: SharedArrayBuffer;
  /** Null for the first slice, which opens the simulation. */
  readonly open: OpenSimulation | null;
  /** Draws of the same question, more or fewer than asked for: they are not drawn again. */
  readonly known: RunMemory | null;
  /** Lines to keep for other questions, and what is known of them. */
  readonly lines: ReusedLines;
}

/** A simulation that any thread can join. Prices are in draws × placements. */
export interface OpenSimulation {
  readonly memory: RunMemory;
  readonly blockPrice: number;
  readonly columnPrice: number;
}

/** Error classes do not survive the crossing between threads, so a refusal crosses as its fields. */
export type SliceReply =
  SliceDone | { readonly refusal: Pick<ScenarioError, 'path' | 'rule' | 'got'> };

export interface SliceDone {
  readonly open: OpenSimulation;
  /** In the last reply about a simulation, null in those before. */
  readonly outcome: Outcome | null;
  /** What was done. */
  readonly price: number;
  /** The time that it took. */
  readonly ms: number;
}

/** Written once, and read once by every thread that joins: scenarios may be large. */
export type Question = Uint8Array<SharedArrayBuffer>;

export function writeQuestion(scenario: Scenario, options: SimulateOptions): Question {
  const bytes = serialize([scenario, options]);
  const question = new Uint8Array(new SharedArrayBuffer(bytes.length));
  question.set(bytes);
  return question;
}

export function readQuestion(question: Question): readonly [Scenario, SimulateOptions] {
  // Copied: the reader takes no shared memory.
  return deserialize(Uint8Array.from(question)) as [Scenario, SimulateOptions];
}
