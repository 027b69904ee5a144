/** E real data or study · W weak or conflicting · A assumption · F folklore. */
export type EvidenceClass = 'E' | 'W' | 'A' | 'F';

export type Preset = '2017' | '2020' | '2025';

/** A belief about how negativity moves with prominence, chosen beside the year's preset. */
export type Negativity = 'claim' | 'null';

/** One number that a forecast rests on. */
export interface Parameter {
  /** Dotted path, e.g. `reach.rate.INSTAGRAM_POST`; never reused for another meaning. */
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly value: number;
  /** The law it belongs to, in words a planner can check: `median of LN(m, 0.35)`, `fixed`. */
  readonly distribution: string;
  readonly min: number;
  readonly max: number;
  readonly evidence: EvidenceClass;
  readonly source: string;
  /** Year or date of the evidence, ISO 8601. */
  readonly date: string;
  /** Set when the preset took the value over from an older one. */
  readonly inheritedFrom: Preset | null;
}

/** A resolved parameter set: what the engine reads. */
export interface Assumptions {
  readonly preset: Preset;
  readonly negativity: Negativity | null;
  /** Every parameter's value after overrides, by name. */
  readonly values: Readonly<Record<string, number>>;
}
