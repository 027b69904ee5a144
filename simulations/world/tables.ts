import type { BetaShape, Parameters } from '../parameters.js';
import { betaTable, gammaTable, type QuantileTable } from '../math/quantile-table.js';

/** Quantile tables of one run: each is built once, when a step first asks for it. */
export class Tables {
  private readonly built = new Map<string, QuantileTable>();

  constructor(private readonly parameters: Parameters) {}

  beta({ alpha, beta }: BetaShape): QuantileTable {
    return this.once(`beta ${alpha} ${beta}`, () => betaTable(alpha, beta));
  }

  delay(): QuantileTable {
    const { delayShape } = this.parameters;
    return this.once(`gamma ${delayShape}`, () => gammaTable(delayShape));
  }

  private once(key: string, build: () => QuantileTable): QuantileTable {
    let table = this.built.get(key);
    if (table === undefined) {
      table = build();
      this.built.set(key, table);
    }
    return table;
  }
}
