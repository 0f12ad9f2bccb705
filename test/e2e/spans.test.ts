import { type GatewayProcess, type OtlpReceiver, startOtlpReceiver } from 'glassgate/testing';
import type { RecordedTrace } from '../../src/plugin-api/traces.ts';
import { openPool, type PoolOptions } from './pool.ts';
import { solve } from './solve.ts';

// What the flight recorder has, over HTTP.
const tracesPlugin = `
import { definePlugin, traces } from 'glassgate/plugin-api';

export default definePlugin({
  name: 'show-traces',
  setup: ({ use }) => {
    const recorder = use(traces);
    return {
      routes: (routes) => {
        routes.get('/v1/test-traces/:id', { access: 'client', summary: 'Shows a trace.' }, (req, res) => {
          res.json(recorder().find(req.params.id) ?? null);
        });
      },
    };
  },
});
`;
const chain = ['solve', 'prompt', 'jobs', 'profile', 'lock', 'selector', 'chat', 'upstream'];

function withRecorder(options: PoolOptions = {}) {
  const config = { ...options.config, plugins: [...chain, './traces.ts'] };
  return openPool({ ...options, config, files: { 'traces.ts': tracesPlugin } });
}

async function recorded(gateway: GatewayProcess, traceId: string): Promise<RecordedTrace> {
  const path = `${gateway.url}/v1/test-traces/${traceId}`;
  for (;;) {
    const found = (await (await fetch(path)).json()) as RecordedTrace | null;
    // The SERVER span ends when the answer has left, which may be after the client has it.
    if (found?.isComplete) return found;
  }
}

const tracing = { OTEL_SDK_DISABLED: 'false', GLASSGATE_AUTO_INSTRUMENTATION: 'off' };

describe('the flight recorder', () => {
  it.concurrent('has the spans of a request without any tracing backend', async () => {
    await using pool = await withRecorder();
    await using gateway = await pool.start(tracing);

    const { body } = await solve(gateway);
    const { spans } = await recorded(gateway, body.meta.trace_id);

    const names = spans.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['POST /v1/solve', 'glassgate.solve']);
    expect(names).toEqual(expect.arrayContaining(chain.slice(1).map((name) => `stage ${name}`)));
    expect(names).toContain('POST /analyze');
    const selector = spans.find(({ name }) => name === 'stage selector');
    expect(selector?.events).toMatchObject([
      { name: 'glassgate.selector.candidates', attributes: { candidates: 1 } },
      { name: 'glassgate.decision', attributes: { chosen: 'c1' } },
    ]);
    const attributes = Object.assign({}, ...spans.map((span) => span.attributes));
    expect(attributes).toMatchObject({ 'glassgate.prompt.id': 'default', 'glassgate.profile.id': 'p1' });
    expect(selector?.attributes).toMatchObject({ 'glassgate.container.id': 'c1' });
  }, 30_000);

  it.concurrent('has those of a trace that is not sampled, which is not exported', async () => {
    await using collector = await startOtlpReceiver();
    await using pool = await withRecorder();
    await using gateway = await pool.start({
      ...tracing,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_SAMPLER: 'always_off',
    });

    const { body } = await solve(gateway);
    const { spans } = await recorded(gateway, body.meta.trace_id);
    await gateway.stop();

    expect(spans.length).toBeGreaterThan(8);
    expect(collector.spans).toEqual([]);
    const [post] = pool.workers.flatMap(({ ledger }) => ledger.posts);
    expect(post?.traceparent).toMatch(new RegExp(`^00-${body.meta.trace_id}-[\\da-f]{16}-00$`));
  }, 30_000);
});

describe('a span of a stage', () => {
  it.concurrent('is linked to who created the chat, and carries what the model is called for', async () => {
    await using pool = await withRecorder();
    await using gateway = await pool.start(tracing);

    const first = await solve(gateway);
    const second = await solve(gateway);
    const created = await recorded(gateway, first.body.meta.trace_id);
    const reused = await recorded(gateway, second.body.meta.trace_id);

    const [from, to] = [reused, created].map(({ spans }) => spans.find(({ name }) => name === 'stage chat'));
    expect(from?.attributes).toMatchObject({ 'glassgate.chat.operation': 'reuse' });
    expect(to).toMatchObject({ attributes: { 'glassgate.chat.operation': 'create' }, links: [] });
    expect(from?.links).toMatchObject([{ traceId: created.traceId, spanId: to?.spanId }]);
    const upstream = reused.spans.find(({ name }) => name === 'stage upstream');
    expect(upstream?.attributes).toMatchObject({ 'glassgate.container.id': 'c1' });
    const message = reused.spans.find(({ name }) => name === 'chat');
    expect(message).toMatchObject({ kind: 'client', parentSpanId: upstream?.spanId });
    expect(message?.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.prompt.name': 'default',
      'gen_ai.conversation.id': expect.any(String),
    });
  }, 30_000);

  it.concurrent('is linked to who holds the lock', async () => {
    const [holderTrace, refusedTrace] = ['1'.repeat(32), '2'.repeat(32)];
    await using pool = await withRecorder({ workers: [{ script: { rules: [{ kind: 'hang', times: 1 }] } }] });
    await using gateway = await pool.start(tracing);
    const as = (id: string, traceId: string) => ({
      headers: { 'x-request-id': id, traceparent: `00-${traceId}-${'3'.repeat(16)}-01` },
    });

    const holding = solve(gateway, {}, as('holder', holderTrace));
    await pool.workers[0]?.until(({ posts }) => posts.length > 0);
    const refused = await solve(gateway, {}, as('refused', refusedTrace));
    pool.workers[0]?.release();
    await holding;
    const found = await Promise.all([refusedTrace, holderTrace].map((id) => recorded(gateway, id)));

    expect(refused.body.error.code).toBe('PROFILE_BUSY');
    const [from, to] = found.map(({ spans }) => spans.find(({ name }) => name === 'stage lock'));
    expect(from?.links).toMatchObject([{ traceId: holderTrace, spanId: to?.spanId }]);
    expect(from?.attributes).toMatchObject({ 'glassgate.lock.holder_request_id': 'holder' });
  }, 30_000);

  it.concurrent('leaves out what operators do not want', async () => {
    await using pool = await withRecorder({ config: { otel: { gen_ai: 'off', events: 'logs' } } });
    await using gateway = await pool.start(tracing);

    const { body } = await solve(gateway);
    const { spans } = await recorded(gateway, body.meta.trace_id);

    expect(
      spans.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => key.startsWith('gen_ai.')),
    ).toEqual([]);
    expect(spans.flatMap(({ events }) => events)).toEqual([]);
  }, 30_000);
});

it.concurrent('a traceparent that is not trusted is linked to a trace of our own', async () => {
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  await using pool = await withRecorder({ config: { otel: { trust_incoming_trace: false } } });
  await using gateway = await pool.start(tracing);

  const headers = { traceparent: `00-${traceId}-${spanId}-01`, baggage: 'user=alice' };
  const { body } = await solve(gateway, {}, { headers });
  const { spans } = await recorded(gateway, body.meta.trace_id);

  expect(body.meta.trace_id).not.toBe(traceId);
  expect(spans[0]).toMatchObject({ name: 'POST /v1/solve', parentSpanId: '', links: [{ traceId, spanId }] });
}, 30_000);

function wireSpans({ spans }: OtlpReceiver) {
  const of = (kind: string) => spans.filter((span) => span.kind === kind).map(({ name }) => name);
  return { server: of('server'), client: of('client').toSorted() };
}

it.each(['off', 'min', 'all'])(
  "with auto-instrumentation '%s' there is one SERVER span, and one CLIENT span for each call on the wire",
  async (mode) => {
    await using collector = await startOtlpReceiver();
    await using pool = await openPool();
    await using gateway = await pool.start({
      ...tracing,
      GLASSGATE_AUTO_INSTRUMENTATION: mode,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });

    expect((await solve(gateway)).status).toBe(200);
    expect(await gateway.stop()).toBe(0);

    const calls = pool.workers.flatMap(({ ledger }) => ledger.posts).map(() => 'POST /analyze');
    const { server, client } = wireSpans(collector);
    expect(server).toEqual(['POST /v1/solve']);
    expect(client.filter((name) => name.startsWith('POST'))).toEqual(calls);
    expect(client.filter((name) => name === 'GET' || name === 'POST')).toEqual([]);
  },
  40_000,
);
