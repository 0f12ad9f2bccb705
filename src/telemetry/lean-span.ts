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

/** A recorded span of any kind; `spanContext` is what both sides of the API share. */
export type RecordedSpan = Span & Pick<ReadableSpan, 'resource'>;

const unset: SpanStatus = { code: SpanStatusCode.UNSET };

export interface LeanSpanStart {
  readonly name: string;
  readonly spanContext: SpanContext;
  readonly parent: RecordedSpan;
  readonly options: SpanOptions;
  readonly scope: ReadableSpan['instrumentationScope'];
  readonly ended: (span: ReadableSpan) => void;
}

/**
 * A sampled span below another one. It takes the attributes as they are, where the SDK copies and checks each
 * of them twice: only the core opens such spans, with small plain values. Limits of the SDK do not apply.
 */
export class LeanSpan implements Span, ReadableSpan {
  name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext: SpanContext;
  readonly resource: ReadableSpan['resource'];
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
  readonly attributes: Attributes;
  status: SpanStatus = unset;
  ended = false;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  readonly #spanContext: SpanContext;
  readonly #ended: LeanSpanStart['ended'];
  readonly #startedAt = performance.now();
  #endedAt = 0;
  // Most spans have none of either, and what is not made need not be collected.
  #events: TimedEvent[] | undefined;
  #links: Link[] | undefined;
  // Handed down the trace, so that all its spans agree on the time however the clock is set meanwhile.
  readonly #epochMs: number;

  constructor({ name, spanContext, parent, options, scope, ended }: LeanSpanStart) {
    this.name = name;
    this.kind = options.kind ?? SpanKind.INTERNAL;
    this.parentSpanContext = parent.spanContext();
    this.resource = parent.resource;
    this.instrumentationScope = scope;
    this.attributes = options.attributes ?? {};
    this.#spanContext = spanContext;
    this.#ended = ended;
    this.#epochMs = parent instanceof LeanSpan ? parent.#epochMs : Date.now() - this.#startedAt;
  }

  get startTime(): HrTime {
    return hrTime(this.#epochMs + this.#startedAt);
  }

  get endTime(): HrTime {
    return hrTime(this.ended ? this.#epochMs + this.#endedAt : 0);
  }

  get duration(): HrTime {
    return hrTime(this.ended ? this.#endedAt - this.#startedAt : 0);
  }

  get events(): TimedEvent[] {
    return this.#events ?? [];
  }

  get links(): Link[] {
    return this.#links ?? [];
  }

  spanContext(): SpanContext {
    return this.#spanContext;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.ended && value !== undefined) this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
    return this;
  }

  addEvent(name: string, attributes?: Attributes | TimeInput): this {
    if (this.ended) return this;
    const time = hrTime(this.#epochMs + performance.now());
    this.#events ??= [];
    this.#events.push({ name, time, ...(isAttributes(attributes) && { attributes }) });
    return this;
  }

  addLink(link: Link): this {
    if (this.ended) return this;
    this.#links ??= [];
    this.#links.push(link);
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
    this.#endedAt = performance.now();
    this.ended = true;
    this.#ended(this);
  }
}

function hrTime(ms: number): HrTime {
  return [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1_000_000)];
}

function isAttributes(value: Attributes | TimeInput | undefined): value is Attributes {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
