/** Small dense matrices, row by row in one array. Sums run in order, so results have the same bits. */

/** What is left of a variance is nothing below this share of it. */
const NOTHING = 1e-12;

/**
 * Lower triangular L with L·Lᵀ = matrix, of a symmetric matrix that is positive semi-definite: what
 * is fixed by the rows before has a column of zeros.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let variance = matrix[j * size + j];
    for (let k = 0; k < j; k++) variance -= factor[j * size + k] ** 2;
    if (!(variance > NOTHING * matrix[j * size + j])) continue;
    const sd = Math.sqrt(variance);
    factor[j * size + j] = sd;
    for (let i = j + 1; i < size; i++) {
      let covariance = matrix[i * size + j];
      for (let k = 0; k < j; k++) covariance -= factor[i * size + k] * factor[j * size + k];
      factor[i * size + j] = covariance / sd;
    }
  }
  return factor;
}

/**
 * Inverse of the positive definite matrix whose Cholesky factor is given. Loops go along rows: along
 * columns it takes three times as long from some 100 rows on.
 */
export function inverse(factor: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    lower[row + i] = 1;
    for (let k = 0; k < i; k++) {
      const weight = factor[row + k];
      if (weight === 0) continue;
      for (let j = 0; j <= k; j++) lower[row + j] -= weight * lower[k * size + j];
    }
    const sd = factor[row + i];
    for (let j = 0; j <= i; j++) lower[row + j] /= sd;
  }
  const result = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    for (let i = 0; i <= k; i++) {
      const weight = lower[k * size + i];
      if (weight === 0) continue;
      for (let j = 0; j <= i; j++) result[i * size + j] += weight * lower[k * size + j];
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) result[j * size + i] = result[i * size + j];
  }
  return result;
}

/** ln of the determinant of the matrix whose Cholesky factor is given. */
export function lnDeterminant(
  factor: Float64Array,
  size: number,
  log: (x: number) => number,
): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += log(factor[i * size + i]);
  return 2 * sum;
}
