import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { GlassgateError } from '../plugin-api/error.ts';
import { bareAnswer } from './bare-answer.ts';
import type { Connections, RunningRequest } from './connections.ts';
import type { App } from './create-app.ts';
import type { BrokenRequest } from './http-meter.ts';

/** The client closed its side, in the middle of a request or between two. */
const clientLeft = new Set<string | undefined>(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);

/** The answer stays readable for this long before the connection is cut. */
const farewellMs = 1_000;

/** Answer what Node's parser refuses, or waited for in vain, as every other error is answered. */
export function answerBrokenRequests(server: Server, app: App, connections: Connections): void {
  const answered = new WeakSet<Socket>();
  server.on('clientError', (cause: NodeJS.ErrnoException, duplex) => {
    // The server listens on TCP only.
    const socket = duplex as Socket;
    // Each further chunk of the same garbage is one more error.
    if (answered.has(socket)) return;
    answered.add(socket);
    const running = connections.runningOn(socket);
    if (!canAnswer(socket, { cause, running })) {
      socket.destroy();
      return;
    }
    const last = running.at(-1);
    if (last?.req.complete) {
      // What follows a request that runs is no reason to give that one up.
      last.res.once('close', () => socket.destroySoon());
      return;
    }
    const { error, reason } = brokenRequest(cause);
    app.meter.broken(reason);
    const requestId = last?.res.getHeader('X-Request-Id')?.toString() ?? randomUUID();
    if (last !== undefined) app.scopes.find(last.req)?.failed(error.code);
    endSoon(socket, bareAnswer(error, { requestId }));
  });
  server.on('connect', (_req, duplex) => {
    const allow = { Allow: 'GET, HEAD, POST' };
    const error = new GlassgateError('METHOD_NOT_ALLOWED', 'This is no proxy for CONNECT.');
    endSoon(duplex as Socket, bareAnswer(error, { requestId: randomUUID(), headers: allow }));
  });
}

function canAnswer(
  socket: Socket,
  { cause, running }: { readonly cause: NodeJS.ErrnoException; readonly running: readonly RunningRequest[] },
): boolean {
  // A connection that never said anything was opened in advance, or to see whether the port is open.
  if (!socket.writable || socket.bytesRead === 0 || clientLeft.has(cause.code)) return false;
  const broken = running.filter(({ req }) => !req.complete);
  return broken.length === 0 || (running.length === 1 && broken.every(({ res }) => !res.headersSent));
}

function endSoon(socket: Socket, answer: string): void {
  socket.on('error', () => undefined);
  socket.end(answer);
  const timer = setTimeout(() => socket.destroy(), farewellMs);
  socket.once('close', () => clearTimeout(timer));
}

function brokenRequest({ code }: NodeJS.ErrnoException): {
  readonly error: GlassgateError;
  readonly reason: BrokenRequest;
} {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const error = new GlassgateError('HEADERS_TOO_LARGE', 'The request line and headers are too large.');
    return { error, reason: 'head_too_large' };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const error = new GlassgateError('REQUEST_TIMEOUT', 'The rest of the request did not arrive in time.');
    return { error, reason: 'too_slow' };
  }
  const what = sentences[code ?? ''] ?? 'The request is not valid HTTP/1.1.';
  return { error: new GlassgateError('INVALID_REQUEST', what), reason: 'malformed' };
}

const sentences: Readonly<Record<string, string>> = {
  HPE_INVALID_METHOD: 'The request has an unknown method.',
  HPE_INVALID_URL: 'The address of the request has characters that it may not have.',
  HPE_INVALID_CONTENT_LENGTH: "The header 'Content-Length' is no number.",
  HPE_UNEXPECTED_CONTENT_LENGTH: "The header 'Content-Length' stands twice, or beside 'Transfer-Encoding'.",
  HPE_INVALID_TRANSFER_ENCODING: "The header 'Transfer-Encoding' is not valid.",
  HPE_INVALID_CHUNK_SIZE: 'The body has a chunk whose size is no number.',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'The body has chunk extensions that are too large.',
};
