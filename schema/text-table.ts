/** One text per line, for a monospace font: names to the left, numbers to the right. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const all = [header, ...rows];
  const widths = header.map((_title, column) =>
    all.reduce((widest, row) => Math.max(widest, row[column].length), 0),
  );
  return all.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}
