import { createServer, type RequestListener } from 'node:http';
import { type RawServer, startRawServer } from 'glassgate/testing';
import { openPool } from './pool.ts';
import { scrape, total } from './scrape.ts';
import { solve } from './solve.ts';

type Collector = AsyncDisposable & { readonly url: string };

/** A port where nobody listens any more. */
async function startNothing(): Promise<RawServer> {
  const server = await startRawServer(() => undefined);
  await server[Symbol.asyncDispose]();
  return server;
}

async function startHttp(listener: RequestListener): Promise<Collector> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The collector has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// How long a batch is waited for. A solve that waited for one would take at least half of it.
const patienceMs = 20_000;

const collectors: Readonly<Record<string, () => Promise<Collector>>> = {
  away: startNothing,
  silent: () => startRawServer(() => undefined),
  slow: () => startHttp((_req, res) => void setTimeout(() => res.end(), patienceMs / 2)),
  broken: () => startHttp((_req, res) => res.writeHead(500).end('no')),
  overloaded: () => startHttp((_req, res) => res.writeHead(503, { 'retry-after': '60' }).end()),
  'hanging up in the middle': () => startHttp((req) => void req.once('data', () => req.socket.destroy())),
};

interface Result {
  readonly statuses: readonly number[];
  readonly medianMs: number;
  readonly exitCode: number | null;
  readonly stopMs: number;
  readonly lost: number;
}

async function solveAndStop(startCollector: () => Promise<Collector>): Promise<Result> {
  await using collector = await startCollector();
  await using pool = await openPool();
  await using gateway = await pool.start({
    OTEL_SDK_DISABLED: 'false',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    // Every batch meets the collector while the test looks.
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_BSP_MAX_QUEUE_SIZE: '20',
    OTEL_EXPORTER_OTLP_TIMEOUT: String(patienceMs),
  });
  const statuses: number[] = [];
  const times: number[] = [];
  for (let count = 0; count < 15; count += 1) {
    const start = performance.now();
    statuses.push((await solve(gateway)).status);
    times.push(performance.now() - start);
  }
  const samples = await scrape(gateway);
  const lost = ['failed', 'dropped'].reduce(
    (sum, result) => sum + total(samples, 'glassgate_telemetry_spans_total', { result }),
    0,
  );
  const before = performance.now();
  const exitCode = await gateway.stop();
  const medianMs = times.toSorted((one, other) => one - other)[7] ?? 0;
  return { statuses, medianMs, exitCode, stopMs: performance.now() - before, lost };
}

describe.each(Object.entries(collectors))('a collector that is %s', (_name, startCollector) => {
  it('changes neither the answers, nor their time, nor the exit code, and what is lost is counted', async () => {
    const { statuses, medianMs, exitCode, stopMs, lost } = await solveAndStop(startCollector);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(exitCode).toBe(0);
    // A hundred times what a solve takes, so that a loaded machine is not taken for a slow collector.
    expect(medianMs).toBeLessThan(patienceMs / 4);
    expect(lost).toBeGreaterThan(0);
    // Three seconds for spans that nobody takes, and what a loaded machine adds.
    expect(stopMs).toBeLessThan(8_000);
  }, 40_000);
});
