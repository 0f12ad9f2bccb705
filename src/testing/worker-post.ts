import type { IncomingHttpHeaders } from 'node:http';
import type { WorkerTask } from './worker-task.ts';

/** One POST that a worker has seen. Times are milliseconds since the epoch. */
export interface WorkerPost {
  /** From 1, in the order of arrival. */
  readonly seq: number;
  readonly atMs: number;
  endedAtMs: number | null;
  readonly path: string;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  task: WorkerTask | null;
  /** Address of the chat that got the message. */
  chat: string | null;
  /** Answered 423. */
  refused: boolean;
  executed: boolean;
  /** Status answered; null while there is none. */
  status: number | null;
  /** The client left before its answer. */
  aborted: boolean;
  abortedAtMs: number | null;
}

export interface Arrival {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** Milliseconds since the epoch, finer than Date.now(). */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

export function newPost({ path, headers, body }: Arrival, seq: number): WorkerPost {
  const traceparent = headers['traceparent'];
  const requestId = headers['x-request-id'];
  return {
    seq,
    atMs: preciseNow(),
    endedAtMs: null,
    path,
    requestId: typeof requestId === 'string' ? requestId : null,
    traceparent: typeof traceparent === 'string' ? traceparent : null,
    headers,
    body,
    task: null,
    chat: null,
    refused: false,
    executed: false,
    status: null,
    aborted: false,
    abortedAtMs: null,
  };
}
