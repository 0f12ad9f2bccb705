import { context, type HrTime, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { collectSpans } from '../testing/collect-spans.ts';
import { FlightRecorder } from './flight-recorder/flight-recorder.ts';
import { LeanSpan } from './lean-span.ts';
import { createCoreTracing } from './lean-tracer.ts';

const scope = { name: 'glassgate', version: '1.2.3' };

it('makes spans itself, and they look like those of the SDK', async () => {
  await using collected = collectSpans();
  const lean = createCoreTracing(scope).tracer;
  const sdk = trace.getTracer(scope.name, scope.version);
  const root = lean.startSpan('POST', { kind: SpanKind.SERVER });
  const below = trace.setSpan(context.active(), root);

  for (const tracer of [lean, sdk]) {
    const span = tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes: { method: 'GET' } }, below);
    span.setAttribute('status', 503).setAttributes({ tries: 2 }).setStatus({ code: SpanStatusCode.ERROR });
    span.addEvent('sent', { bytes: 3 }).addEvent('received');
    span.addLink({ context: root.spanContext() }).updateName('GET /status').end();
  }

  const [made, expected] = collected.spans;
  expect(made).toBeInstanceOf(LeanSpan);
  expect(expected).not.toBeInstanceOf(LeanSpan);
  expect(made && summary(made)).toEqual(expected && summary(expected));
  expect(made?.resource).toBe(expected?.resource);
  expect(made?.spanContext().traceId).toBe(root.spanContext().traceId);
  expect(made?.spanContext().spanId).toMatch(/^[\da-f]{16}$/);
  expect(made?.spanContext().spanId).not.toBe(root.spanContext().spanId);
});

it('shows the spans of an SDK that exports by itself to the flight recorder', async () => {
  await using collected = collectSpans();
  const { tracer, pipeline } = createCoreTracing(scope);
  const recorder = new FlightRecorder({ maxBytes: 100_000, slowMs: 1_000 });
  pipeline?.recordTo(recorder);
  const root = tracer.startSpan('POST', { kind: SpanKind.SERVER });
  tracer.startSpan('stage', {}, trace.setSpan(context.active(), root)).end();
  root.end();

  const found = recorder.find(root.spanContext().traceId);
  expect(found?.spans.map(({ name, kind }) => [name, kind])).toEqual([
    ['POST', 'server'],
    ['stage', 'internal'],
  ]);
  expect(collected.spans.map(({ name }) => name)).toEqual(['stage', 'POST']);
});

it('keeps time in order from the first span to the last', async () => {
  await using collected = collectSpans();
  const tracer = createCoreTracing(scope).tracer;

  tracer.startActiveSpan('outer', (root) => {
    tracer.startActiveSpan('middle', (outer) => {
      tracer.startActiveSpan('inner', { attributes: { a: 1 } }, (inner) => {
        inner.addEvent('now');
        inner.end();
      });
      outer.end();
    });
    root.end();
  });

  const [inner, middle] = collected.spans;
  const at = [middle?.startTime, inner?.startTime, inner?.events[0]?.time, inner?.endTime, middle?.endTime];
  const nanoseconds = at.map((time = [0, 0]) => toNanoseconds(time));
  expect(nanoseconds).toEqual(nanoseconds.toSorted((one, other) => (one < other ? -1 : 1)));
  expect(Math.abs(Number(nanoseconds[0]) / 1e6 - Date.now())).toBeLessThan(5_000);
  expect(inner?.parentSpanContext?.spanId).toBe(middle?.spanContext().spanId);
});

it('keeps the spans of a trace together when the clock is set meanwhile', async () => {
  await using collected = collectSpans();
  const tracer = createCoreTracing(scope).tracer;
  const outer = tracer.startSpan('outer', {}, trace.setSpan(context.active(), tracer.startSpan('POST')));
  const { now } = Date;

  Date.now = () => now() + 3_600_000;
  try {
    tracer.startSpan('inner', {}, trace.setSpan(context.active(), outer)).end();
    outer.end();
  } finally {
    Date.now = now;
  }

  const [innerSpan, outerSpan] = collected.spans;
  const apart = toNanoseconds(innerSpan?.startTime ?? [0, 0]) - toNanoseconds(outerSpan?.startTime ?? [0, 0]);
  expect(Number(apart) / 1e6).toBeLessThan(60_000);
});

it('ends a span once and lets nobody change it afterwards', async () => {
  await using collected = collectSpans();
  const tracer = createCoreTracing(scope).tracer;
  const below = trace.setSpan(context.active(), tracer.startSpan('POST'));

  const span = tracer.startSpan('stage', {}, below);
  span.end();
  span
    .setAttribute('late', true)
    .addEvent('late')
    .updateName('late')
    .setStatus({ code: SpanStatusCode.ERROR });
  span.end();

  expect(span.isRecording()).toBe(false);
  expect(collected.spans).toHaveLength(1);
  expect(collected.spans[0]).toMatchObject({
    name: 'stage',
    attributes: {},
    events: [],
    links: [],
    ended: true,
  });
  expect(collected.spans[0]?.status.code).toBe(SpanStatusCode.UNSET);
});

it('records an exception as other libraries may', async () => {
  await using collected = collectSpans();
  const tracer = createCoreTracing(scope).tracer;

  const span = tracer.startSpan('stage', {}, trace.setSpan(context.active(), tracer.startSpan('POST')));
  span.recordException(new TypeError('bad'));
  span.end();

  expect(collected.spans[0]?.events[0]?.attributes).toEqual({
    'exception.type': 'TypeError',
    'exception.message': 'bad',
  });
});

it('leaves every span to an SDK that does not show where spans go', () => {
  const made: string[] = [];
  trace.setGlobalTracerProvider({
    getTracer: () => ({
      startSpan: (name) => {
        made.push(name);
        return trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
      },
      startActiveSpan: () => {
        throw new Error('not used here');
      },
    }),
  });
  try {
    const tracer = createCoreTracing(scope).tracer;
    const root = tracer.startSpan('POST');
    tracer.startSpan('stage', {}, trace.setSpan(context.active(), root));

    expect(made).toEqual(['POST', 'stage']);
  } finally {
    trace.disable();
  }
});

function summary(span: ReadableSpan) {
  const { name, kind, attributes, status, links, ended, instrumentationScope, parentSpanContext } = span;
  const { name: scopeName, version } = instrumentationScope;
  return {
    name,
    kind,
    attributes,
    status,
    ended,
    parentSpanContext,
    links: links.map((link) => link.context),
    events: span.events.map((event) => [event.name, event.attributes ?? {}]),
    scope: [scopeName, version],
    dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
  };
}

function toNanoseconds([seconds, nanoseconds]: HrTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}
