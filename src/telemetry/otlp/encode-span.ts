import type { Attributes, AttributeValue, Link } from '@opentelemetry/api';
import { type LeanEvent, LeanSpan } from '../lean-span.ts';
import { hexToWord } from '../trace-ids.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeAttribute, type ShownText } from './encode-attribute.ts';

// Tags of opentelemetry/proto/trace/v1/trace.proto: field number and wire type.
const tag = {
  spans: 0x12,
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  parentSpanId: 0x22,
  name: 0x2a,
  kind: 0x30,
  startTime: 0x39,
  endTime: 0x41,
  attributes: 0x4a,
  events: 0x5a,
  links: 0x6a,
  status: 0x7a,
} as const;
const eventTag = { time: 0x09, name: 0x12, attributes: 0x1a } as const;
const linkTag = { traceId: 0x0a, spanId: 0x12, attributes: 0x22, flags: 0x35 } as const;
const statusTag = { message: 0x12, code: 0x18 } as const;
const remoteParentKnown = 0x100;
const remoteParent = 0x200;
const idBytes = 64;

/**
 * Writes finished spans as fields of `ScopeSpans`. The bytes are those of the writer, valid until the next
 * span. Every text that leaves the process in a span passes `shown`.
 */
export class SpanEncoder {
  readonly writer = new ByteWriter();
  readonly #shown: ShownText;

  constructor(shown: ShownText) {
    this.#shown = shown;
  }

  encode(span: LeanSpan): ByteWriter {
    const { writer } = this;
    writer.reset();
    const start = writer.open(tag.spans, 2);
    this.#identity(span);
    writer.text(tag.name, this.#shown('', span.name));
    writer.reserve(idBytes);
    writer.byte(tag.kind);
    writer.byte(span.kind + 1);
    writer.byte(tag.startTime);
    span.trace.nanosecondsAt(span.startMs, writer);
    writer.byte(tag.endTime);
    span.trace.nanosecondsAt(span.endMs, writer);
    this.#spanAttributes(span);
    if (span.eventList !== undefined) for (const event of span.eventList) this.#event(span, event);
    if (span.linkList !== undefined) for (const link of span.linkList) this.#link(link);
    this.#ending(span);
    writer.close(start, 2);
    return writer;
  }

  #identity({ trace, idHigh, idLow, parent }: LeanSpan): void {
    const { writer } = this;
    writer.reserve(idBytes);
    writer.byte(tag.traceId);
    writer.byte(16);
    for (let index = 0; index < 4; index += 1) writer.bigEndian32(trace.words[index] ?? 0);
    this.#spanId(tag.spanId, idHigh, idLow);
    if (parent instanceof LeanSpan) this.#spanId(tag.parentSpanId, parent.idHigh, parent.idLow);
    else if (parent !== undefined) {
      this.#spanId(tag.parentSpanId, hexToWord(parent.spanId, 0), hexToWord(parent.spanId, 8));
    }
    const state = trace.traceState?.serialize();
    if (state) writer.text(tag.traceState, state);
  }

  #spanId(field: number, high: number, low: number): void {
    this.writer.byte(field);
    this.writer.byte(8);
    this.writer.bigEndian32(high);
    this.writer.bigEndian32(low);
  }

  #spanAttributes({ given, added }: LeanSpan): void {
    // A key given at the start and set again counts once: the later value.
    if (given !== undefined) this.#attributes(tag.attributes, given, added);
    if (added === undefined) return;
    for (let index = 0; index < added.length; index += 2) {
      this.#attribute(tag.attributes, added[index] as string, added[index + 1] as AttributeValue);
    }
  }

  #attributes(field: number, attributes: Attributes, replaced?: readonly unknown[]): void {
    for (const key in attributes) {
      const value = attributes[key];
      if (value === undefined || value === null) continue;
      if (replaced !== undefined && isKeyIn(replaced, key)) continue;
      this.#attribute(field, key, value);
    }
  }

  #attribute(field: number, key: string, value: AttributeValue): void {
    encodeAttribute(this.writer, { field, key, value, shown: this.#shown });
  }

  #event({ trace }: LeanSpan, { name, atMs, attributes }: LeanEvent): void {
    const { writer } = this;
    const start = writer.open(tag.events, 1);
    writer.reserve(idBytes);
    writer.byte(eventTag.time);
    trace.nanosecondsAt(atMs, writer);
    writer.text(eventTag.name, name);
    if (attributes !== undefined) this.#attributes(eventTag.attributes, attributes);
    writer.close(start, 1);
  }

  #link({ context, attributes }: Link): void {
    const { writer } = this;
    const start = writer.open(tag.links, 1);
    writer.reserve(idBytes);
    writer.byte(linkTag.traceId);
    writer.byte(16);
    for (let from = 0; from < 32; from += 8) writer.bigEndian32(hexToWord(context.traceId, from));
    this.#spanId(linkTag.spanId, hexToWord(context.spanId, 0), hexToWord(context.spanId, 8));
    if (attributes !== undefined) this.#attributes(linkTag.attributes, attributes);
    writer.reserve(idBytes);
    writer.byte(linkTag.flags);
    writer.fixed32(context.traceFlags | remoteParentKnown | (context.isRemote === true ? remoteParent : 0));
    writer.close(start, 1);
  }

  #ending({ status, trace, parent }: LeanSpan): void {
    const { writer } = this;
    if (status.code !== 0) {
      const start = writer.open(tag.status, 1);
      if (status.message) writer.text(statusTag.message, this.#shown('', status.message));
      writer.reserve(idBytes);
      writer.byte(statusTag.code);
      writer.byte(status.code);
      writer.close(start, 1);
    }
    writer.reserve(idBytes);
    // Field 16, `flags`, whose tag takes two bytes.
    writer.byte(0x85);
    writer.byte(0x01);
    const isRemote = parent !== undefined && !(parent instanceof LeanSpan) && parent.isRemote === true;
    writer.fixed32(trace.traceFlags | remoteParentKnown | (isRemote ? remoteParent : 0));
  }
}

function isKeyIn(pairs: readonly unknown[], key: string): boolean {
  for (let index = 0; index < pairs.length; index += 2) if (pairs[index] === key) return true;
  return false;
}
