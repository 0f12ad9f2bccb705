import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { listenOnLoopback } from '../../testing/loopback-server.ts';
import { spansIn } from '../../testing/otlp-spans.ts';
import { ExportStats } from '../export-stats.ts';
import { LeanSpan } from '../lean-span.ts';
import { LeanTrace } from '../lean-trace.ts';
import { newTraceId } from '../trace-ids.ts';
import { SpanEncoder } from './encode-span.ts';
import { type ExporterSettings, exporterSettings } from './exporter-settings.ts';
import { SpanExporter } from './span-exporter.ts';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Answer = (res: ServerResponse, request: number) => void;

const scope = { name: 'glassgate', version: '1' };
const encoder = new SpanEncoder((_key, text) => text);

async function startCollector(answer: Answer) {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        received.push({ headers: req.headers, body: Buffer.concat(chunks) });
        answer(res, received.length);
      })
      .on('error', () => undefined);
  });
  const listening = await listenOnLoopback(server);
  return { received, ...listening, [Symbol.asyncDispose]: listening.close };
}

function exporterFor(url: string, changes: Partial<ExporterSettings> = {}) {
  const settings = exporterSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  if (typeof settings === 'string') throw new Error(settings);
  const stats = new ExportStats();
  const seconds: number[] = [];
  const troubles: (string | undefined)[] = [];
  stats.onExported = (each) => seconds.push(each);
  stats.onTrouble = (reason) => troubles.push(reason);
  const exporter = new SpanExporter({
    settings: { ...settings, encoding: 'http/json', delayMs: 60_000, timeoutMs: 2_000, ...changes },
    resource: async () => ({ 'service.name': 'glassgate' }),
    report: stats,
    firstPauseMs: 1,
  });
  return { exporter, counts: stats.counts, seconds, troubles };
}

function addSpans(exporter: SpanExporter, count: number): void {
  const trace = new LeanTrace({
    ...{ traceId: newTraceId(), traceFlags: 1, traceState: undefined },
    resource: { attributes: {} } as never,
  });
  for (let index = 0; index < count; index += 1) {
    const name = `span ${index}`;
    const sink = { ended: () => undefined };
    const span = new LeanSpan({ name, trace, parent: undefined, options: {}, scope, sink });
    span.end();
    const writer = exporter.begin(scope);
    if (writer === undefined) continue;
    const start = writer.length;
    encoder.encode(span, writer);
    exporter.added(writer.length - start);
  }
}

const accept: Answer = (res) => res.writeHead(200).end();

it('sends what is left at the end, with the headers that were asked for', async () => {
  await using collector = await startCollector(accept);
  const { exporter, counts, seconds } = exporterFor(collector.url, { headers: { 'x-tenant': 'a' } });

  addSpans(exporter, 3);
  await exporter.shutdown();

  const spans = collector.received.flatMap(({ body }) => spansIn(JSON.parse(String(body))));
  expect(spans.map(({ name }) => name)).toEqual(['span 0', 'span 1', 'span 2']);
  expect(spans[0]?.resource).toEqual({ 'service.name': 'glassgate' });
  expect(collector.received[0]?.headers).toMatchObject({
    'x-tenant': 'a',
    'content-type': 'application/json',
  });
  expect(counts).toEqual({ exported: 3, failed: 0, dropped: 0 });
  expect(seconds).toHaveLength(1);
});

it('compresses when asked to', async () => {
  await using collector = await startCollector(accept);
  const { exporter } = exporterFor(collector.url, { isCompressed: true });

  addSpans(exporter, 1);
  await exporter.shutdown();

  const [request] = collector.received;
  expect(request?.headers['content-encoding']).toBe('gzip');
  expect(spansIn(JSON.parse(String(gunzipSync(request?.body ?? Buffer.alloc(0)))))).toHaveLength(1);
});

it('sends a full batch at once and the rest after the delay, over one connection', async () => {
  const sockets = new Set<unknown>();
  const done = Promise.withResolvers<void>();
  await using collector = await startCollector((res, request) => {
    sockets.add(res.socket);
    accept(res, request);
    if (request === 3) done.resolve();
  });
  const { exporter } = exporterFor(collector.url, { maxBatchSpans: 2, delayMs: 20 });

  addSpans(exporter, 5);
  await done.promise;
  await exporter.shutdown();

  const sizes = collector.received.map(({ body }) => spansIn(JSON.parse(String(body))).length);
  expect(sizes).toEqual([2, 2, 1]);
  expect(sockets.size).toBe(1);
});

it.each([429, 502, 503, 504])('tries again after %i', async (status) => {
  await using collector = await startCollector((res, request) => {
    res.writeHead(request < 3 ? status : 200).end();
  });
  const { exporter, counts, troubles } = exporterFor(collector.url);

  addSpans(exporter, 1);
  await exporter.shutdown();

  expect(collector.received).toHaveLength(3);
  expect(counts).toEqual({ exported: 1, failed: 0, dropped: 0 });
  expect(troubles).toEqual([]);
});

it.each([400, 401, 404, 500])('does not repeat what was answered with %i', async (status) => {
  await using collector = await startCollector((res) => res.writeHead(status).end());
  const { exporter, counts, troubles } = exporterFor(collector.url);

  addSpans(exporter, 2);
  await expect(exporter.shutdown()).rejects.toThrow(`HTTP ${status}`);

  expect(collector.received).toHaveLength(1);
  expect(counts).toEqual({ exported: 0, failed: 2, dropped: 0 });
  expect(troubles).toEqual([`HTTP ${status}`]);
});

it('waits as long as Retry-After says', async () => {
  const at: number[] = [];
  await using collector = await startCollector((res, request) => {
    at.push(performance.now());
    res.writeHead(request === 1 ? 503 : 200, { 'retry-after': '1' }).end();
  });
  const { exporter } = exporterFor(collector.url, { timeoutMs: 10_000 });

  addSpans(exporter, 1);
  await exporter.shutdown();

  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(950);
});

it.each<[string, Answer]>([
  ['resets the connection', (res) => res.socket?.destroy()],
  [
    'cuts its answer',
    (res) => res.writeHead(503, { 'content-length': 100 }).write('x', () => res.socket?.destroy()),
  ],
  ['never answers', () => undefined],
])('gives a batch up in time when the collector %s, and counts it', async (_name, answer) => {
  await using collector = await startCollector(answer);
  const { exporter, counts } = exporterFor(collector.url, { timeoutMs: 200 });
  const start = performance.now();

  addSpans(exporter, 2);
  await expect(exporter.shutdown()).rejects.toThrow();

  expect(counts).toEqual({ exported: 0, failed: 2, dropped: 0 });
  expect(performance.now() - start).toBeLessThan(2_000);
});

it('drops and counts what does not fit while the collector hangs', async () => {
  await using collector = await startCollector(() => undefined);
  const { exporter, counts } = exporterFor(collector.url, {
    maxBatchSpans: 2,
    maxQueuedSpans: 10,
    timeoutMs: 100,
  });

  addSpans(exporter, 25);
  const dropped = { ...counts };
  await expect(exporter.shutdown()).rejects.toThrow();

  expect(dropped).toEqual({ exported: 0, failed: 0, dropped: 15 });
  expect(counts).toEqual({ exported: 0, failed: 10, dropped: 15 });
});

it('takes spans again, and says so, when the collector is back', async () => {
  let isAway = true;
  await using collector = await startCollector((res) => res.writeHead(isAway ? 500 : 200).end());
  const { exporter, counts, troubles } = exporterFor(collector.url, { maxBatchSpans: 1 });
  const until = (batches: number) => collector.received.length === batches;

  addSpans(exporter, 1);
  while (!until(1)) await new Promise((resolve) => setImmediate(resolve));
  isAway = false;
  addSpans(exporter, 1);
  await exporter.shutdown();

  expect(counts).toEqual({ exported: 1, failed: 1, dropped: 0 });
  expect(troubles).toEqual(['HTTP 500', undefined]);
});
