import { createServer, request } from 'node:http';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { Registry } from 'prom-client';
import type { HttpResult } from '../http/probe.ts';
import { collectSpans } from '../testing/collect-spans.ts';
import { listenOnLoopback } from '../testing/loopback-server.ts';
import { createTelemetry } from './create-telemetry.ts';

const done: HttpResult = {
  route: '/v1/jobs/:id',
  status: 200,
  code: undefined,
  requestId: 'r1',
  durationMs: 20,
};

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to a real server that watches it; resolves with what the handler saw active. */
async function watch(sent: Sent, result: Partial<HttpResult> = {}) {
  const { http } = createTelemetry({ registry: new Registry() });
  let active: string | undefined;
  let during = '';
  await using server = await listenOnLoopback(
    createServer(async (req, res) => {
      const probe = http.request(req, req.socket.remoteAddress);
      active = probe.within(() => trace.getActiveSpan()?.spanContext().spanId, done);
      during = (await http.exposition()).text;
      probe.end({ ...done, ...result });
      res.end();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    const { method = 'GET', path, headers } = sent;
    request({ port: server.port, host: '127.0.0.1', method, path, ...(headers && { headers }) }, (res) => {
      res.resume().once('end', resolve);
    })
      .once('error', reject)
      .end();
  });
  return { active, during, port: server.port, text: (await http.exposition()).text };
}

it('makes a SERVER span that is named after its route at the end', async () => {
  await using collected = collectSpans();

  const { active, port } = await watch({ path: '/v1/jobs/42?full=1', headers: { 'user-agent': 'curl/8' } });

  const [span] = collected.spans;
  expect(span?.name).toBe('GET /v1/jobs/:id');
  expect(span?.kind).toBe(SpanKind.SERVER);
  expect(span?.spanContext().spanId).toBe(active);
  expect(span?.attributes).toEqual({
    'http.request.method': 'GET',
    'url.path': '/v1/jobs/42',
    'url.scheme': 'http',
    'server.address': '127.0.0.1',
    'server.port': port,
    'client.address': '127.0.0.1',
    'network.protocol.version': '1.1',
    'user_agent.original': 'curl/8',
    'http.route': '/v1/jobs/:id',
    'http.response.status_code': 200,
    'glassgate.request.id': 'r1',
  });
});

it('says how large the two bodies are, as far as somebody knows', async () => {
  await using collected = collectSpans();

  await watch({ path: '/' }, { requestBytes: 12, responseBytes: 0 });

  expect(collected.spans[0]?.attributes).toMatchObject({
    'http.request.body.size': 12,
    'http.response.body.size': 0,
  });
});

it("continues the client's trace", async () => {
  await using collected = collectSpans();
  const traceId = '0af7651916cd43dd8448eb211c80319c';

  await watch({
    path: '/',
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'v=1' },
  });

  const [span] = collected.spans;
  expect(span?.spanContext().traceId).toBe(traceId);
  expect(span?.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
  expect(span?.spanContext().traceState?.serialize()).toBe('v=1');
});

it('records nothing of a trace that the client does not sample', async () => {
  await using collected = collectSpans();

  await watch({
    path: '/',
    headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' },
  });

  expect(collected.spans).toEqual([]);
});

it.each([
  [503, 'CONTAINER_BUSY', 'CONTAINER_BUSY', SpanStatusCode.ERROR],
  [500, undefined, '500', SpanStatusCode.ERROR],
  [400, 'INVALID_REQUEST', 'INVALID_REQUEST', SpanStatusCode.UNSET],
  [undefined, 'CLIENT_CANCELED', 'CLIENT_CANCELED', SpanStatusCode.UNSET],
])('ends %s %s with error type %s and status %i', async (status, code, errorType, spanStatus) => {
  await using collected = collectSpans();

  const { text } = await watch({ method: 'POST', path: '/v1/solve' }, { route: '/v1/solve', status, code });

  expect(collected.spans[0]?.status.code).toBe(spanStatus);
  expect(collected.spans[0]?.attributes['error.type']).toBe(errorType);
  expect(text).toContain(
    'http_server_request_duration_seconds_count{http_request_method="POST",http_route="/v1/solve",' +
      `http_response_status_code="${status ?? ''}",error_type="${errorType}"} 1`,
  );
});

it('lets no client invent methods or routes', async () => {
  await using collected = collectSpans();

  const { text } = await watch({ method: 'PROPFIND', path: '/x' }, { route: undefined, status: 404 });

  expect(collected.spans[0]?.name).toBe('HTTP');
  expect(collected.spans[0]?.attributes).toMatchObject({
    'http.request.method': '_OTHER',
    'http.request.method_original': 'PROPFIND',
  });
  expect(text).toContain(
    'http_server_request_duration_seconds_count{http_request_method="_OTHER",http_route="_unmatched",' +
      'http_response_status_code="404",error_type=""} 1',
  );
});

it.each(['/health', '/metrics', '/metrics?name=x'])('makes no span for %s, and counts it', async (path) => {
  await using collected = collectSpans();

  const { active, during, text } = await watch({ path }, { route: path });

  expect(collected.spans).toEqual([]);
  expect(active).toBeUndefined();
  expect(during).toContain('http_server_active_requests{http_request_method="GET",url_scheme="http"} 1');
  expect(text).toContain('http_server_active_requests{http_request_method="GET",url_scheme="http"} 0');
  expect(text).toContain(`http_route="${path}",http_response_status_code="200",error_type=""} 1`);
});

it('reads an IPv6 host without taking its colons for a port', async () => {
  await using collected = collectSpans();

  await watch({ path: '/', headers: { host: '[::1]' } });
  await watch({ path: '/', headers: { host: '[::1]:9000' } });

  expect(collected.spans[0]?.attributes).toMatchObject({ 'server.address': '[::1]' });
  expect(collected.spans[0]?.attributes).not.toHaveProperty('server.port');
  expect(collected.spans[1]?.attributes).toMatchObject({ 'server.address': '[::1]', 'server.port': 9000 });
});
