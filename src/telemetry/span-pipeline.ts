import type { FlightRecorder } from './flight-recorder/flight-recorder.ts';
import type { LeanSpan, SpanSink } from './lean-span.ts';
import { ByteWriter } from './otlp/byte-writer.ts';
import { SpanEncoder } from './otlp/encode-span.ts';
import { shownGeneration, shownText } from './shown-text.ts';

/** Takes the spans of sampled traces. */
export interface SpanExport {
  /** Where the next one is to be written; undefined when there is no room, and it was counted as dropped. */
  begin(scope: LeanSpan['instrumentationScope']): ByteWriter | undefined;
  /** It was written, and has so many bytes. */
  added(bytes: number): void;
}

/**
 * What happens to a span when it ends. It is encoded once: the recorder and the exporter get the same bytes,
 * so nothing can be in one that was taken out of the other.
 */
export class SpanPipeline implements SpanSink {
  /** Spans that ended in a trace that is not sampled. */
  unsampled = 0;
  // The one place where the texts of spans are looked through before anybody keeps or sends them.
  readonly #encoder = new SpanEncoder(shownText, shownGeneration);
  /** For spans that go to the recorder alone. */
  readonly #scratch = new ByteWriter();
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
    const exported = exporter?.begin(span.instrumentationScope);
    if (exported === undefined) {
      if (this.#recorder === undefined) return;
      this.#scratch.reset();
    }
    const writer = exported ?? this.#scratch;
    const start = writer.length;
    this.#encode(span, writer);
    const { bytes, length: end } = writer;
    // First: who listens to the recorder may throw, and the batch must know what is in it.
    if (exported !== undefined) exporter?.added(end - start);
    this.#recorder?.record(span, { bytes, start, end });
  }

  // Spans of others are in the same buffer: what hostile attributes broke must not stay among them.
  #encode(span: LeanSpan, writer: ByteWriter): void {
    const start = writer.length;
    try {
      this.#encoder.encode(span, writer);
    } catch (error) {
      writer.length = start;
      throw error;
    }
  }
}
