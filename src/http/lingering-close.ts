import type { IncomingMessage, ServerResponse } from 'node:http';
import { isArriving } from './has-body.ts';

export interface Lingering {
  readonly bytes: number;
  readonly ms: number;
  readonly idleMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/**
 * Let an answer reach a client that is still sending its body. A socket that is closed with unread bytes is
 * reset, and the reset overtakes the answer. So the answer leaves at once, and its end, which closes the
 * connection, waits until the rest of the body was read and thrown away, within limits.
 */
export function lingerAfter(req: IncomingMessage, res: ServerResponse, lingering: () => Lingering): void {
  const end = res.end.bind(res) as (...args: readonly unknown[]) => ServerResponse;
  let isLingering = false;
  const linger = (...args: readonly unknown[]) => {
    if (isLingering) return res;
    if (res.writableEnded || req.destroyed || !isArriving(req)) return end(...args);
    isLingering = true;
    const content = args.filter((arg) => typeof arg !== 'function');
    if (!res.headersSent) res.setHeader('Connection', 'close');
    sendWithoutEnd(res, content);
    void discard(req, lingering()).then(() => end(...args.filter((arg) => typeof arg === 'function')));
    return res;
  };
  res.end = linger as ServerResponse['end'];
}

function sendWithoutEnd(res: ServerResponse, [chunk, encoding]: readonly unknown[]): void {
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
    if (!res.headersSent) res.setHeader('Content-Length', 0);
    res.flushHeaders();
    return;
  }
  const bytes =
    typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding | undefined) : chunk;
  // Without it the client could not tell that the answer is complete.
  if (!res.headersSent) res.setHeader('Content-Length', bytes.length);
  res.write(bytes);
}

function discard(req: IncomingMessage, { bytes, ms, idleMs, signal }: Lingering): Promise<void> {
  return new Promise((resolve) => {
    let left = bytes;
    const done = () => {
      clearTimeout(total);
      clearTimeout(idle);
      signal.removeEventListener('abort', done);
      req.off('data', drop).off('end', done).off('close', done).off('error', done);
      resolve();
    };
    const drop = (chunk: Buffer) => {
      idle.refresh();
      left -= chunk.length;
      if (left <= 0) done();
    };
    const total = setTimeout(done, ms);
    const idle = setTimeout(done, idleMs);
    signal.addEventListener('abort', done);
    req.on('data', drop).once('end', done).once('close', done).once('error', done);
    req.resume();
  });
}
