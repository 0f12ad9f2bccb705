import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { GlassgateError } from '../plugin-api/error.ts';
import type { App } from './create-app.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long running requests may take after the gateway was told to stop. */
  readonly drainMs: number;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Take no new requests, let the running ones finish, and close. */
  drain(): Promise<void>;
}

const keepAliveMs = 75_000;

/** Time for aborted requests to write their last answer. */
const farewellMs = 5_000;

/** Listen. Rejects when the address is taken or not ours. */
export async function serve(app: App, { host, port, drainMs }: ServeOptions): Promise<HttpServer> {
  const server = createServer(app.express);
  // Longer than the idle time of common balancers, so that it is never this side that closes first.
  server.keepAliveTimeout = keepAliveMs;
  const unused = unusedConnections(server);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    drain: async () => {
      app.scopes.drain();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of unused) socket.destroy();
      if (await endsWithin(closed, drainMs)) return;
      app.scopes.abortAll(stoppedEarly());
      if (await endsWithin(closed, farewellMs)) return;
      server.closeAllConnections();
      await closed;
    },
  };
}

// A part of the request may have been executed.
function stoppedEarly(): GlassgateError {
  return new GlassgateError('SHUTTING_DOWN', 'The gateway stopped before this was done.', {
    retryable: false,
  });
}

// A connection that has not sent a request yet counts as busy for `server.close()`, which would wait for it.
function unusedConnections(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', (req) => unused.delete(req.socket));
  return unused;
}

async function endsWithin(work: Promise<void>, limitMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(limitMs, false, { signal: timer.signal, ref: false }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return isDone;
}
