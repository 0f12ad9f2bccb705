/** The text of a field of a log line. Quotes inside texts are escaped, so the first match is the field. */
export function fieldOf(line: string, name: string): string | undefined {
  const field = `"${name}":"`;
  const start = line.indexOf(field);
  if (start === -1) return undefined;
  const from = start + field.length;
  return line.slice(from, line.indexOf('"', from));
}
