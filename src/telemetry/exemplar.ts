import { type Span, TraceFlags } from '@opentelemetry/api';
import { LeanSpan } from './lean-span.ts';
import { hexToWord, wordToHex } from './trace-ids.ts';

/** As the registry writes it. */
export interface WrittenExemplar {
  readonly labelSet: Readonly<Record<'trace_id' | 'span_id', string>>;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
}

/**
 * The newest observation of a bucket that was made in a sampled trace. It is overwritten thousands of times
 * for each time that it is read, so its ids stay as they are until then.
 */
export class Exemplar {
  #traceId = '';
  #spanHigh = 0;
  #spanLow = 0;
  #value = 0;
  #atMs = 0;

  point(span: Span, value: number): void {
    this.#value = value;
    this.#atMs = Date.now();
    if (span instanceof LeanSpan) {
      this.#traceId = span.trace.traceId;
      this.#spanHigh = span.idHigh;
      this.#spanLow = span.idLow;
      return;
    }
    const { traceId, spanId } = span.spanContext();
    this.#traceId = traceId;
    this.#spanHigh = hexToWord(spanId, 0);
    this.#spanLow = hexToWord(spanId, 8);
  }

  written(): WrittenExemplar {
    const span_id = wordToHex(this.#spanHigh) + wordToHex(this.#spanLow);
    return {
      labelSet: { trace_id: this.#traceId, span_id },
      value: this.#value,
      timestamp: this.#atMs / 1000,
    };
  }
}

/** A trace that is not sampled exists nowhere: nobody could follow a pointer to it. */
export function isSampled(span: Span | undefined): span is Span {
  if (span === undefined) return false;
  if (span instanceof LeanSpan) return span.trace.isSampled;
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}
