/** Milliseconds to microseconds. */
export function rounded(ms: number): number;
export function rounded(ms: number | null): number | null;
export function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1000) / 1000;
}
