export type Cell = string | number | null;

// A spreadsheet takes a cell that begins so for a formula; a tab or a line break before it changes nothing.
const formulaStart = /^[\t\r\n]*[=+\-@]/;
const needsQuotes = /[",\r\n]/;

/** RFC 4180, with a header row. Text that a spreadsheet would run as a formula gets a leading `'`. */
export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = formulaStart.test(cell) ? `'${cell}` : cell;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
