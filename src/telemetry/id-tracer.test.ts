import { context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { idTracerProvider } from './id-tracer.ts';
import { newSpanId, newTraceId } from './trace-ids.ts';

const tracer = idTracerProvider.getTracer('glassgate');

it('gives every trace and every span its own id and records nothing', () => {
  const root = tracer.startSpan('POST');
  const child = tracer.startSpan('stage', {}, trace.setSpan(ROOT_CONTEXT, root));
  const other = tracer.startSpan('POST');

  expect(trace.isSpanContextValid(root.spanContext())).toBe(true);
  expect(child.spanContext().traceId).toBe(root.spanContext().traceId);
  expect(child.spanContext().spanId).not.toBe(root.spanContext().spanId);
  expect(other.spanContext().traceId).not.toBe(root.spanContext().traceId);
  expect([root.isRecording(), child.isRecording()]).toEqual([false, false]);
});

it.each([TraceFlags.NONE, TraceFlags.SAMPLED])('passes on whether the client samples: %i', (traceFlags) => {
  const client = { traceId: newTraceId(), spanId: newSpanId(), traceFlags, isRemote: true };

  const span = tracer.startSpan('POST', {}, trace.setSpanContext(ROOT_CONTEXT, client));

  expect(span.spanContext()).toMatchObject({ traceId: client.traceId, traceFlags });
  expect(span.spanContext().isRemote).toBeUndefined();
});

it('starts a new trace when asked for a root', () => {
  const client = { traceId: newTraceId(), spanId: newSpanId(), traceFlags: TraceFlags.SAMPLED };

  const span = tracer.startSpan('job', { root: true }, trace.setSpanContext(ROOT_CONTEXT, client));

  expect(span.spanContext().traceId).not.toBe(client.traceId);
});

it('takes options and context or leaves them out when it runs a body', () => {
  const client = { traceId: newTraceId(), spanId: newSpanId(), traceFlags: TraceFlags.SAMPLED };
  const parent = trace.setSpanContext(context.active(), client);
  const traceIdOf = tracer.startActiveSpan('a', {}, parent, (span) => span.spanContext().traceId);

  expect(traceIdOf).toBe(client.traceId);
  expect(tracer.startActiveSpan('b', (span) => span.isRecording())).toBe(false);
  expect(tracer.startActiveSpan('c', { root: true }, (span) => span.isRecording())).toBe(false);
});

it('makes ids of hex digits that do not repeat', () => {
  const ids = new Set(Array.from({ length: 10_000 }, newSpanId));

  expect(ids.size).toBe(10_000);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{16}$/);
  expect(newTraceId()).toMatch(/^[\da-f]{32}$/);
});
