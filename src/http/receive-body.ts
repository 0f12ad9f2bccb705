import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { GlassgateError } from '../plugin-api/error.ts';
import type { BodyShare } from './body-budget.ts';
import { decodedBody } from './decoded-body.ts';

export interface Receiving {
  readonly limitBytes: number;
  readonly idleMs: number;
  readonly share: BodyShare;
  readonly signal: AbortSignal;
}

/**
 * Read a body whole. What can be known from the head is thrown at once, before a client that waits for
 * `100 Continue` is told to go on. A body that is refused halfway is left where it is.
 */
export function receiveBody(req: IncomingMessage, options: Receiving): Promise<Buffer> {
  const { limitBytes, share, signal } = options;
  const announced = Number(req.headers['content-length'] ?? 0);
  if (announced > limitBytes) throw tooLarge(limitBytes);
  if (!share.hasRoom(announced)) throw noRoom();
  signal.throwIfAborted();
  const stream = decodedBody(req);
  return new Promise((resolve, reject) => {
    const reader = new BodyReader(options, (error, bytes) => {
      signal.removeEventListener('abort', abort);
      reader.detach(stream);
      if (stream !== req) {
        req.unpipe();
        stream.destroy();
      }
      if (error === undefined) {
        // Bytes behind the end of a compressed body would hold up the next request.
        req.resume();
        resolve(bytes);
        return;
      }
      req.pause();
      reject(error);
    });
    const abort = () => reader.fail(signal.reason);
    signal.addEventListener('abort', abort);
    reader.attach(stream);
  });
}

type Ended = (error: unknown, bytes: Buffer) => void;

class BodyReader {
  readonly #options: Receiving;
  readonly #ended: Ended;
  readonly #idle: NodeJS.Timeout;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(options: Receiving, ended: Ended) {
    this.#options = options;
    this.#ended = ended;
    this.#idle = setTimeout(() => this.fail(tooSlow(options.idleMs)), options.idleMs);
  }

  attach(stream: Readable): void {
    stream.on('data', this.#add).once('end', this.#finish).once('error', this.#break);
  }

  detach(stream: Readable): void {
    clearTimeout(this.#idle);
    stream.off('data', this.#add).off('end', this.#finish).off('error', this.#break);
    // A decoder that is destroyed in the middle may have an error left to tell.
    stream.on('error', () => undefined);
  }

  fail(error: unknown): void {
    this.#chunks = [];
    this.#ended(error, Buffer.alloc(0));
  }

  readonly #add = (chunk: Buffer) => {
    this.#idle.refresh();
    this.#size += chunk.length;
    if (this.#size > this.#options.limitBytes) return this.fail(tooLarge(this.#options.limitBytes));
    if (!this.#options.share.take(chunk.length)) return this.fail(noRoom());
    this.#chunks.push(chunk);
  };

  readonly #finish = () => {
    const [only] = this.#chunks;
    const isWhole = only !== undefined && this.#chunks.length === 1;
    this.#ended(undefined, isWhole ? only : Buffer.concat(this.#chunks, this.#size));
  };

  readonly #break = (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ECONNRESET') this.fail(clientLeft(cause));
    else this.fail(new GlassgateError('INVALID_REQUEST', 'The body cannot be decompressed.', { cause }));
  };
}

function clientLeft(cause: Error): GlassgateError {
  return new GlassgateError('CLIENT_CANCELED', 'The client went away while sending its body.', { cause });
}

function tooLarge(limitBytes: number): GlassgateError {
  return new GlassgateError('PAYLOAD_TOO_LARGE', `The body is larger than ${limitBytes} bytes.`, {
    details: { limit_bytes: limitBytes },
  });
}

function tooSlow(idleMs: number): GlassgateError {
  const message = `Nothing more of the body arrived within ${idleMs} ms.`;
  return new GlassgateError('REQUEST_TIMEOUT', message, { details: { limit_ms: idleMs } });
}

function noRoom(): GlassgateError {
  return new GlassgateError(
    'OVERLOADED',
    'The requests under way hold as many bytes as the gateway may take.',
    {
      details: { retry_after_seconds: retryAfterSeconds },
    },
  );
}

const retryAfterSeconds = 5;
