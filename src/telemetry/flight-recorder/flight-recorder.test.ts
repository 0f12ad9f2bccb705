import { SpanStatusCode } from '@opentelemetry/api';
import { LeanSpan } from '../lean-span.ts';
import { LeanTrace } from '../lean-trace.ts';
import { ByteWriter } from '../otlp/byte-writer.ts';
import { SpanEncoder } from '../otlp/encode-span.ts';
import { newTraceId } from '../trace-ids.ts';
import { FlightRecorder } from './flight-recorder.ts';

const scope = { name: 'glassgate', version: '1' };
const encoder = new SpanEncoder((_key, text) => text);

function openTrace(recorder: FlightRecorder, traceId = newTraceId()) {
  const resource = { attributes: {} } as never;
  const trace = new LeanTrace({ traceId, traceFlags: 0, traceState: undefined, resource });
  const sink = {
    ended: (span: LeanSpan) => {
      const writer = new ByteWriter();
      writer.text(0x0a, 'the span before');
      const start = writer.length;
      encoder.encode(span, writer);
      recorder.record(span, { bytes: writer.bytes, start, end: writer.length });
    },
  };
  const open = (name: string, parent?: LeanSpan) =>
    new LeanSpan({ name, trace, parent, options: { attributes: { name } }, scope, sink });
  return { traceId, open, root: open('POST') };
}

interface Finished {
  readonly failed?: boolean;
  readonly troubled?: boolean;
  readonly lastedMs?: number;
}

/** A whole trace of one span below another. Returns its id. */
function finish(recorder: FlightRecorder, { failed, troubled, lastedMs = 0 }: Finished = {}): string {
  const { traceId, open, root } = openTrace(recorder);
  const child = open('stage', root);
  child.setAttribute('payload', 'x'.repeat(1_000));
  if (troubled) child.setStatus({ code: SpanStatusCode.ERROR });
  if (failed) root.setStatus({ code: SpanStatusCode.ERROR });
  child.end();
  Object.assign(root, { startMs: root.startMs - lastedMs });
  root.end();
  return traceId;
}

function found(recorder: FlightRecorder, ids: readonly string[]): number {
  return ids.filter((id) => recorder.find(id) !== undefined).length;
}

const roomy = { maxBytes: 1_000_000, slowMs: 60_000 };

it('finds the spans of a request in the order in which they started', () => {
  const recorder = new FlightRecorder(roomy);
  const { traceId, open, root } = openTrace(recorder);
  const child = open('stage', root);
  child.addEvent('glassgate.decision', { chosen: 'c1' }).end();
  root.end();

  const trace = recorder.find(traceId);

  expect(trace).toMatchObject({ traceId, isComplete: true, omittedSpans: 0 });
  expect(trace?.spans).toMatchObject([
    { name: 'POST', parentSpanId: '' },
    { name: 'stage', parentSpanId: root.spanContext().spanId, events: [{ attributes: { chosen: 'c1' } }] },
  ]);
  expect(Object.keys(trace?.spans[0] ?? {})).not.toContain('startNs');
  expect(recorder.find(newTraceId())).toBeUndefined();
});

it('shows what ended so far while a request runs, and a span that ends after it', () => {
  const recorder = new FlightRecorder(roomy);
  const { traceId, open, root } = openTrace(recorder);
  const late = open('late', root);
  open('early', root).end();
  const running = recorder.find(traceId);
  root.end();
  late.end();

  expect(running).toMatchObject({ isComplete: false, spans: [{ name: 'early' }] });
  expect(recorder.find(traceId)?.isComplete).toBe(true);
  expect(recorder.find(traceId)?.spans.map(({ name }) => name)).toEqual(['POST', 'late', 'early']);
});

it('leaves a request that runs under the same id alone when a late span comes', () => {
  const recorder = new FlightRecorder(roomy);
  const shared = newTraceId();
  const first = openTrace(recorder, shared);
  const late = first.open('late', first.root);
  first.root.end();
  const second = openTrace(recorder, shared);
  second.open('early', second.root).end();
  const before = recorder.bytes;

  late.end();

  expect(recorder.bytes).toBe(before);
  expect(recorder.find(shared)?.isComplete).toBe(false);
  expect(recorder.find(shared)?.spans).toHaveLength(3);
  second.root.end();
  expect(recorder.find(shared)).toMatchObject({ isComplete: true, omittedSpans: 0 });
  expect(recorder.find(shared)?.spans).toHaveLength(4);
});

it('keeps a late span as long as its trace', () => {
  const recorder = new FlightRecorder({ ...roomy, maxBytes: 60_000 });
  const { traceId, open, root } = openTrace(recorder);
  const late = open('late', root);
  root.setStatus({ code: SpanStatusCode.ERROR });
  root.end();
  late.end();

  for (let count = 0; count < 100; count += 1) finish(recorder);

  expect(recorder.find(traceId)?.spans.map(({ name }) => name)).toEqual(['POST', 'late']);
});

it('says that a late span is missing when it is too large to keep', () => {
  const recorder = new FlightRecorder({ ...roomy, maxBytes: 60_000 });
  const { traceId, open, root } = openTrace(recorder);
  const late = open('late', root).setAttribute('payload', 'x'.repeat(50_000));
  root.end();
  late.end();

  expect(recorder.find(traceId)).toMatchObject({
    isComplete: true,
    omittedSpans: 1,
    spans: [{ name: 'POST' }],
  });
});

it('keeps several requests of one trace id apart when they leave', () => {
  const recorder = new FlightRecorder({ ...roomy, maxBytes: 60_000 });
  const shared = newTraceId();
  const once = () => openTrace(recorder, shared).root.end();
  for (let count = 0; count < 3; count += 1) once();
  expect(recorder.find(shared)?.spans).toHaveLength(3);

  for (let count = 0; count < 100; count += 1) finish(recorder);

  expect(recorder.find(shared)).toBeUndefined();
  once();
  expect(recorder.find(shared)?.spans).toHaveLength(1);
});

it('stays within its bytes and lets the oldest go first', () => {
  const recorder = new FlightRecorder({ ...roomy, maxBytes: 100_000 });

  const ids = Array.from({ length: 200 }, () => finish(recorder));

  expect(recorder.bytes).toBeLessThanOrEqual(100_000);
  expect(recorder.bytes).toBeGreaterThan(60_000);
  const kept = ids.map((id) => recorder.find(id) !== undefined);
  expect(kept.lastIndexOf(false)).toBeLessThan(kept.indexOf(true));
  expect(kept.at(-1)).toBe(true);
});

it('keeps errors longest, then what had trouble, then the rest', () => {
  const recorder = new FlightRecorder({ ...roomy, maxBytes: 60_000 });
  const failed = Array.from({ length: 8 }, () => finish(recorder, { failed: true }));
  const troubled = Array.from({ length: 8 }, () => finish(recorder, { troubled: true }));
  const usual = Array.from({ length: 8 }, () => finish(recorder));
  expect([failed, troubled, usual].map((ids) => found(recorder, ids))).toEqual([8, 8, 8]);

  for (let count = 0; count < 100; count += 1) finish(recorder);

  expect([failed, troubled, usual].map((ids) => found(recorder, ids))).toEqual([8, 8, 0]);
});

it('still knows a success of a moment ago after many errors', () => {
  const recorder = new FlightRecorder({ ...roomy, maxBytes: 60_000 });
  const success = finish(recorder);

  const failed = Array.from({ length: 200 }, () => finish(recorder, { failed: true }));

  expect(found(recorder, [success])).toBe(1);
  expect(found(recorder, failed)).toBeGreaterThan(20);
});

it.each([
  [999, 0],
  [1_001, 1],
])('keeps a request of %i ms among many usual ones: %i', (lastedMs, expected) => {
  const recorder = new FlightRecorder({ maxBytes: 40_000, slowMs: 1_000 });
  const id = finish(recorder, { lastedMs });

  for (let count = 0; count < 60; count += 1) finish(recorder);

  expect(found(recorder, [id])).toBe(expected);
});

it('cuts one enormous trace, and says how much is missing', () => {
  const recorder = new FlightRecorder({ ...roomy, maxBytes: 4_000_000 });
  const { traceId, open, root } = openTrace(recorder);
  for (let count = 0; count < 100; count += 1) {
    open('stage', root).setAttribute('payload', 'x'.repeat(10_000)).end();
  }
  root.end();

  const trace = recorder.find(traceId);

  expect(trace?.omittedSpans).toBeGreaterThan(50);
  expect((trace?.spans.length ?? 0) + (trace?.omittedSpans ?? 0)).toBe(101);
});

it('stays within its bytes when requests never end', () => {
  const recorder = new FlightRecorder({ ...roomy, maxBytes: 100_000 });

  const ids = Array.from({ length: 500 }, () => {
    const { traceId, open, root } = openTrace(recorder);
    open('stage', root).end();
    return traceId;
  });

  expect(recorder.bytes).toBeLessThanOrEqual(100_000);
  expect(found(recorder, ids.slice(-3))).toBe(3);
});
