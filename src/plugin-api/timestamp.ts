/** ISO 8601 in UTC with an explicit offset and six decimals: `2026-11-20T18:13:42.347000+00:00`. */
export function timestamp(date: Date = new Date()): string {
  return date.toISOString().replace('Z', '000+00:00');
}
