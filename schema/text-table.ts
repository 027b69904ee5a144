/** One text per row, for a monospace font: names to the left, numbers to the right. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_cell, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column].length), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}
