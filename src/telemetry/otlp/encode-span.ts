import type { Link } from '@opentelemetry/api';
import { type LeanEvent, LeanSpan } from '../lean-span.ts';
import { hexToWord } from '../trace-ids.ts';
import { AttributeEncoder } from './attribute-encoder.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { ShownText } from './encode-attribute.ts';
import { UsualValues } from './usual-values.ts';

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

/** Writes finished spans as fields of `ScopeSpans`. Every text that leaves the process in a span passes `shown`. */
export class SpanEncoder {
  readonly #shown: ShownText;
  readonly #generation: () => number;
  readonly #attributes: AttributeEncoder;
  #names: UsualValues;
  #eventNames: UsualValues;
  #ruledBy = 0;

  /** `generation` is another one whenever `shown` has changed its mind. */
  constructor(shown: ShownText, generation: () => number = () => 0) {
    this.#shown = shown;
    this.#generation = generation;
    this.#attributes = new AttributeEncoder(shown);
    this.#names = this.#newNames();
    this.#eventNames = this.#newNames();
  }

  encode(span: LeanSpan, writer: ByteWriter): void {
    if (this.#ruledBy !== this.#generation()) this.#forget();
    const start = writer.open(tag.spans, 2);
    this.#identity(writer, span);
    this.#names.write(writer, tag.name, span.name);
    writer.reserve(idBytes);
    writer.byte(tag.kind);
    writer.byte(span.kind + 1);
    writer.byte(tag.startTime);
    span.trace.nanosecondsAt(span.startMs, writer);
    writer.byte(tag.endTime);
    span.trace.nanosecondsAt(span.endMs, writer);
    this.#spanAttributes(writer, span);
    if (span.eventList !== undefined) for (const event of span.eventList) this.#event(writer, span, event);
    if (span.linkList !== undefined) for (const link of span.linkList) this.#link(writer, link);
    this.#ending(writer, span);
    writer.close(start, 2);
  }

  #identity(writer: ByteWriter, { trace, idHigh, idLow, parent }: LeanSpan): void {
    writer.reserve(idBytes);
    writer.byte(tag.traceId);
    writer.byte(16);
    for (let index = 0; index < 4; index += 1) writer.bigEndian32(trace.words[index] ?? 0);
    writer.id(tag.spanId, idHigh, idLow);
    if (parent instanceof LeanSpan) writer.id(tag.parentSpanId, parent.idHigh, parent.idLow);
    else if (parent !== undefined) {
      writer.id(tag.parentSpanId, hexToWord(parent.spanId, 0), hexToWord(parent.spanId, 8));
    }
    const state = trace.traceState?.serialize();
    if (state) writer.text(tag.traceState, state);
  }

  #forget(): void {
    this.#ruledBy = this.#generation();
    this.#attributes.forget();
    this.#names = this.#newNames();
    this.#eventNames = this.#newNames();
  }

  #newNames(): UsualValues {
    return new UsualValues((writer, field, name) => {
      const visible = this.#shown('', String(name));
      writer.text(field, visible);
      return visible === name;
    });
  }

  #spanAttributes(writer: ByteWriter, { given, later }: LeanSpan): void {
    const attributes = this.#attributes;
    attributes.startSpan();
    // A key that was set again counts once, with its last value.
    for (let group = later; group !== undefined; group = group.before) {
      attributes.writeGroup(writer, tag.attributes, group.attributes);
    }
    if (given !== undefined) attributes.writeGroup(writer, tag.attributes, given);
  }

  #event(writer: ByteWriter, { trace }: LeanSpan, { name, atMs, attributes }: LeanEvent): void {
    const start = writer.open(tag.events, 1);
    writer.reserve(idBytes);
    writer.byte(eventTag.time);
    trace.nanosecondsAt(atMs, writer);
    this.#eventNames.write(writer, eventTag.name, name);
    if (attributes !== undefined) this.#attributes.writeAll(writer, eventTag.attributes, attributes);
    writer.close(start, 1);
  }

  #link(writer: ByteWriter, { context, attributes }: Link): void {
    const start = writer.open(tag.links, 1);
    writer.reserve(idBytes);
    writer.byte(linkTag.traceId);
    writer.byte(16);
    for (let from = 0; from < 32; from += 8) writer.bigEndian32(hexToWord(context.traceId, from));
    writer.id(linkTag.spanId, hexToWord(context.spanId, 0), hexToWord(context.spanId, 8));
    if (attributes !== undefined) this.#attributes.writeAll(writer, linkTag.attributes, attributes);
    writer.reserve(idBytes);
    writer.byte(linkTag.flags);
    writer.fixed32(context.traceFlags | remoteParentKnown | (context.isRemote === true ? remoteParent : 0));
    writer.close(start, 1);
  }

  #ending(writer: ByteWriter, { status, trace, parent }: LeanSpan): void {
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
