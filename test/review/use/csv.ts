/** Writes rows as Athena does: every value in quotes. */
export function stringify(rows: readonly Readonly<Record<string, string>>[]): string {
  const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const names = Object.keys(rows[0] ?? {});
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
    .map((cells) => `${cells.map((cell) => quote(String(cell))).join(',')}\n`)
    .join('');
}
