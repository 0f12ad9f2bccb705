import type { IoRecordPlace, IoRecords, RecentLogs, Traces } from 'glassgate/plugin-api';
import type { Subject } from './without-row.ts';

/** `partial`: some of it is gone. `expired`: all of it. `off`: it was never kept. */
type SourceState = 'ok' | 'partial' | 'expired' | 'off';

export interface Source {
  readonly state: SourceState;
  /** What is missing and why, in a sentence; undefined when nothing is. */
  readonly missing?: string;
}

interface Kept {
  readonly isOn: boolean;
  /** Whether anything was found. */
  readonly hasAny: boolean;
  readonly isComplete: boolean;
}

const ok: Source = { state: 'ok' };

export function traceSource(
  row: Subject,
  {
    traces,
    hasAny,
    leftOut,
  }: { readonly traces: Traces; readonly hasAny: boolean; readonly leftOut: number },
): Source {
  if (row.trace_id === null)
    return { state: 'off', missing: 'Spans: the request had no trace; tracing is off.' };
  if (hasAny && leftOut === 0) return ok;
  if (hasAny) return { state: 'partial', missing: `Spans: ${leftOut} more did not fit.` };
  if (!traces.isOn) {
    return { state: 'off', missing: 'Spans: `observability.flight_recorder.max_bytes` is 0.' };
  }
  const missing = 'Spans: they made room for those of newer requests, or the gateway was restarted since.';
  return { state: 'expired', missing };
}

export function logSource(
  row: Subject,
  { logs, hasAny }: { readonly logs: RecentLogs; readonly hasAny: boolean },
): Source {
  const isComplete = logs.completeSince <= new Date(row.started_at);
  return sourceOf(
    { isOn: logs.isOn, hasAny, isComplete },
    {
      off: 'Log lines: `log.recent_bytes` is 0.',
      gone: 'Log lines: older ones made room for newer ones, or the gateway was restarted since.',
    },
  );
}

export function ioSource(
  row: Subject,
  { records, places }: { readonly records: IoRecords; readonly places: readonly IoRecordPlace[] },
): Source {
  const lost = places.filter(({ state }) => state === 'dropped' || state === 'rotated');
  const isComplete = records.completeSince <= new Date(row.started_at);
  if (isComplete && lost.length > 0) {
    return { state: 'partial', missing: `I/O log: ${lost.length} records were dropped or rotated away.` };
  }
  return sourceOf(
    { isOn: records.isOn, hasAny: places.length > 0, isComplete },
    {
      off: 'I/O log: it is off (`container_io_log.enabled`), or the plugin io-log is not there.',
      gone: 'I/O log: where the records are is no longer known; search the files for the job id.',
    },
  );
}

function sourceOf(
  { isOn, hasAny, isComplete }: Kept,
  told: { readonly off: string; readonly gone: string },
): Source {
  if (!isOn && !hasAny) return { state: 'off', missing: told.off };
  if (isComplete) return ok;
  return { state: hasAny ? 'partial' : 'expired', missing: told.gone };
}
