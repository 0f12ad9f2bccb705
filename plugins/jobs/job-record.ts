import type { RecordedDecision } from 'glassgate/plugin-api';
import { type Circumstances, circumstancesOf } from './circumstances.ts';
import type { StoredExchanges } from './exchange-log.ts';
import type { JobTimelineEntry, RunningJob } from './running-job.ts';
import type { JobRow } from './tables.ts';

/** A job as it is known now: its row, and what the row does not say yet. */
export interface JobRecord {
  readonly row: JobRow;
  /** From arrival to the end of the answer, or as long as it has been running. */
  readonly totalMs: number | null;
  readonly timeline: readonly JobTimelineEntry[];
  readonly decisions: readonly RecordedDecision[];
  readonly exchanges: StoredExchanges;
  readonly met: Circumstances;
}

/** Memory knows more than the row until the final update of the row is on disk. */
export function recordOf(row: JobRow, running: RunningJob | undefined): JobRecord {
  if (running !== undefined) {
    return {
      row,
      totalMs: row.total_ms ?? lengthOf(row, new Date()),
      timeline: running.timeline(),
      decisions: running.journal.decisions,
      exchanges: running.exchanges.read(),
      met: circumstancesOf(running.journal),
    };
  }
  return {
    row,
    totalMs: row.total_ms ?? lengthOf(row),
    timeline: JSON.parse(row.timeline_json ?? '[]') as JobTimelineEntry[],
    decisions: JSON.parse(row.decisions_json ?? '[]') as RecordedDecision[],
    exchanges: (JSON.parse(row.exchanges_json ?? 'null') as StoredExchanges | null) ?? nothing,
    met: JSON.parse(row.circumstances_json ?? '{}') as Circumstances,
  };
}

const nothing: StoredExchanges = { items: [], left_out: 0 };

function lengthOf({ started_at, finished_at }: JobRow, now?: Date): number | null {
  const end = finished_at === null ? now : new Date(finished_at);
  return end === undefined ? null : end.getTime() - new Date(started_at).getTime();
}
