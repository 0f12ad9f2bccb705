import type { IoRecord, IoRecordPlace, IoRecords, RecentLogs, Traces } from 'glassgate/plugin-api';
import { linesOf } from './job-logs.ts';
import { spansOf } from './job-spans.ts';
import { ioSource, logSource, type Source, traceSource } from './sources.ts';
import type { Subject } from './without-row.ts';

/** What others remember of requests, each for a while. */
export interface Memories {
  readonly traces: Traces;
  readonly logs: RecentLogs;
  readonly records: IoRecords;
}

export interface Wish {
  /** Also what was said to workers, not only where it is written. */
  readonly withRecords: boolean;
}

export interface Remembered {
  readonly spans: readonly object[];
  readonly spans_left_out: number;
  readonly logs: readonly object[];
  readonly logs_left_out: number;
  readonly io_log: readonly object[];
  readonly sources: Readonly<Record<string, Source['state']>>;
  readonly missing: readonly string[];
}

const maxRecordBytes = 1024 * 1024;

/** What is known of a job beside its rows, and what is missing and why. */
export async function remembered(
  row: Subject,
  memories: Memories,
  { withRecords }: Wish,
): Promise<Remembered> {
  const { traces, logs, records } = memories;
  const trace = row.trace_id === null ? undefined : traces.find(row.trace_id);
  const startedAt = Date.parse(row.started_at);
  const wanted = { jobId: row.job_id, requestId: row.request_id ?? '', startedAt };
  const { spans, leftOut } = trace === undefined ? { spans: [], leftOut: 0 } : spansOf(trace, wanted);
  const lines = linesOf(logs, row);
  const written = await recordsOf(records, { jobId: row.job_id, withRecords });
  const places = written.map(({ place }) => place);
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
    io_log: written.map(({ place, content }) => ({
      ...placeView(place),
      ...(withRecords && { record: content ?? null }),
    })),
    sources: Object.fromEntries(Object.entries(sources).map(([name, { state }]) => [name, state])),
    missing: Object.values(sources).flatMap(({ missing }) => missing ?? []),
  };
}

async function recordsOf(
  records: IoRecords,
  { jobId, withRecords }: Wish & { readonly jobId: string },
): Promise<readonly IoRecord[]> {
  if (withRecords) return records.read(jobId, { maxBytes: maxRecordBytes });
  return (await records.find(jobId)).map((place) => ({ place, content: undefined }));
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
