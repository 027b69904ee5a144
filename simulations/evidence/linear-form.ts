/** A common shock's name, or a platform's day, as `dayName` says. */
export type CommonName = string;

/**
 * ln of a rate, or a logit, as the model has it: a constant, common shocks and a placement's own
 * effects, all of them in standard normals.
 */
export interface LinearForm {
  constant: number;
  /** Weight per common shock. */
  readonly common: Map<CommonName, number>;
  /** Weight per own effect, in the order of the cluster that the placement belongs to. */
  readonly own: Float64Array;
}

export function linearForm(constant: number, own: number): LinearForm {
  return { constant, common: new Map(), own: new Float64Array(own) };
}

/** Adds another form, times a factor. */
export function addForm(to: LinearForm, from: LinearForm, factor = 1): void {
  to.constant += factor * from.constant;
  for (const [name, weight] of from.common) addCommon(to, name, factor * weight);
  for (let i = 0; i < from.own.length; i++) to.own[i] += factor * from.own[i];
}

export function addCommon({ common }: LinearForm, name: CommonName, weight: number): void {
  if (weight !== 0) common.set(name, (common.get(name) ?? 0) + weight);
}

export function sumOf(...forms: readonly LinearForm[]): LinearForm {
  const sum = linearForm(0, forms[0].own.length);
  for (const form of forms) addForm(sum, form);
  return sum;
}
