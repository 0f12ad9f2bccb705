import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Response } from 'express';
import type { HttpRequest } from '../plugin-api/http.ts';
import { serve } from './serve.ts';
import { startApp, type TestApp } from './test-app.ts';
import { openSocket } from './test-socket.ts';

const open = { access: 'public', summary: 'For this test' } as const;

interface Held {
  readonly scope: HttpRequest;
  readonly res: Response;
}

/** An app with one request under way that nobody answers yet. */
async function startHolding(options: { drainMs?: number } = {}): Promise<{
  readonly app: TestApp;
  readonly held: Held;
  readonly answer: Promise<globalThis.Response>;
}> {
  const reached = Promise.withResolvers<Held>();
  const app = await startApp((router, http) => {
    router.get('/slow', open, (req, res) => reached.resolve({ scope: http.of(req), res }));
  }, options);
  const answer = fetch(`${app.url}/slow`);
  return { app, answer, held: await reached.promise };
}

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

describe('serve', () => {
  it('rejects when the port is taken', async () => {
    await using first = await startApp();
    const { port } = first.server;
    await expect(serve(first.app, { host: '127.0.0.1', port, drainMs: 1 })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('lets a running request finish before it is drained, and closes its connection', async () => {
    const { app, held, answer } = await startHolding();
    let isDrained = false;
    const drained = app.server.drain().then(() => {
      isDrained = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDrained).toBe(false);
    held.res.json({ late: true });

    const response = await answer;
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ late: true });
    await drained;
    await expect(fetch(`${app.url}/health`)).rejects.toThrow();
  });

  it('does not wait for a connection that never sent a request', async () => {
    await using app = await startApp();
    const socket = connect(app.server.port, '127.0.0.1');
    await once(socket, 'connect');
    // The server has accepted it when a later one is answered.
    await fetch(`${app.url}/health`);
    const cut = once(socket, 'close');

    await app.server.drain();
    await cut;
  });

  it('tells requests that last longer than the drain to stop', async () => {
    const { app, held, answer } = await startHolding({ drainMs: 10 });
    const { signal } = held.scope;
    signal.addEventListener('abort', () => held.res.status(503).json(signal.reason.code));
    await app.server.drain();
    expect(await (await answer).json()).toBe('SHUTTING_DOWN');
  });

  describe('with a request that is not complete', () => {
    const head =
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n';
    const started = (stopGraceMs: number) =>
      startApp(
        (router, http) => {
          router.post('/echo', open, http.jsonBody({ limitBytes: 100 }), (req, res) => {
            res.json(req.body);
          });
        },
        { drainMs: 60_000, limits: { stopGraceMs } },
      );

    it('waits a moment for the rest of it', async () => {
      await using app = await started(30_000);
      await using client = await openSocket(app.server);
      client.write(`${head}nu`);
      while (app.count('bytes') < 2) await new Promise(setImmediate);
      const drained = app.server.drain();

      client.write('ll');

      expect(await client.answer).toMatchObject({ status: 200, json: null });
      await drained;
    });

    it('does not wait for a body that does not come', async () => {
      await using app = await started(50);
      await using client = await openSocket(app.server);
      client.write(`${head}nu`);
      while (app.count('bytes') < 2) await new Promise(setImmediate);

      const drained = app.server.drain();

      const { status, json, headers } = await client.answer;
      expect([status, json.error.code, headers['connection']]).toEqual([503, 'SHUTTING_DOWN', 'close']);
      client.socket.end();
      await drained;
    });

    it('does not wait for a client that keeps its side open, nor for the body of an answered one', async () => {
      await using app = await started(50);
      await using silent = await openSocket(app.server);
      await using refused = await openSocket(app.server);
      silent.write(`${head}nu`);
      refused.write(head.replace('4', '4000'));
      expect(await refused.answer).toMatchObject({ status: 413 });
      while (app.count('bytes') < 2) await new Promise(setImmediate);
      const start = performance.now();

      await app.server.drain();

      expect(performance.now() - start).toBeLessThan(3_000);
    });

    it('does not wait for half a head after an answer', async () => {
      await using app = await started(50);
      await using client = await openSocket(app.server);
      client.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
      await client.answer;
      client.write('GET /health HTTP/1.1\r\nHos');
      await fetch(`${app.url}/health`);

      await app.server.drain();
      await client.closed;
    });
  });

  it('refuses new requests while it drains', async () => {
    await using app = await startApp();
    app.app.scopes.drain();
    const response = await fetch(`${app.url}/health`);
    expect(response.status).toBe(503);
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toMatchObject({ error: { code: 'SHUTTING_DOWN' } });
  });

  (hasIpv6 ? it : it.skip)('writes an IPv6 address as a URL wants it', async () => {
    await using app = await startApp();
    const server = await serve(app.app, { host: '::1', port: 0, drainMs: 1 });
    expect(server.url).toBe(`http://[::1]:${server.port}`);
    await server.drain();
  });
});
