import { defineService } from './service.ts';

export const spanKinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKindName = (typeof spanKinds)[number];

export const spanStatuses = ['unset', 'ok', 'error'] as const;
export type SpanStatusName = (typeof spanStatuses)[number];

/** Names one span of one trace. */
export interface SpanReference {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}

export type SpanAttributeValue = string | number | boolean | readonly (string | number | boolean | null)[];
export type SpanAttributes = Readonly<Record<string, SpanAttributeValue>>;

export interface SpanEventRecord {
  readonly name: string;
  /** Milliseconds since the epoch, with fractions. */
  readonly atMs: number;
  readonly attributes: SpanAttributes;
}

export interface SpanLinkRecord extends SpanReference {
  readonly attributes: SpanAttributes;
}

/** A finished span as plain data. */
export interface SpanRecord extends SpanReference {
  /** '' for a root span. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKindName;
  /** Milliseconds since the epoch, with fractions. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: SpanStatusName;
  readonly statusMessage: string;
  readonly attributes: SpanAttributes;
  readonly events: readonly SpanEventRecord[];
  readonly links: readonly SpanLinkRecord[];
}

export interface RecordedTrace {
  readonly traceId: string;
  /** False while the request runs: the spans that ended so far are there. */
  readonly isComplete: boolean;
  /** Spans that did not fit into what one trace may take. */
  readonly omittedSpans: number;
  /** In the order of their starts. */
  readonly spans: readonly SpanRecord[];
}

/** The spans of recent requests, kept in memory whether or not they are exported. */
export interface Traces {
  /** False when no spans are kept. */
  readonly isOn: boolean;
  /** Undefined when the trace was never seen, or made room for others. */
  find(traceId: string): RecordedTrace | undefined;
  /** Called with what every span of this name was given at its start, when it is kept. Returns the end of it. */
  watch(name: string, listener: (given: SpanAttributes) => void): () => void;
}

/** Offered by the core. */
export const traces = defineService<Traces>('core.traces');
