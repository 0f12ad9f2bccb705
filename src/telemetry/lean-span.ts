import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { LeanTrace } from './lean-trace.ts';
import { hexToWord, randomWord, wordToHex } from './trace-ids.ts';

const unset: SpanStatus = { code: SpanStatusCode.UNSET };

export interface LeanEvent {
  readonly name: string;
  /** Of `performance.now()`. */
  readonly atMs: number;
  readonly attributes: Attributes | undefined;
}

/** Told of each span when it ends. */
export interface SpanSink {
  ended(span: LeanSpan): void;
}

export interface LeanSpanStart {
  readonly name: string;
  readonly trace: LeanTrace;
  readonly parent: LeanSpan | SpanContext | undefined;
  readonly options: SpanOptions;
  readonly scope: ReadableSpan['instrumentationScope'];
  readonly sink: SpanSink;
  /** Given when somebody else chose it. */
  readonly spanId?: string;
}

/**
 * A span that takes the attributes as they are, where the SDK copies and checks each of them twice. Ids are
 * numbers, and times those of one clock, until somebody asks. Limits of the SDK do not apply.
 */
export class LeanSpan implements Span, Omit<ReadableSpan, 'parentSpanContext'> {
  name: string;
  readonly kind: SpanKind;
  readonly trace: LeanTrace;
  readonly parent: LeanSpan | SpanContext | undefined;
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
  readonly idHigh: number;
  readonly idLow: number;
  readonly startMs = performance.now();
  endMs = 0;
  status: SpanStatus = unset;
  ended = false;
  /** What was given at the start; `added` has what came later, as keys and values in turn. */
  readonly given: Attributes | undefined;
  added: (string | AttributeValue)[] | undefined;
  eventList: LeanEvent[] | undefined;
  linkList: Link[] | undefined;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  readonly #sink: SpanSink;
  #spanContext: SpanContext | undefined;

  constructor({ name, trace, parent, options, scope, sink, spanId }: LeanSpanStart) {
    this.name = name;
    this.kind = options.kind ?? SpanKind.INTERNAL;
    this.trace = trace;
    this.parent = parent;
    this.instrumentationScope = scope;
    this.given = options.attributes;
    this.linkList = options.links;
    this.idHigh = spanId === undefined ? randomWord() : hexToWord(spanId, 0);
    // An id of zeros is none.
    this.idLow = spanId === undefined ? randomWord() || 1 : hexToWord(spanId, 8);
    this.#sink = sink;
  }

  spanContext(): SpanContext {
    if (this.#spanContext === undefined) {
      const { traceId, traceFlags, traceState } = this.trace;
      const spanId = wordToHex(this.idHigh) + wordToHex(this.idLow);
      this.#spanContext = { traceId, spanId, traceFlags, ...(traceState && { traceState }) };
    }
    return this.#spanContext;
  }

  get parentSpanContext(): SpanContext | undefined {
    return this.parent instanceof LeanSpan ? this.parent.spanContext() : this.parent;
  }

  /** False below another span of this process. */
  get isFirstHere(): boolean {
    return !(this.parent instanceof LeanSpan);
  }

  get resource(): ReadableSpan['resource'] {
    return this.trace.resource;
  }

  get attributes(): Attributes {
    const attributes: Attributes = { ...this.given };
    const { added = [] } = this;
    for (let index = 0; index < added.length; index += 2) {
      attributes[added[index] as string] = added[index + 1] as AttributeValue;
    }
    return attributes;
  }

  get startTime(): HrTime {
    return hrTime(this.trace.epochMs + this.startMs);
  }

  get endTime(): HrTime {
    return hrTime(this.ended ? this.trace.epochMs + this.endMs : 0);
  }

  get duration(): HrTime {
    return hrTime(this.ended ? this.endMs - this.startMs : 0);
  }

  get events(): TimedEvent[] {
    const { epochMs } = this.trace;
    return (this.eventList ?? []).map(({ name, atMs, attributes }) => {
      return { name, time: hrTime(epochMs + atMs), ...(attributes && { attributes }) };
    });
  }

  get links(): Link[] {
    return this.linkList ?? [];
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (this.ended || value === undefined) return this;
    this.added ??= [];
    const { added } = this;
    for (let index = 0; index < added.length; index += 2) {
      if (added[index] === key) {
        added[index + 1] = value;
        return this;
      }
    }
    added.push(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined) this.setAttribute(key, value);
    }
    return this;
  }

  addEvent(name: string, attributes?: Attributes | TimeInput): this {
    if (this.ended) return this;
    this.eventList ??= [];
    this.eventList.push({
      name,
      atMs: performance.now(),
      attributes: isAttributes(attributes) ? attributes : undefined,
    });
    return this;
  }

  addLink(link: Link): this {
    if (this.ended) return this;
    // The list given at the start belongs to the caller.
    this.linkList = [...(this.linkList ?? []), link];
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (!this.ended) this.status = status;
    return this;
  }

  updateName(name: string): this {
    if (!this.ended) this.name = name;
    return this;
  }

  recordException(exception: Exception): void {
    const { name = 'Error', message = '' } =
      typeof exception === 'string' ? { message: exception } : exception;
    this.addEvent('exception', { 'exception.type': name, 'exception.message': message });
  }

  end(): void {
    if (this.ended) return;
    this.endMs = performance.now();
    this.ended = true;
    if (this.isFirstHere) this.trace.isOver = true;
    this.#sink.ended(this);
  }
}

function hrTime(ms: number): HrTime {
  return [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1_000_000)];
}

function isAttributes(value: Attributes | TimeInput | undefined): value is Attributes {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
