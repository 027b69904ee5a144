/** Whoever waits for a run may ask it to stop. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** Somebody asked a run to stop. */
export class SimulationAborted extends Error {
  constructor() {
    super('the simulation was asked to stop');
    this.name = 'AbortError';
  }
}
