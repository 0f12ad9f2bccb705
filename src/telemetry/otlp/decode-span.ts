import {
  type SpanAttributeValue,
  type SpanEventRecord,
  type SpanLinkRecord,
  type SpanRecord,
  spanKinds,
  spanStatuses,
} from '../../plugin-api/traces.ts';
import { fieldsOf } from './byte-reader.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The spans in fields of `ScopeSpans` that SpanEncoder wrote, and their exact times. */
export interface DecodedSpan extends SpanRecord {
  readonly traceState: string;
  readonly flags: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly eventTimesNs: readonly bigint[];
}

export function decodeSpans(fields: Buffer): DecodedSpan[] {
  return Array.from(fieldsOf(fields), ({ bytes }) => decodeSpan(bytes));
}

function decodeSpan(message: Buffer): DecodedSpan {
  const attributes: Record<string, SpanAttributeValue> = {};
  const events: SpanEventRecord[] = [];
  const links: SpanLinkRecord[] = [];
  const eventTimesNs: bigint[] = [];
  const span: Mutable<DecodedSpan> = {
    traceId: '',
    spanId: '',
    traceState: '',
    parentSpanId: '',
    name: '',
    kind: 'internal',
    startMs: 0,
    durationMs: 0,
    startNs: 0n,
    endNs: 0n,
    status: 'unset',
    statusMessage: '',
    flags: 0,
    attributes,
    events,
    links,
    eventTimesNs,
  };
  const readers: Readonly<Record<number, (bytes: Buffer, value: bigint) => void>> = {
    1: (bytes) => (span.traceId = bytes.toString('hex')),
    2: (bytes) => (span.spanId = bytes.toString('hex')),
    3: (bytes) => (span.traceState = bytes.toString()),
    4: (bytes) => (span.parentSpanId = bytes.toString('hex')),
    5: (bytes) => (span.name = bytes.toString()),
    6: (_bytes, value) => (span.kind = spanKinds[Number(value) - 1] ?? 'internal'),
    7: (bytes) => (span.startNs = bytes.readBigUInt64LE()),
    8: (bytes) => (span.endNs = bytes.readBigUInt64LE()),
    9: (bytes) => readPair(bytes, attributes),
    11: (bytes) => {
      const { atNs, ...event } = decodeEvent(bytes);
      eventTimesNs.push(atNs);
      events.push(event);
    },
    13: (bytes) => links.push(decodeLink(bytes)),
    15: (bytes) => Object.assign(span, decodeStatus(bytes)),
    16: (bytes) => (span.flags = bytes.readUInt32LE()),
  };
  for (const { number, bytes, value } of fieldsOf(message)) readers[number]?.(bytes, value);
  span.startMs = toMs(span.startNs);
  span.durationMs = Number(span.endNs - span.startNs) / 1e6;
  return span;
}

function toMs(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1000;
}

function decodeEvent(message: Buffer): SpanEventRecord & { readonly atNs: bigint } {
  const attributes: Record<string, SpanAttributeValue> = {};
  let name = '';
  let atNs = 0n;
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === 1) atNs = bytes.readBigUInt64LE();
    if (number === 2) name = bytes.toString();
    if (number === 3) readPair(bytes, attributes);
  }
  return { name, atMs: toMs(atNs), atNs, attributes };
}

function decodeLink(message: Buffer): SpanLinkRecord {
  const attributes: Record<string, SpanAttributeValue> = {};
  let traceId = '';
  let spanId = '';
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === 1) traceId = bytes.toString('hex');
    if (number === 2) spanId = bytes.toString('hex');
    if (number === 4) readPair(bytes, attributes);
  }
  return { traceId, spanId, attributes };
}

function decodeStatus(message: Buffer): Pick<SpanRecord, 'status' | 'statusMessage'> {
  let status: SpanRecord['status'] = 'unset';
  let statusMessage = '';
  for (const { number, bytes, value } of fieldsOf(message)) {
    if (number === 2) statusMessage = bytes.toString();
    if (number === 3) status = spanStatuses[Number(value)] ?? 'unset';
  }
  return { status, statusMessage };
}

function readPair(message: Buffer, into: Record<string, SpanAttributeValue>): void {
  let key = '';
  let value: Scalar | Scalar[] = null;
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === 1) key = bytes.toString();
    if (number === 2) value = decodeValue(bytes);
  }
  if (value !== null) into[key] = value;
}

type Scalar = string | number | boolean | null;

function decodeValue(message: Buffer): Scalar | Scalar[] {
  for (const { number, bytes, value } of fieldsOf(message)) {
    if (number === 1) return bytes.toString();
    if (number === 2) return value !== 0n;
    if (number === 3) return Number(BigInt.asIntN(64, value));
    if (number === 4) return bytes.readDoubleLE();
    if (number === 5) return Array.from(fieldsOf(bytes), (element) => decodeValue(element.bytes) as Scalar);
  }
  return null;
}
