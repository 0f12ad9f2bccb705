import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { Registry } from 'prom-client';
import type { ExchangeResult } from '../exchange/probe.ts';
import type { ExchangeRequest } from '../plugin-api/exchange.ts';
import { collectSpans } from '../testing/collect-spans.ts';
import { makeCall } from '../testing/test-call.ts';
import { createTelemetry } from './create-telemetry.ts';

const timeouts = { connectMs: 1, readMs: 1, totalMs: 1 };
const container = { id: 'c1', baseUrl: 'http://127.0.0.1:8001', timeouts };
const analyze: ExchangeRequest = { container, method: 'POST', path: '/analyze' };
const answered: ExchangeResult = { status: 200, failure: null, durationMs: 1_500 };

function create() {
  const { exchange, http } = createTelemetry({ registry: new Registry() });
  return { exchange: exchange.exchange, text: async () => (await http.exposition()).text };
}

/** Runs `body` below a span, as a stage would. */
function inSpan<T>(body: () => T): T {
  return trace.getTracer('test').startActiveSpan('stage upstream', (span) => {
    const result = body();
    span.end();
    return result;
  });
}

it('makes a CLIENT span and hands its context to the worker', async () => {
  await using collected = collectSpans();
  const { exchange } = create();

  const probe = inSpan(() => exchange(analyze, 'http://127.0.0.1:8001/analyze'));
  probe.end(answered);

  const [span] = collected.named('POST /analyze');
  const [stage] = collected.named('stage upstream');
  expect(span?.kind).toBe(SpanKind.CLIENT);
  expect(span?.parentSpanContext?.spanId).toBe(stage?.spanContext().spanId);
  expect(span?.attributes).toEqual({
    'glassgate.container.id': 'c1',
    'server.address': '127.0.0.1',
    'server.port': 8001,
    'http.request.method': 'POST',
    'url.full': 'http://127.0.0.1:8001/analyze',
    'url.template': '/analyze',
    'http.response.status_code': 200,
  });
  expect(probe.headers).toEqual({ traceparent: `00-${probe.traceId}-${probe.spanId}-01` });
  expect([probe.traceId, probe.spanId]).toEqual([span?.spanContext().traceId, span?.spanContext().spanId]);
});

it('counts resends and shows no secret of the URL', async () => {
  await using collected = collectSpans();
  const { exchange } = create();
  const secret = `hid${'den'}`;
  const at = { ...container, baseUrl: `https://bob:${secret}@worker.example` };

  inSpan(() =>
    exchange(
      { container: at, method: 'GET', path: `/status?token=${secret}`, tryNumber: 3 },
      `${at.baseUrl}/status?token=${secret}`,
    ).end(answered),
  );

  const [span] = collected.named('GET /status');
  expect(span?.attributes).toMatchObject({
    'url.full': 'https://bob:***@worker.example/status?token=***',
    'url.template': '/status',
    'server.address': 'worker.example',
    'server.port': 443,
    'http.request.resend_count': 2,
  });
  expect(JSON.stringify(span?.attributes)).not.toContain(secret);
});

it('does not name a span after a path that may hold an id', async () => {
  await using collected = collectSpans();
  const { exchange } = create();

  inSpan(() => exchange({ container, method: 'GET', path: '/chats/42' }, 'http://h/chats/42').end(answered));

  const [span] = collected.named('GET');
  expect(span?.attributes).not.toHaveProperty('url.template');
});

it('makes no trace for a probe in the background, and counts it', async () => {
  await using collected = collectSpans();
  const { exchange, text } = create();

  const probe = exchange({ container, method: 'GET', path: '/status' }, 'http://127.0.0.1:8001/status');
  probe.end(answered);

  expect(collected.spans).toEqual([]);
  expect(probe).toMatchObject({ traceId: undefined, spanId: undefined, headers: {} });
  expect(await text()).toContain(
    'glassgate_upstream_requests_total{container_id="c1",operation="status",outcome="ok"} 1',
  );
});

it('traces an exchange of a request even where no span is active', async () => {
  await using collected = collectSpans();
  const { exchange } = create();

  exchange({ ...analyze, call: makeCall() }, 'http://127.0.0.1:8001/analyze').end(answered);

  expect(collected.named('POST /analyze')).toHaveLength(1);
});

it('announces the failures of a container with its first exchange', async () => {
  const { exchange, text } = create();

  exchange(analyze, 'http://127.0.0.1:8001/analyze').end(answered);

  const lines = (await text()).split('\n');
  expect(lines).toContain(
    'glassgate_upstream_requests_total{container_id="c1",operation="analyze",outcome="timeout"} 0',
  );
  expect(lines).toContain(
    'glassgate_upstream_request_duration_seconds_sum{container_id="c1",operation="analyze"} 1.5',
  );
});

it.each([
  [204, null, 'ok', undefined, SpanStatusCode.UNSET],
  [423, null, 'busy', '423', SpanStatusCode.ERROR],
  [404, null, 'client_error', '404', SpanStatusCode.ERROR],
  [500, null, 'server_error', '500', SpanStatusCode.ERROR],
  [null, 'read_timeout', 'timeout', 'read_timeout', SpanStatusCode.ERROR],
  [null, 'refused', 'transport', 'refused', SpanStatusCode.ERROR],
  [null, 'canceled', 'canceled', 'canceled', SpanStatusCode.UNSET],
] as const)('ends %s/%s as %s', async (status, failure, outcome, errorType, spanStatus) => {
  await using collected = collectSpans();
  const { exchange, text } = create();

  inSpan(() => exchange(analyze, 'http://127.0.0.1:8001/analyze').end({ status, failure, durationMs: 1 }));

  const [span] = collected.named('POST /analyze');
  expect(span?.attributes['error.type']).toBe(errorType);
  expect(span?.status.code).toBe(spanStatus);
  expect(await text()).toContain(
    `glassgate_upstream_requests_total{container_id="c1",operation="analyze",outcome="${outcome}"} 1`,
  );
});

it.each([
  ['/analyze_text', 'analyze_text'],
  ['/health', 'health'],
  ['/open', 'open'],
  ['/constructor', 'other'],
])('counts %s as %s', async (path, operation) => {
  const { exchange, text } = create();

  exchange({ container, method: 'GET', path }, `http://127.0.0.1:8001${path}`).end(answered);

  expect(await text()).toContain(`operation="${operation}",outcome="ok"} 1`);
});
