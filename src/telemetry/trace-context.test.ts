import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { headersOf, parentOf, traceContextPropagator } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

it('reads the parent that a client names', () => {
  expect(parentOf(traceparent, undefined)).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true });
});

it('keeps the trace state from the client to the worker', () => {
  const parent = parentOf(traceparent, 'vendor=1,other=2');

  expect(parent && headersOf(parent)).toEqual({ traceparent, tracestate: 'vendor=1,other=2' });
});

it.each([
  ['nothing', undefined],
  ['no W3C header', 'hello'],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['the forbidden version', `ff-${traceId}-${spanId}-01`],
  ['more than version 00 may say', `${traceparent}-more`],
  ['upper case', traceparent.toUpperCase()],
  ['two headers', [traceparent, traceparent]],
])('starts a new trace for %s', (_name, header) => {
  expect(parentOf(header, undefined)).toBeUndefined();
});

it('understands a later version that says more', () => {
  expect(parentOf(`01-${traceId}-${spanId}-00-more`, undefined)).toMatchObject({ traceId, traceFlags: 0 });
});

it('sends no header for a span that is none', () => {
  expect(headersOf({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 })).toEqual({});
});

it('carries a context through headers for the SDK, without baggage', () => {
  const sent: Record<string, string> = {};
  const received = traceContextPropagator.extract(
    ROOT_CONTEXT,
    { traceparent, baggage: 'user=alice' },
    defaultTextMapGetter,
  );

  traceContextPropagator.inject(received, sent, defaultTextMapSetter);
  traceContextPropagator.inject(ROOT_CONTEXT, sent, defaultTextMapSetter);

  expect(trace.getSpanContext(received)?.spanId).toBe(spanId);
  expect(sent).toEqual({ traceparent });
  expect(traceContextPropagator.fields()).toEqual(['traceparent', 'tracestate']);
});
