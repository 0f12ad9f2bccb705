import { context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { ExportStats } from './export-stats.ts';
import { FlightRecorder } from './flight-recorder/flight-recorder.ts';
import { LeanTracerProvider } from './lean-provider.ts';
import { ByteWriter } from './otlp/byte-writer.ts';
import { SpanPipeline } from './span-pipeline.ts';
import { newSpanId, newTraceId } from './trace-ids.ts';

interface Setup {
  readonly isSampled?: boolean;
  readonly recorderBytes?: number;
}

function open({ isSampled = true, recorderBytes = 0 }: Setup = {}) {
  const exported: string[] = [];
  const writer = new ByteWriter();
  const begin = ({ name }: { readonly name: string }) => {
    exported.push(name);
    return writer;
  };
  const pipeline = new SpanPipeline({ begin, added: () => undefined });
  const recorder = new FlightRecorder({ maxBytes: recorderBytes, slowMs: 1_000 });
  pipeline.recordTo(recorder);
  const provider = new LeanTracerProvider({
    sampler: ({ parentSampled }) => parentSampled ?? isSampled,
    pipeline,
    stats: new ExportStats(),
    resource: { attributes: {} } as never,
  });
  return { tracer: provider.getTracer('test', '1'), exported, recorder, pipeline };
}

it('gives every trace and every span its own id', () => {
  const { tracer } = open();
  const root = tracer.startSpan('POST');
  const child = tracer.startSpan('stage', {}, trace.setSpan(ROOT_CONTEXT, root));
  const other = tracer.startSpan('POST');

  expect(trace.isSpanContextValid(root.spanContext())).toBe(true);
  expect(child.spanContext().traceId).toBe(root.spanContext().traceId);
  expect(child.spanContext().spanId).not.toBe(root.spanContext().spanId);
  expect(other.spanContext().traceId).not.toBe(root.spanContext().traceId);
});

it.each([TraceFlags.NONE, TraceFlags.SAMPLED])('does as the client who samples or not: %i', (traceFlags) => {
  const { tracer, exported } = open();
  const client = { traceId: newTraceId(), spanId: newSpanId(), traceFlags, isRemote: true };

  const span = tracer.startSpan('POST', {}, trace.setSpanContext(ROOT_CONTEXT, client));
  span.end();

  expect(span.spanContext()).toMatchObject({ traceId: client.traceId, traceFlags });
  expect(span.spanContext().isRemote).toBeUndefined();
  expect(exported).toHaveLength(traceFlags);
});

it('starts a new trace when asked for a root', () => {
  const client = { traceId: newTraceId(), spanId: newSpanId(), traceFlags: TraceFlags.SAMPLED };

  const span = open().tracer.startSpan('job', { root: true }, trace.setSpanContext(ROOT_CONTEXT, client));

  expect(span.spanContext().traceId).not.toBe(client.traceId);
});

it('makes ids and nothing else where nobody would read the spans, and counts what it did not make', () => {
  const { tracer, exported, pipeline } = open({ isSampled: false });
  const root = tracer.startSpan('POST');
  const child = tracer.startSpan('stage', {}, trace.setSpan(ROOT_CONTEXT, root));
  for (const span of [child, root]) span.end();

  expect([root.isRecording(), child.isRecording()]).toEqual([false, false]);
  expect(child.spanContext()).toMatchObject({ traceId: root.spanContext().traceId, traceFlags: 0 });
  expect(exported).toEqual([]);
  expect(pipeline.unsampled).toBe(2);
});

it('records what is not sampled and does not export it', () => {
  const { tracer, exported, recorder, pipeline } = open({ isSampled: false, recorderBytes: 100_000 });
  const root = tracer.startSpan('POST');
  root.end();

  expect(recorder.find(root.spanContext().traceId)?.spans).toMatchObject([{ name: 'POST' }]);
  expect(root.spanContext().traceFlags).toBe(TraceFlags.NONE);
  expect(exported).toEqual([]);
  expect(pipeline.unsampled).toBe(1);
});

it('takes options and context or leaves them out when it runs a body', () => {
  const { tracer } = open();
  const client = { traceId: newTraceId(), spanId: newSpanId(), traceFlags: TraceFlags.SAMPLED };
  const parent = trace.setSpanContext(context.active(), client);

  expect(tracer.startActiveSpan('a', {}, parent, (span) => span.spanContext().traceId)).toBe(client.traceId);
  expect(tracer.startActiveSpan('b', (span) => span.isRecording())).toBe(true);
  expect(tracer.startActiveSpan('c', { root: true }, (span) => span.isRecording())).toBe(true);
});

it('makes ids of hex digits that do not repeat', () => {
  const ids = new Set(Array.from({ length: 10_000 }, newSpanId));

  expect(ids.size).toBe(10_000);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{16}$/);
  expect(newTraceId()).toMatch(/^[\da-f]{32}$/);
});
