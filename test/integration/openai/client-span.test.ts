import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { collectSpans } from 'glassgate/testing';
import { post, question, startLlmGateway } from './llm-gateway.ts';

it('makes a CLIENT span below the stage and names it to the provider', async () => {
  await using collected = collectSpans();
  await using started = await startLlmGateway();
  const { gateway, provider } = started;

  await (await post(gateway, question)).text();

  const [span] = collected.named('POST');
  const [stage] = collected.named('stage proxy');
  const { port } = new URL(provider.url);
  const ids = span?.spanContext();
  expect(span).toMatchObject({
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(port),
      'url.full': `${provider.url}/v1/chat/completions`,
    },
  });
  expect(span?.parentSpanContext?.spanId).toBe(stage?.spanContext().spanId);
  expect(provider.requests[0]?.headers['traceparent']).toBe(`00-${ids?.traceId}-${ids?.spanId}-01`);
});

it.each<[string, number | undefined, string]>([
  ['an error of the provider', 500, '500'],
  ['a broken connection', undefined, 'reset'],
])('says on the span that there was %s', async (_what, status, trouble) => {
  await using collected = collectSpans();
  await using started = await startLlmGateway();
  started.provider.always((_request, res) => {
    if (status === undefined) res.destroy();
    else res.writeHead(status).end();
  });

  await (await post(started.gateway, question)).text();

  expect(collected.named('POST').at(-1)).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'error.type': trouble },
  });
});
