import { createRequire } from 'node:module';
import { type Attributes, type AttributeValue, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { LeanSpan } from '../lean-span.ts';
import { LeanTrace } from '../lean-trace.ts';
import { sharedAttributes } from '../shared-attributes.ts';
import { newSpanId, newTraceId } from '../trace-ids.ts';
import { ByteWriter } from './byte-writer.ts';
import { decodeSpans } from './decode-span.ts';
import { SpanEncoder } from './encode-span.ts';
import { protobufRequest } from './export-request.ts';
import { jsonRequest } from './json-request.ts';
import { SpanBatch } from './span-batch.ts';

// The schema as the OpenTelemetry project publishes it, without comments and what no span uses.
const schema = `
syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message InstrumentationScope { string name = 1; string version = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4; uint32 dropped_attributes_count = 5; fixed32 flags = 6; }
message Status { string message = 2; int32 code = 3; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; fixed32 flags = 16;
  string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9; repeated Event events = 11; repeated Link links = 13; Status status = 15;
}
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Request { repeated ResourceSpans resource_spans = 1; }`;

interface MessageType {
  decode(bytes: Uint8Array): unknown;
  toObject(message: unknown, options: object): Record<string, unknown>;
}

// It comes with the SDK, whose exporter it was made for: the decoder that a collector written in JavaScript uses.
const load = createRequire(import.meta.url);
const { parse } = load('protobufjs') as {
  parse(text: string): { root: { lookupType(name: string): MessageType } };
};
const request = parse(schema).root.lookupType('Request');

function decodeByReference(bytes: Buffer): Record<string, unknown> {
  // Ids come as base64, numbers of 64 bits as digits.
  return request.toObject(request.decode(bytes), { longs: String, bytes: String });
}

const scope = { name: 'glassgate', version: '1.2.3' };
const asItIs = (_key: string, text: string) => text;

interface Sample {
  readonly span: LeanSpan;
  readonly attributes: Attributes;
}

/** Numbers that look random and are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const texts = [
  '',
  'a',
  'stage selector',
  'ä',
  'kanji 漢字',
  '😀 face',
  'x'.repeat(80),
  'y'.repeat(81),
  'z'.repeat(127),
  'w'.repeat(128),
  'ü'.repeat(100),
  'v'.repeat(20_000),
  '\u0000',
  'broken \ud800',
];
const numbers = [
  0,
  1,
  -1,
  127,
  128,
  16_383,
  16_384,
  2 ** 31,
  -(2 ** 31),
  2 ** 40,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  0.1,
  -2.5,
  1e300,
  2 ** 60,
];

const shared = [
  sharedAttributes({ 'key.0': 'shared', 'key.7': 200 }),
  sharedAttributes({ 'key.1é': ['a', 'b'], 'key.8': false, 'key.9': 'x'.repeat(200) }),
  sharedAttributes({}),
];

function randomSpan(roll: () => number): Sample {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;
  const times = (most: number) => Array.from({ length: Math.floor(roll() * (most + 1)) });
  const scalar = () => pick<AttributeValue>([pick(texts), pick(numbers), roll() < 0.5]);
  const value = (): AttributeValue =>
    roll() < 0.2
      ? times(5).map(() => pick(texts))
      : roll() < 0.1
        ? times(5).map(() => pick(numbers))
        : scalar();
  const bag = (): Attributes =>
    Object.fromEntries(times(6).map((_, index) => [`key.${index}${pick(['', 'é'])}`, value()]));
  const trace = new LeanTrace({
    traceId: newTraceId(),
    traceFlags: pick([0, 1]),
    traceState: undefined,
    resource: { attributes: {} } as never,
  });
  const given = roll() < 0.5 ? bag() : pick(shared);
  const remote = { traceId: trace.traceId, spanId: newSpanId(), traceFlags: 1, isRemote: true };
  const sink = { ended: () => undefined };
  const parent = pick([
    undefined,
    remote,
    new LeanSpan({ name: 'p', trace, parent: undefined, options: {}, scope, sink }),
  ]);
  const options = { kind: pick([SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT]), attributes: given };
  const span = new LeanSpan({ name: pick(texts), trace, parent, options, scope, sink });
  const later = bag();
  span.setAttributes(later);
  for (const _ of times(3)) span.addEvent(pick(texts), bag());
  for (const _ of times(2)) {
    span.addLink({
      context: { traceId: newTraceId(), spanId: newSpanId(), traceFlags: 1 },
      attributes: bag(),
    });
  }
  if (roll() < 0.5)
    span.setStatus({ code: pick([SpanStatusCode.OK, SpanStatusCode.ERROR]), message: pick(texts) });
  span.end();
  return { span, attributes: { ...given, ...later } };
}

function readValue(value: Record<string, unknown>): unknown {
  if ('arrayValue' in value) {
    const { values = [] } = value['arrayValue'] as { values?: Record<string, unknown>[] };
    return values.map(readValue);
  }
  if ('intValue' in value) return Number(value['intValue']);
  return value['stringValue'] ?? value['boolValue'] ?? value['doubleValue'];
}

function plain(pairs: unknown): Record<string, unknown> {
  const list = (pairs ?? []) as { key: string; value: Record<string, unknown> }[];
  return Object.fromEntries(list.map(({ key, value }) => [key, readValue(value)]));
}

/** As UTF-8 carries it: half a pair of surrogates becomes the sign for what cannot be read. */
function carried<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T;
  if (Array.isArray(value)) return value.map(carried) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, carried(each)])) as T;
}

type Reference = Record<string, unknown> & {
  events?: Record<string, unknown>[];
  links?: Record<string, unknown>[];
};

function nanoseconds([seconds, rest]: readonly [number, number]): number {
  return seconds * 1e9 + rest;
}

interface Into {
  readonly encoder: SpanEncoder;
  readonly batch: SpanBatch;
  readonly scope: LeanSpan['instrumentationScope'];
}

function write(span: LeanSpan, { encoder, batch, scope: made }: Into): void {
  encoder.encode(span, batch.begin(made));
  batch.added();
}

it('writes spans that the reference decoder reads as they were', () => {
  const roll = dice(7);
  const encoder = new SpanEncoder(asItIs);
  const batch = new SpanBatch();
  const samples = Array.from({ length: 400 }, () => randomSpan(roll));
  for (const { span } of samples) write(span, { encoder, batch, scope });

  const decoded = decodeByReference(
    Buffer.concat(protobufRequest({ 'service.name': 'glassgate', n: 3 }, batch.seal().parts)),
  );

  const [resourceSpans] = decoded['resourceSpans'] as Record<string, unknown>[];
  expect(plain(((resourceSpans?.['resource'] ?? {}) as Reference)['attributes'])).toEqual({
    'service.name': 'glassgate',
    n: 3,
  });
  const [scopeSpans] = (resourceSpans?.['scopeSpans'] ?? []) as Record<string, unknown>[];
  expect(scopeSpans?.['scope']).toMatchObject(scope);
  const spans = scopeSpans?.['spans'] as Reference[];
  expect(spans).toHaveLength(samples.length);
  for (const [index, { span, attributes }] of samples.entries()) {
    const found = spans[index] as Reference;
    const { traceId, spanId, traceFlags } = span.spanContext();
    const ids = ['traceId', 'spanId', 'parentSpanId'].map((key) =>
      Buffer.from(String(found[key] ?? ''), 'base64').toString('hex'),
    );
    expect(ids).toEqual([traceId, spanId, span.parentSpanContext?.spanId ?? '']);
    expect(found).toMatchObject({ name: carried(span.name), kind: span.kind + 1 });
    expect(Number(found['flags']) & 1).toBe(traceFlags);
    expect((Number(found['flags']) & 0x200) !== 0).toBe(span.parentSpanContext?.isRemote === true);
    expect(plain(found['attributes'])).toEqual(carried(attributes));
    expect((found['attributes'] as unknown[] | undefined)?.length ?? 0).toBe(Object.keys(attributes).length);
    expect((found.events ?? []).map((event) => [event['name'], plain(event['attributes'])])).toEqual(
      span.events.map(({ name, attributes: of = {} }) => [carried(name), carried(of)]),
    );
    expect(
      (found.links ?? []).map((link) => [
        Buffer.from(String(link['spanId']), 'base64').toString('hex'),
        plain(link['attributes']),
      ]),
    ).toEqual(span.links.map(({ context, attributes: of = {} }) => [context.spanId, carried(of)]));
    const status = (found['status'] ?? {}) as Record<string, unknown>;
    expect([status['code'] ?? 0, status['message'] ?? '']).toEqual([
      span.status.code,
      carried(span.status.message ?? ''),
    ]);
    expect(Math.abs(Number(found['startTimeUnixNano']) - nanoseconds(span.startTime))).toBeLessThan(2_000);
    expect(BigInt(String(found['endTimeUnixNano']))).toBeGreaterThanOrEqual(
      BigInt(String(found['startTimeUnixNano'])),
    );
  }
});

it('reads back what it wrote, and says the same as JSON', () => {
  const roll = dice(11);
  const encoder = new SpanEncoder(asItIs);
  const batch = new SpanBatch();
  const samples = Array.from({ length: 200 }, () => randomSpan(roll));
  for (const { span } of samples) write(span, { encoder, batch, scope });
  const { parts } = batch.seal();

  const decoded = parts.flatMap(({ spans }) => decodeSpans(spans));
  const json = JSON.parse(String(jsonRequest({}, parts))) as {
    resourceSpans: { scopeSpans: { spans: Reference[] }[] }[];
  };
  const asJson = json.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];

  for (const [index, { span, attributes }] of samples.entries()) {
    const { traceId, spanId } = span.spanContext();
    expect(decoded[index]).toMatchObject({ traceId, spanId, name: carried(span.name) });
    expect(decoded[index]?.attributes).toEqual(carried(attributes));
    expect(decoded[index]?.events.map(({ name }) => name)).toEqual(
      span.events.map(({ name }) => carried(name)),
    );
    expect(decoded[index]?.links.map((link) => link.spanId)).toEqual(
      span.links.map((link) => link.context.spanId),
    );
    expect(decoded[index]?.durationMs).toBeCloseTo(span.endMs - span.startMs, 3);
    expect(asJson[index]).toMatchObject({ traceId, spanId, name: carried(span.name), kind: span.kind + 1 });
    expect(plain(asJson[index]?.['attributes'])).toEqual(carried(attributes));
  }
});

it('shows every text of a span to the one who takes secrets out', () => {
  const encoder = new SpanEncoder((key, text) => text.replaceAll('secret', `***${key}`));
  const { span } = randomSpan(dice(1));
  const { trace } = span;
  const leaky = new LeanSpan({
    ...{ name: 'stage', trace, parent: undefined, scope, sink: { ended: () => undefined } },
    options: { attributes: { a: 'secret', list: ['secret', 'fine'] } },
  });
  leaky
    .setAttribute('b', 'a secret')
    .addEvent('e', { c: 'secret' })
    .setStatus({ code: 2, message: 'secret' });
  leaky.addLink({ context: span.spanContext(), attributes: { d: 'secret' } }).end();

  const writer = new ByteWriter();
  encoder.encode(leaky, writer);
  const [decoded] = decodeSpans(writer.bytes.subarray(0, writer.length));

  expect(JSON.stringify({ ...decoded, startNs: 0, endNs: 0, eventTimesNs: [] })).not.toContain('secret');
  expect(decoded?.attributes).toEqual({ a: '***a', list: ['***list', 'fine'], b: 'a ***b' });
});

it('keeps the spans of several scopes apart in one request', () => {
  const encoder = new SpanEncoder(asItIs);
  const batch = new SpanBatch();
  const other = { name: 'undici', version: '' };
  const { span } = randomSpan(dice(3));
  for (const each of [scope, other, scope]) write(span, { encoder, batch, scope: each });

  const sealed = batch.seal();
  const decoded = decodeByReference(Buffer.concat(protobufRequest({}, sealed.parts)));

  const [resourceSpans] = decoded['resourceSpans'] as Record<string, unknown>[];
  const scopes = (resourceSpans?.['scopeSpans'] ?? []) as { scope: { name: string }; spans: unknown[] }[];
  expect(scopes.map((each) => [each.scope.name, each.spans.length])).toEqual([
    ['glassgate', 2],
    ['undici', 1],
  ]);
  expect(sealed.spanCount).toBe(3);
  expect(batch.seal()).toMatchObject({ parts: [], spanCount: 0 });
});

it('writes into the memory of a batch again when that was sent, and not before', () => {
  const encoder = new SpanEncoder(asItIs);
  const batch = new SpanBatch();
  const roll = dice(5);
  const seal = () => {
    write(randomSpan(roll).span, { encoder, batch, scope });
    const { parts, recycle } = batch.seal();
    return { spans: parts[0]?.spans ?? Buffer.alloc(0), recycle };
  };
  const [one, other] = [seal(), seal()];
  const before = Buffer.from(one.spans);

  other.recycle();
  const third = seal();

  expect(one.spans).toEqual(before);
  expect(third.spans.buffer).toBe(other.spans.buffer);
  expect(decodeSpans(third.spans)).toHaveLength(1);
});
