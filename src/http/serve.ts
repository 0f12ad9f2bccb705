import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { GlassgateError } from '../plugin-api/error.ts';
import { answerBrokenRequests } from './broken-request.ts';
import { Connections } from './connections.ts';
import type { App } from './create-app.ts';
import { inTurn } from './in-turn.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long running requests may take after the gateway was told to stop. */
  readonly drainMs: number;
  /** This address is for operators. */
  readonly isManagement?: boolean;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Take no new requests, let the running ones finish, and close. */
  drain(): Promise<void>;
}

const keepAliveMs = 75_000;

/** Node looks for connections that are too slow this often. */
const checkEveryMs = 5_000;

/** Time for aborted requests to write their last answer. */
const farewellMs = 5_000;

/** Listen. Rejects when the address is taken or not ours. */
export async function serve(app: App, options: ServeOptions): Promise<HttpServer> {
  const { host, port, drainMs, isManagement = false } = options;
  const { headersMs, requestMs, stopGraceMs } = app.limits;
  const server = createServer({
    // Asked for with an answer in our own words.
    requireHostHeader: false,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(checkEveryMs, headersMs),
  });
  const connections = new Connections(server);
  answerBrokenRequests(server, app, connections);
  answerExpectations(server);
  server.on(
    'request',
    inTurn((req, res) => {
      if (isManagement) app.managementRequests.add(req);
      app.listener(req, res);
    }),
  );
  // Longer than the idle time of common balancers, so that it is never this side that closes first.
  server.keepAliveTimeout = keepAliveMs;
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
      connections.closeUnused();
      const graceMs = Math.min(stopGraceMs, drainMs);
      if (await endsWithin(closed, graceMs)) return;
      app.scopes.abortArriving(stoppedUnread());
      connections.closeIdle();
      if (await endsWithin(closed, drainMs - graceMs)) return;
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

function stoppedUnread(): GlassgateError {
  return new GlassgateError(
    'SHUTTING_DOWN',
    'The gateway is stopping and does not wait for the rest of this body.',
  );
}

// Whoever waits for `100 Continue` is told to go on only when its request was not refused by its head alone.
function answerExpectations(server: Server): void {
  server.on('checkContinue', (req, res) => {
    server.emit('request', req, res);
    if (!res.headersSent && !res.writableEnded) res.writeContinue();
  });
  // A server may ignore an expectation that it does not know.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
}

async function endsWithin(work: Promise<void>, limitMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(limitMs, false, { signal: timer.signal, ref: false }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return isDone;
}
