import type { LimiterRow } from './tables.ts';

/** What a limiter begins with. */
export interface Remembered {
  readonly agesMs: readonly number[];
  readonly pauseMs: number;
}

export const nothingRemembered: Remembered = { agesMs: [], pauseMs: 0 };

/** Sends are stored together by quarters of a second, so that a row stays small at any rate. */
const grainMs = 250;

/** A send that a row only knows to be possible happened this long after the row was written at the latest. */
const openSendsLastMs = 10_000;

/** Sends as a row holds them: never older than they were. */
export function packSends(agesMs: readonly number[], wallMs: number): string {
  const counts = new Map<number, number>();
  for (const ageMs of agesMs) {
    const at = Math.ceil((wallMs - ageMs) / grainMs) * grainMs;
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return JSON.stringify([...counts]);
}

/** What the process before has left. What it may have sent after its last row counts as sent. */
export function remember(row: LimiterRow, wallMs: number): Remembered {
  const pairs = JSON.parse(row.sends_json) as readonly (readonly [number, number])[];
  const listed = pairs.flatMap(([at, count]) => Array.from({ length: count }, () => wallMs - at));
  const openAgeMs = wallMs - row.written_at_ms - openSendsLastMs;
  const open = Array.from({ length: row.open_sends }, () => openAgeMs);
  return { agesMs: [...listed, ...open], pauseMs: Math.max(0, row.paused_until_ms - wallMs) };
}
