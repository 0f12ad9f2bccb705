import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { outermost } from './linked-context.ts';

it('finds the nearest value of a key, as the contexts of the API do', () => {
  const [one, other] = [createContextKey('one'), createContextKey('other')];

  for (const root of [outermost, ROOT_CONTEXT]) {
    const outer = root.setValue(one, 1).setValue(other, 'a');
    const inner = outer.setValue(one, 2);
    const without = inner.deleteValue(one);

    expect([root.getValue(one), outer.getValue(one), inner.getValue(one)]).toEqual([undefined, 1, 2]);
    expect([without.getValue(one), without.getValue(other)]).toEqual([undefined, 'a']);
  }
});

it('carries a span for whoever asks the API for it', () => {
  const spanContext = {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    traceFlags: 1,
  };
  const within = trace.setSpanContext(outermost, spanContext);

  expect(trace.getSpanContext(within)).toEqual(spanContext);
  expect(trace.getSpan(trace.deleteSpan(within))).toBeUndefined();
  expect(context.with(within, () => 'ran')).toBe('ran');
});
