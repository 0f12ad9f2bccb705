import type { Timeouts } from '../plugin-api/exchange.ts';
import { startRawServer } from '../testing/raw-server.ts';
import { makeContainer, openExchange, type TestExchange } from '../testing/test-exchange.ts';
import { startWorker } from '../testing/worker.ts';
import { startWorkerProcess } from '../testing/worker-program.ts';
import type { WorkerRule } from '../testing/worker-script.ts';

function ask(open: TestExchange, url: string, timeouts: Partial<Timeouts> = {}) {
  return open.exchange({
    container: makeContainer(url, timeouts),
    method: 'POST',
    path: '/analyze',
    body: { text: 'x' },
  });
}

function failure(transport: string) {
  return { code: 'UPSTREAM_ERROR', details: { container_id: 'c1', transport } };
}

describe('the limits of an exchange', () => {
  it.each<[number, WorkerRule]>([
    [300, { kind: 'hang' }],
    [1_500, { kind: 'hang' }],
    [300, { kind: 'stall' }],
  ])('gives up after %i ms of silence with %j, and lets the worker go', async (readMs, rule) => {
    await using worker = await startWorker({ script: { rules: [rule] } });
    await using open = openExchange();

    await expect(ask(open, worker.url, { readMs })).rejects.toMatchObject({
      ...failure('read_timeout'),
      message: `Container 'c1' was silent for ${readMs} ms.`,
    });

    expect(open.events[0]?.durationMs).toBeGreaterThanOrEqual(readMs);
    await worker.until((ledger) => ledger.counts.aborted === 1);
  });

  it('is patient with a body that trickles for longer than the limit of silence', async () => {
    await using worker = await startWorker({
      script: { rules: [{ kind: 'trickle', pieces: 8, pauseMs: 100 }] },
    });
    await using open = openExchange();

    const reply = await ask(open, worker.url, { readMs: 400 });

    expect(reply.body).toMatchObject({ text: 'echo: x' });
    expect(reply.durationMs).toBeGreaterThan(600);
  });

  it('ends a lively exchange after its total time', async () => {
    await using worker = await startWorker({
      script: { rules: [{ kind: 'trickle', pieces: 50, pauseMs: 50 }] },
    });
    await using open = openExchange();

    await expect(ask(open, worker.url, { readMs: 5_000, totalMs: 300 })).rejects.toMatchObject(
      failure('total_timeout'),
    );

    // The worker would have gone on for longer.
    expect(open.events[0]?.durationMs).toBeLessThan(50 * 50);
    await worker.until((ledger) => ledger.counts.aborted === 1);
  });

  it('does not take a busy event loop for silence', async () => {
    await using worker = await startWorkerProcess(['--delay-ms', '50']);
    await using open = openExchange();

    const asked = ask(open, worker.url, { readMs: 200 });
    // One round trip, so that the message has left before nothing moves for twice the limit.
    await fetch(`${worker.url}/health`);
    const until = performance.now() + 400;
    while (performance.now() < until);

    await expect(asked).resolves.toMatchObject({ status: 200 });
  });

  it.each<[string, Partial<Timeouts>, Partial<Timeouts>]>([
    ['of the container', { connectMs: 200 }, {}],
    ['of the request', { connectMs: 5_000 }, { connectMs: 200 }],
  ])('gives up a connection that is not established in time, by the limit %s', async (_, own, override) => {
    // A TLS handshake that nobody answers is a connection that is never established.
    await using server = await startRawServer(() => {});
    await using open = openExchange();

    const asked = open.exchange({
      container: makeContainer(`https://${server.address}`, own),
      method: 'GET',
      path: '/status',
      timeouts: override,
    });

    await expect(asked).rejects.toMatchObject({
      ...failure('connect_timeout'),
      message: "Container 'c1' accepted no connection within 200 ms.",
    });
    expect(open.events[0]?.durationMs).toBeLessThan(5_000);
  });
});
