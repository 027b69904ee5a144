/** Lets a number of holders in at a time; the others wait in order of arrival. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(holders: number) {
    this.#free = holders;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get allTaken(): boolean {
    return this.#free === 0;
  }

  /**
   * Resolves when it is the caller's turn, which they hand back with `give`.
   * @throws the signal's reason if it aborts first; there is no turn to hand back then
   */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason as Error);
      };
      this.#waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  give(): void {
    const enter = this.#waiting.shift();
    if (enter) enter();
    else this.#free++;
  }
}
