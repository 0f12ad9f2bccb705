import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Response } from 'express';
import type { HttpRequest } from '../plugin-api/http.ts';
import { serve } from './serve.ts';
import { startApp, type TestApp } from './test-app.ts';

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
