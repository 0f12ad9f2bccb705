import { SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { redactSpansOf } from './redacted-span.ts';

// Put together here, so that no text of the repository looks like a secret.
const password = `S3cr${'et'}Pw9`;

it('hides secrets of SDK spans from every processor', async () => {
  const exporter = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter });
  redactSpansOf(processor);
  redactSpansOf(processor);
  await using provider = Object.assign(new TracerProvider({ spanProcessors: [processor] }), {
    [Symbol.asyncDispose]: () => provider.shutdown(),
  });
  const { traceId, spanId } = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
  const context = { traceId, spanId, traceFlags: 1 };

  const span = provider.getTracer('test').startSpan(`GET /?token=${password}`, {
    attributes: { 'url.query': `api_key=${password}`, 'http.request.header.cookie': [password], count: 3 },
    links: [{ context, attributes: { note: `password=${password}` } }],
  });
  span.addEvent('exception', { 'exception.message': `no token=${password}` });
  span.addEvent('plain');
  span.setStatus({ code: SpanStatusCode.ERROR, message: `token=${password}` });
  span.end();

  const [seen] = exporter.getFinishedSpans();
  expect(seen).toMatchObject({
    name: 'GET /?token=***',
    attributes: { 'url.query': 'api_key=***', 'http.request.header.cookie': ['***'], count: 3 },
    status: { code: SpanStatusCode.ERROR, message: 'token=***' },
    ended: true,
  });
  expect(seen?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['exception', { 'exception.message': 'no token=***' }],
    ['plain', undefined],
  ]);
  expect(seen?.links[0]).toMatchObject({ context, attributes: { note: 'password=***' } });
  expect(seen?.spanContext()).toEqual(span.spanContext());
  trace.disable();
});
