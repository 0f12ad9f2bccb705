import { SpanStatusCode } from '@opentelemetry/api';
import type { RecordedTrace, SpanAttributes, SpanRecord, Traces } from '../../plugin-api/traces.ts';
import type { LeanSpan } from '../lean-span.ts';
import { type DecodedSpan, decodeSpans } from '../otlp/decode-span.ts';
import { type EncodedSpan, LiveRecord } from './live-record.ts';
import { Retention, type Worth } from './retention.ts';

export interface FlightRecorderOptions {
  /** What all traces together may take; nothing is recorded at 0. */
  readonly maxBytes: number;
  /** From here on a request counts as slow. */
  readonly slowMs: number;
}

const liveShare = 1 / 4;
const maxSpareBuffers = 64;
const maxSpareBytes = 65_536;

/**
 * Keeps the spans of recent requests in memory, as the bytes that an exporter sends: unlike objects
 * they can be counted exactly, and little of them is work for the garbage collector.
 */
export class FlightRecorder implements Traces {
  readonly isOn: boolean;
  readonly #slowMs: number;
  readonly #kept: Retention;
  readonly #live = new Map<string, LiveRecord>();
  readonly #maxLiveBytes: number;
  #liveBytes = 0;
  readonly #spareBuffers: Buffer[] = [];
  readonly #watchers = new Map<string, Set<(given: SpanAttributes) => void>>();

  constructor({ maxBytes, slowMs }: FlightRecorderOptions) {
    this.isOn = maxBytes > 0;
    this.#slowMs = slowMs;
    this.#maxLiveBytes = maxBytes * liveShare;
    this.#kept = new Retention(maxBytes - this.#maxLiveBytes);
  }

  /** Bytes that traces take, complete or not. */
  get bytes(): number {
    return this.#kept.bytes + this.#liveBytes;
  }

  /** Keep a span that ended. What `encoded` holds is copied. */
  record(span: LeanSpan, encoded: EncodedSpan): void {
    if (span.trace.isOver && !span.isFirstHere) this.#keepLate(span, encoded);
    else this.#keepInTime(span, encoded);
    for (const tell of this.#watchers.get(span.name) ?? []) tell((span.given ?? {}) as SpanAttributes);
  }

  watch(name: string, listener: (given: SpanAttributes) => void): () => void {
    const listeners = this.#watchers.get(name) ?? new Set();
    this.#watchers.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  find(traceId: string): RecordedTrace | undefined {
    const kept = this.#kept.find(traceId);
    const live = this.#live.get(traceId);
    if (kept.length === 0 && live === undefined) return undefined;
    const parts = live === undefined ? kept : [...kept, live];
    return {
      traceId,
      isComplete: live === undefined,
      omittedSpans: parts.reduce((sum, part) => sum + part.omittedSpans, 0),
      spans: parts
        .flatMap((part) => decodeSpans(part.spans).map(plainRecord))
        .toSorted((one, other) => one.startMs - other.startMs),
    };
  }

  #keepInTime(span: LeanSpan, encoded: EncodedSpan): void {
    const { trace } = span;
    const record = this.#recordOf(trace);
    this.#liveBytes += record.append(encoded);
    if (span.status.code === SpanStatusCode.ERROR) record.hasTrouble = true;
    if (trace.isOver) {
      trace.worth = this.#worthOf(span, record);
      this.#close(record, trace.worth);
    } else if (this.#liveBytes > this.#maxLiveBytes) this.#closeOldest();
  }

  // A span may outlive the first one of its trace: nothing would close a record that it opened. Whatever it
  // says, it is worth what its trace is, so that the two are forgotten at about the same time.
  #keepLate({ trace: { traceId, worth } }: LeanSpan, { bytes, start, end }: EncodedSpan): void {
    const fits = end - start <= this.#kept.maxTraceBytes;
    const spans = bytes.subarray(start, fits ? end : start);
    this.#kept.keep({ traceId, spans, omittedSpans: fits ? 0 : 1 }, worth);
  }

  #recordOf(trace: LeanSpan['trace']): LiveRecord {
    if (trace.record !== undefined && !trace.record.isClosed) return trace.record;
    const record = new LiveRecord(trace.traceId, {
      buffer: this.#spareBuffers.pop(),
      maxBytes: this.#kept.maxTraceBytes,
    });
    trace.record = record;
    this.#live.set(trace.traceId, record);
    this.#liveBytes += record.buffer.length;
    return record;
  }

  #close(record: LiveRecord, worth: Worth): void {
    const { traceId, omittedSpans, spans } = record;
    const buffer = record.close();
    this.#liveBytes -= buffer.length;
    // Another request may use the same id at the same time.
    if (this.#live.get(traceId) === record) this.#live.delete(traceId);
    this.#kept.keep({ traceId, spans, omittedSpans }, worth);
    if (this.#spareBuffers.length < maxSpareBuffers && buffer.length <= maxSpareBytes) {
      this.#spareBuffers.push(buffer);
    }
  }

  #worthOf(last: LeanSpan, { hasTrouble }: LiveRecord): Worth {
    if (last.status.code === SpanStatusCode.ERROR) return 'failed';
    return hasTrouble || last.endMs - last.startMs >= this.#slowMs ? 'notable' : 'usual';
  }

  // A trace whose first span never ends would stay for ever.
  #closeOldest(): void {
    const [oldest] = this.#live.values();
    if (oldest !== undefined) this.#close(oldest, oldest.hasTrouble ? 'notable' : 'usual');
  }
}

function plainRecord(span: DecodedSpan): SpanRecord {
  const { startNs: _s, endNs: _e, eventTimesNs: _t, flags: _f, traceState: _ts, ...plain } = span;
  return plain;
}
