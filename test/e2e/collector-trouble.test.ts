import { type RawServer, startRawServer } from 'glassgate/testing';
import { openPool } from './pool.ts';
import { solve } from './solve.ts';

/** A port where nobody listens any more. */
async function startNothing(): Promise<RawServer> {
  const server = await startRawServer(() => undefined);
  await server[Symbol.asyncDispose]();
  return server;
}

async function solveAndStop(startCollector: () => Promise<RawServer>) {
  await using collector = await startCollector();
  await using pool = await openPool();
  await using gateway = await pool.start({
    OTEL_SDK_DISABLED: 'false',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  const { status } = await solve(gateway);
  const before = performance.now();
  const exitCode = await gateway.stop();
  return { status, exitCode, stopMs: performance.now() - before };
}

it('a collector that is away or silent changes neither the answers nor the exit code', async () => {
  const results = await Promise.all([
    solveAndStop(startNothing),
    solveAndStop(() => startRawServer(() => undefined)),
  ]);
  expect(results).toMatchObject(Array(2).fill({ status: 200, exitCode: 0 }));
  // Three seconds for spans that nobody takes, and what a loaded machine adds.
  expect(Math.max(...results.map(({ stopMs }) => stopMs))).toBeLessThan(8_000);
}, 40_000);
