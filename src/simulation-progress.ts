const FIELDS = [
  'stopped',
  'opened',
  'blocks',
  'blocksClaimed',
  'blocksDone',
  'columns',
  'columnsClaimed',
  'columnsDone',
  'read',
] as const;
type Field = (typeof FIELDS)[number];

/**
 * How far a simulation is, in memory that the pool and its threads share: its blocks of draws, then
 * its columns to sort, then its outcome to read. Threads claim these one by one; what a thread wrote
 * before it said `done` is there for whoever reads that it is done.
 */
export class SimulationProgress {
  private readonly counts: Int32Array;

  constructor(
    readonly memory = new SharedArrayBuffer(FIELDS.length * Int32Array.BYTES_PER_ELEMENT),
  ) {
    this.counts = new Int32Array(memory);
  }

  /** Says what there is to do, once. @param kept - blocks that an earlier run has drawn */
  open(blocks: number, columns: number, kept = 0): void {
    this.set('blocks', blocks);
    this.set('blocksClaimed', kept);
    this.set('blocksDone', kept);
    this.set('columns', columns);
    this.set('opened', 1);
  }

  /** Asks the threads to stop; whoever is done says so too. */
  stop(): void {
    this.set('stopped', 1);
    this.tell('blocksDone');
  }

  /** As the engine asks before every block, and every few hundred people. */
  get aborted(): boolean {
    return this.get('stopped') !== 0;
  }

  /** @returns the number of a block that nobody else draws, or undefined when all are claimed */
  claimBlock(): number | undefined {
    const index = this.increment('blocksClaimed');
    return index < this.get('blocks') ? index : undefined;
  }

  blockDone(): void {
    this.increment('blocksDone');
    if (this.blocksLeft === 0) this.tell('blocksDone');
  }

  /** Blocks the thread until others have drawn the last blocks, for so long at most. */
  waitUntilDrawn(ms: number): void {
    const end = performance.now() + ms;
    for (;;) {
      // Read first: what is done after this wakes the thread.
      const done = this.get('blocksDone');
      const rest = end - performance.now();
      if (this.isDrawn || this.aborted || rest <= 0) return;
      Atomics.wait(this.counts, FIELDS.indexOf('blocksDone'), done, rest);
    }
  }

  /** @returns the number of a column that nobody else sorts, or undefined when all are claimed */
  claimColumn(): number | undefined {
    const index = this.increment('columnsClaimed');
    return index < this.get('columns') ? index : undefined;
  }

  columnDone(): void {
    this.increment('columnsDone');
  }

  /** @returns whether the outcome is ready, and nobody else reads it */
  claimOutcome(): boolean {
    return this.isDrawn && this.columnsLeft === 0 && this.increment('read') === 0;
  }

  /** Whether a thread would find anything to claim. */
  get hasWork(): boolean {
    if (this.get('opened') === 0) return false;
    if (this.get('blocksClaimed') < this.get('blocks')) return true;
    if (!this.isDrawn) return false;
    if (this.get('columnsClaimed') < this.get('columns')) return true;
    return this.columnsLeft === 0 && this.get('read') === 0;
  }

  get isDrawn(): boolean {
    return this.get('opened') === 1 && this.blocksLeft === 0;
  }

  /** Blocks that are not drawn yet. */
  get blocksLeft(): number {
    return this.get('blocks') - this.get('blocksDone');
  }

  /** Columns that are not sorted yet. */
  get columnsLeft(): number {
    return this.get('columns') - this.get('columnsDone');
  }

  private get(field: Field): number {
    return Atomics.load(this.counts, FIELDS.indexOf(field));
  }

  private set(field: Field, value: number): void {
    Atomics.store(this.counts, FIELDS.indexOf(field), value);
  }

  /** Wakes who waits for it. */
  private tell(field: Field): void {
    Atomics.notify(this.counts, FIELDS.indexOf(field));
  }

  /** @returns the count before */
  private increment(field: Field): number {
    return Atomics.add(this.counts, FIELDS.indexOf(field), 1);
  }
}
