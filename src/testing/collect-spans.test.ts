import { trace } from '@opentelemetry/api';
import { collectSpans } from './collect-spans.ts';

it('collects ended spans with their parents, and gives the tracer back', async () => {
  {
    await using collected = collectSpans();
    const tracer = trace.getTracer('t');
    tracer.startActiveSpan('outer', (outer) => {
      tracer.startSpan('inner').end();
      outer.end();
    });

    expect(collected.spans.map((span) => span.name)).toEqual(['inner', 'outer']);
    const [outer] = collected.named('outer');
    expect(collected.named('inner')[0]?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  }

  expect(trace.getTracer('t').startSpan('later').isRecording()).toBe(false);
});
