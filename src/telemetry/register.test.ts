import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { listenOnLoopback } from '../testing/loopback-server.ts';
import { startOtlpReceiver } from '../testing/otlp-receiver.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Runs a program in a process of its own: instrumentation does not work in the process of the tests. */
function runProgram(program: string, env: Readonly<Record<string, string>>) {
  const args = ['--import', './src/telemetry/register.ts', '--input-type=module', '--eval', program];
  return run(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    timeout: 30_000,
  });
}

const oneSpan = `
import { trace } from '@opentelemetry/api';
import { shutdownTelemetry } from './src/telemetry/lifecycle.ts';
const span = trace.getTracer('test').startSpan('job');
span.end();
const { traceId, traceFlags } = span.spanContext();
const ended = await shutdownTelemetry({ deadlineMs: 300 });
console.log(JSON.stringify({ ended, traceId, traceFlags, env: process.env }));
process.exit();
`;

async function runOneSpan(env: Readonly<Record<string, string>>) {
  const { stdout, stderr } = await runProgram(oneSpan, env);
  return { ...(JSON.parse(stdout) as Record<string, unknown>), stderr } as {
    readonly ended: string;
    readonly traceId: string;
    readonly traceFlags: number;
    readonly env: Readonly<Record<string, string>>;
    readonly stderr: string;
  };
}

it('refuses a mode that does not exist, and says which there are', async () => {
  await expect(runProgram('', { GLASSGATE_AUTO_INSTRUMENTATION: 'most' })).rejects.toMatchObject({
    code: 1,
    stderr: "GLASSGATE_AUTO_INSTRUMENTATION is 'most' and must be one of: off, min, all.\n",
  });
});

it('does nothing when the SDK is disabled', async () => {
  const { traceId, ended } = await runOneSpan({ OTEL_SDK_DISABLED: 'TRUE' });

  expect(traceId).toBe('0'.repeat(32));
  expect(ended).toBe('flushed');
});

it('makes trace ids without a collector, and leaves the environment of children alone', async () => {
  const env = { GLASSGATE_AUTO_INSTRUMENTATION: 'off', OTEL_RESOURCE_ATTRIBUTES: 'team=a' };

  const result = await runOneSpan(env);

  expect(result.traceId).not.toBe('0'.repeat(32));
  expect(result).toMatchObject({ ended: 'flushed', traceFlags: 1, stderr: '' });
  expect(Object.keys(result.env).filter((name) => name.startsWith('OTEL_'))).toEqual([
    'OTEL_RESOURCE_ATTRIBUTES',
  ]);
  expect(result.env['OTEL_RESOURCE_ATTRIBUTES']).toBe('team=a');
});

it('sends protobuf unless told otherwise', async () => {
  const sent: (string | undefined)[] = [];
  await using collector = await listenOnLoopback(
    createServer((req, res) => {
      sent.push(`${req.url} ${req.headers['content-type']}`);
      req.resume().once('end', () => res.end());
    }),
  );

  await runOneSpan({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, GLASSGATE_AUTO_INSTRUMENTATION: 'off' });

  expect(sent).toEqual(['/v1/traces application/x-protobuf']);
});

it.each(['refused', 'hanging'])(
  'ends in time and without failing when the collector is %s',
  async (state) => {
    const server = await listenOnLoopback(createServer(() => {}));
    await using collector = server;
    if (state === 'refused') await server.close();
    const start = performance.now();

    const { ended, stderr } = await runOneSpan({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      GLASSGATE_AUTO_INSTRUMENTATION: 'off',
    });

    expect(ended).toBe('gave_up');
    expect(stderr).toBe('');
    expect(performance.now() - start).toBeLessThan(5_000);
  },
);

const exchangeAndFetch = `
import { Pool } from 'undici';
import { context, propagation } from '@opentelemetry/api';
import { createTelemetry } from './src/telemetry/create-telemetry.ts';
import { shutdownTelemetry } from './src/telemetry/lifecycle.ts';
const worker = process.env.WORKER;
const { instruments, exchange } = createTelemetry();
const container = { id: 'c1', baseUrl: worker, timeouts: {} };
const pool = new Pool(worker);
const send = async (request) => {
  const probe = exchange.exchange(request, worker + request.path);
  const reply = await pool.request({ method: request.method, path: request.path, headers: probe.headers });
  await reply.body.dump();
  probe.end({ status: reply.statusCode, failure: null, durationMs: 1 });
};
await send({ container, method: 'GET', path: '/status' });
const run = instruments.run({ chain: 'solve', requestId: 'r1', runId: 'j1' });
const baggage = propagation.createBaggage({ user: { value: 'alice' } });
await run.within(() => context.with(propagation.setBaggage(context.active(), baggage), async () => {
  await send({ container, method: 'GET', path: '/health' });
  await fetch(worker + '/plugin');
}));
run.end({ totalMs: 1, unaccountedMs: 0, attempts: 1, code: undefined, outcome: 'ok' });
await pool.close();
await shutdownTelemetry();
`;

it('traces an exchange once and the calls of plugins too, with our name and no baggage', async () => {
  const seen = new Map<string | undefined, Readonly<Record<string, unknown>>>();
  await using worker = await listenOnLoopback(
    createServer((req, res) => {
      seen.set(req.url, req.headers);
      res.end('{}');
    }),
  );
  await using collector = await startOtlpReceiver();

  await runProgram(exchangeAndFetch, {
    WORKER: worker.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_RESOURCE_ATTRIBUTES: 'team=a',
  });

  const [solve] = collector.spans.filter((span) => span.name === 'glassgate.solve');
  const below = collector.spans.filter((span) => span.parentSpanId === solve?.spanId);
  expect(below.map((span) => [span.scope, span.name]).toSorted()).toEqual([
    ['@opentelemetry/instrumentation-undici', 'GET'],
    ['glassgate', 'GET /health'],
  ]);
  expect(collector.spans).toHaveLength(3);
  expect(seen.get('/status')).not.toHaveProperty('traceparent');
  const [health] = below.filter((span) => span.scope === 'glassgate');
  expect(seen.get('/health')?.['traceparent']).toBe(`00-${health?.traceId}-${health?.spanId}-01`);
  expect(seen.get('/plugin')?.['traceparent']).toContain(solve?.traceId);
  expect(seen.get('/plugin')).not.toHaveProperty('baggage');
  expect(solve?.resource).toMatchObject({ 'service.name': 'glassgate', team: 'a' });
  expect(solve?.resource['service.version']).toMatch(/^\d+\.\d+\.\d+/);
  expect(Object.keys(solve?.resource ?? {}).filter((key) => /^(process|host)\./.test(key))).toEqual([]);
  expect([...collector.paths]).toEqual(['/v1/traces']);
}, 30_000);

const expressApp = `
import express from 'express';
import { createTelemetry } from './src/telemetry/create-telemetry.ts';
import { createLogger } from './src/telemetry/logger.ts';
import { shutdownTelemetry } from './src/telemetry/lifecycle.ts';
const { http } = createTelemetry();
const { log, close } = await createLogger({ level: 'info' });
const app = express();
app.use((req, res, next) => {
  const probe = http.request(req);
  res.once('close', () => probe.end({ route: '/x', status: 200, code: undefined, requestId: 'r1', durationMs: 1 }));
  probe.within(next);
});
app.use((req, res, next) => next());
app.get('/x', (req, res) => {
  log.info('asked');
  res.json({});
});
const server = app.listen(0, '127.0.0.1', async () => {
  await (await fetch('http://127.0.0.1:' + server.address().port + '/x')).text();
  server.close();
  await close();
  await shutdownTelemetry();
});
`;

it("with 'all' adds the handlers of Express below our one SERVER span, and ids to lines only once", async () => {
  await using collector = await startOtlpReceiver();

  const { stdout } = await runProgram(expressApp, {
    GLASSGATE_AUTO_INSTRUMENTATION: 'all',
    OTEL_SERVICE_NAME: 'gateway-7',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });

  const servers = collector.spans.filter((span) => span.kind === 'server');
  const layers = collector.spans.filter((span) => span.scope.endsWith('instrumentation-express'));
  expect(servers.map((span) => [span.scope, span.name])).toEqual([['glassgate', 'GET /x']]);
  expect(layers.map((span) => span.parentSpanId)).toEqual([servers[0]?.spanId]);
  expect(servers[0]?.resource['service.name']).toBe('gateway-7');
  expect(stdout.match(/"trace_id":/g)).toHaveLength(1);
  expect(stdout).toContain(`"trace_id":"${servers[0]?.traceId}"`);
}, 30_000);
