import type { FlightRecorder } from './flight-recorder/flight-recorder.ts';
import type { LeanSpan, SpanSink } from './lean-span.ts';
import type { ByteWriter } from './otlp/byte-writer.ts';
import { SpanEncoder } from './otlp/encode-span.ts';
import { shownText } from './shown-text.ts';

/** Takes the encoded spans of sampled traces. The bytes are valid until it returns. */
export interface SpanExport {
  add(scope: LeanSpan['instrumentationScope'], encoded: ByteWriter): void;
}

/**
 * What happens to a span when it ends. It is encoded once: the recorder and the exporter get the same bytes,
 * so nothing can be in one that was taken out of the other.
 */
export class SpanPipeline implements SpanSink {
  /** Spans that ended in a trace that is not sampled. */
  unsampled = 0;
  // The one place where the texts of spans are looked through before anybody keeps or sends them.
  readonly #encoder = new SpanEncoder(shownText);
  readonly #exporter: SpanExport | undefined;
  #recorder: FlightRecorder | undefined;

  constructor(exporter?: SpanExport) {
    this.#exporter = exporter;
  }

  recordTo(recorder: FlightRecorder): void {
    this.#recorder = recorder.isOn ? recorder : undefined;
  }

  /** Whether anybody will read the spans of a trace. */
  wants(isSampled: boolean): boolean {
    return this.#recorder !== undefined || (isSampled && this.#exporter !== undefined);
  }

  /** A span was not made, because nobody would read it. */
  passedOver(): void {
    this.unsampled += 1;
  }

  ended(span: LeanSpan): void {
    const { isSampled } = span.trace;
    if (!isSampled) this.unsampled += 1;
    const exporter = isSampled ? this.#exporter : undefined;
    if (exporter === undefined && this.#recorder === undefined) return;
    const encoded = this.#encoder.encode(span);
    this.#recorder?.record(span, encoded);
    exporter?.add(span.instrumentationScope, encoded);
  }
}
