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
import { type AttributeGroup, mergedAttributes } from './attribute-groups.ts';
import { hrTime } from './hr-time.ts';
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
 * A span that keeps the attributes as it was given them, where the SDK copies and checks each of them twice:
 * whoever gives an object must not change it afterwards. Ids are numbers, and times those of one clock, until
 * somebody asks. Limits of the SDK do not apply.
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
  /** What was given at the start. */
  readonly given: Attributes | undefined;
  /** What came later, the newest first: its value of a key counts. */
  later: AttributeGroup | undefined;
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
      this.#spanContext = traceState
        ? { traceId, spanId, traceFlags, traceState }
        : { traceId, spanId, traceFlags };
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
    return mergedAttributes(this.given, this.later);
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
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    if (!this.ended) this.later = { attributes, before: this.later };
    return this;
  }

  addEvent(name: string, attributes?: Attributes | TimeInput): this {
    if (this.ended) return this;
    const event = {
      name,
      atMs: performance.now(),
      attributes: isAttributes(attributes) ? attributes : undefined,
    };
    if (this.eventList === undefined) this.eventList = [event];
    else this.eventList.push(event);
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

function isAttributes(value: Attributes | TimeInput | undefined): value is Attributes {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
