import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Attributes, context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ByteWriter } from './byte-writer.ts';
import { protobufRequest } from './export-request.ts';
import type { ExporterSettings } from './exporter-settings.ts';
import { jsonRequest } from './json-request.ts';
import { createPoster, type Poster, type PostResult } from './post-batch.ts';
import { type Scope, type SealedBatch, SpanBatch } from './span-batch.ts';

export interface ExportReport {
  /** Told of every span exactly once. */
  spans(result: 'exported' | 'failed' | 'dropped', count: number): void;
  /** Told of every batch that was tried, however it ended. */
  exported(seconds: number): void;
  /** The collector takes nothing any more, or takes spans again. */
  trouble(reason: string | undefined): void;
}

export interface SpanExporterOptions {
  readonly settings: ExporterSettings;
  /** What the spans are of. */
  readonly resource: () => Promise<Attributes>;
  readonly report: ExportReport;
  /** The first pause before another try; each further one is twice as long. */
  readonly firstPauseMs?: number;
}

const compress = promisify(gzip);
const maxPauseMs = 5_000;
const maxQueuedBytes = 32 * 1024 * 1024;

/**
 * Sends encoded spans to a collector, batch after batch. Nothing of it is on the way of a request: a span
 * that finds the queue full is dropped and counted.
 */
export class SpanExporter {
  readonly #options: SpanExporterOptions;
  readonly #poster: Poster;
  readonly #open = new SpanBatch();
  readonly #waiting: SealedBatch[] = [];
  #queuedSpans = 0;
  #queuedBytes = 0;
  #lastTrouble: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #isStopping = false;

  constructor(options: SpanExporterOptions) {
    this.#options = options;
    this.#poster = createPoster(options.settings.url);
  }

  begin(scope: Scope): ByteWriter | undefined {
    const { settings, report } = this.#options;
    const isFull = this.#queuedSpans >= settings.maxQueuedSpans || this.#queuedBytes >= maxQueuedBytes;
    if (isFull || this.#isStopping) {
      report.spans('dropped', 1);
      return undefined;
    }
    return this.#open.begin(scope);
  }

  added(bytes: number): void {
    const { settings } = this.#options;
    this.#queuedSpans += 1;
    this.#queuedBytes += bytes;
    this.#open.added();
    if (this.#open.spanCount >= settings.maxBatchSpans) this.#flush();
    else if (this.#timer === undefined) this.#startTimer();
  }

  /** Send what is left. Rejects when some of it was not taken. */
  async shutdown(): Promise<void> {
    this.#flush();
    this.#isStopping = true;
    await this.#sending;
    this.#poster.close();
    if (this.#lastTrouble !== undefined) throw new Error(this.#lastTrouble);
  }

  // Outside of the request whose span came first, which must not be kept alive or traced into.
  #startTimer(): void {
    this.#timer = context.with(ROOT_CONTEXT, () =>
      setTimeout(() => this.#flush(), this.#options.settings.delayMs).unref(),
    );
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#open.spanCount > 0) this.#waiting.push(this.#open.seal());
    if (this.#waiting.length === 0) return;
    this.#sending ??= context.with(ROOT_CONTEXT, () => this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      const { report } = this.#options;
      const start = performance.now();
      const result = await this.#send(batch);
      report.exported((performance.now() - start) / 1000);
      report.spans(result.kind === 'accepted' ? 'exported' : 'failed', batch.spanCount);
      // Anything else may still be on its way.
      if (result.kind === 'accepted' && result.isSent) batch.recycle();
      this.#queuedSpans -= batch.spanCount;
      this.#queuedBytes -= batch.parts.reduce((sum, { spans }) => sum + spans.length, 0);
      this.#noteTrouble(result);
    }
    this.#sending = undefined;
  }

  async #send({ parts }: SealedBatch): Promise<PostResult> {
    const { settings, resource, firstPauseMs = 500 } = this.#options;
    const signal = AbortSignal.timeout(settings.timeoutMs);
    const attributes = await resource();
    const isJson = settings.encoding === 'http/json';
    const plain = isJson ? [jsonRequest(attributes, parts)] : protobufRequest(attributes, parts);
    const pieces = settings.isCompressed ? [await compress(Buffer.concat(plain))] : plain;
    const headers = {
      ...settings.headers,
      'content-type': isJson ? 'application/json' : 'application/x-protobuf',
      'content-length': pieces.reduce((sum, { length }) => sum + length, 0),
      ...(settings.isCompressed && { 'content-encoding': 'gzip' }),
    };
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
      const result = await this.#poster.post({ pieces, headers, signal });
      if (result.kind !== 'later' || signal.aborted) return result;
      // Half of it by chance, so that gateways do not come back in step.
      const waitMs = result.afterMs ?? pauseMs * (0.5 + Math.random() / 2);
      const woke = await pause(waitMs, true, { signal, ref: false }).catch(() => false);
      if (!woke) return result;
    }
  }

  #noteTrouble(result: PostResult): void {
    const trouble = result.kind === 'accepted' ? undefined : result.reason;
    const isNews = (trouble === undefined) !== (this.#lastTrouble === undefined);
    this.#lastTrouble = trouble;
    if (isNews) this.#options.report.trouble(trouble);
  }
}
