import type { IoRecordPlace, IoRecords, RecentLogs, Traces } from 'glassgate/plugin-api';
import { linesOf } from './job-logs.ts';
import { spansOf } from './job-spans.ts';
import { ioSource, logSource, type Source, traceSource } from './sources.ts';
import type { JobRow } from './tables.ts';

/** What others remember of requests, each for a while. */
export interface Memories {
  readonly traces: Traces;
  readonly logs: RecentLogs;
  readonly records: IoRecords;
}

/** What is known of a job beside its rows, and what is missing and why. */
export async function remembered(row: JobRow, { traces, logs, records }: Memories): Promise<object> {
  const trace = row.trace_id === null ? undefined : traces.find(row.trace_id);
  const startedAt = Date.parse(row.started_at);
  const { spans, leftOut } =
    trace === undefined ? { spans: [], leftOut: 0 } : spansOf(trace, { jobId: row.job_id, startedAt });
  const lines = linesOf(logs, row);
  const places = await records.find(row.job_id);
  const sources: Record<string, Source> = {
    trace: traceSource(row, { traces, hasAny: spans.length > 0, leftOut }),
    logs: logSource(row, { logs, hasAny: lines.lines.length > 0 }),
    io_log: ioSource(row, { records, places }),
  };
  return {
    spans,
    spans_left_out: leftOut,
    logs: lines.lines,
    logs_left_out: lines.leftOut,
    io_log: places.map(placeView),
    sources: Object.fromEntries(Object.entries(sources).map(([name, { state }]) => [name, state])),
    missing: Object.values(sources).flatMap(({ missing }) => missing ?? []),
  };
}

function placeView(place: IoRecordPlace): object {
  return {
    container_id: place.containerId,
    seq: place.seq,
    operation: place.operation,
    attempt: place.attempt,
    try: place.tryNumber,
    span_id: place.spanId ?? null,
    state: place.state,
    file: place.file ?? null,
    offset: place.offset ?? null,
    bytes: place.bytes,
  };
}
