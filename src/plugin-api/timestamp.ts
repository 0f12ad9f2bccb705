let latestMs = Number.NaN;
let latestText = '';

/** ISO 8601 in UTC with an explicit offset and six decimals: `2026-11-20T18:13:42.347000+00:00`. */
export function timestamp(date?: Date): string {
  const ms = date === undefined ? Date.now() : date.getTime();
  // A request asks a dozen times within a millisecond or two, and this takes longer than all else it does for a row.
  if (ms === latestMs) return latestText;
  latestText = new Date(ms).toISOString().replace('Z', '000+00:00');
  latestMs = ms;
  return latestText;
}
