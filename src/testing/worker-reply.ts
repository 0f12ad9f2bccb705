import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerRule } from './worker-script.ts';

export interface ReplyOptions {
  readonly rule: WorkerRule | undefined;
  /** The ordinary answer, which most kinds distort. */
  readonly answer: unknown;
  readonly signal: AbortSignal;
  /** Resolves when the worker is told to let go; rejects when the signal aborts. */
  readonly released: () => Promise<void>;
}

type Writer<K extends WorkerRule['kind']> = (
  res: ServerResponse,
  options: ReplyOptions & { readonly rule: Extract<WorkerRule, { kind: K }> },
) => Promise<() => void> | (() => void);

/**
 * Write an answer up to its last bytes and return the step that sends those, so that the worker can be
 * idle again before the client knows.
 */
export async function writeReply(res: ServerResponse, options: ReplyOptions): Promise<() => void> {
  const { rule, answer } = options;
  if (rule === undefined) return json(res, 200, answer);
  const write = writers[rule.kind] as Writer<WorkerRule['kind']>;
  return await write(res, { ...options, rule });
}

const writers: { readonly [K in WorkerRule['kind']]: Writer<K> } = {
  answer: (res, { answer }) => json(res, 200, answer),
  status: (res, { rule }) => {
    const { status, body = { error: `status ${status}` } } = rule;
    return json(res, status, body);
  },
  'not-ok': (res, { rule }) => json(res, 200, { ok: false, error: rule.error ?? 'the page did not answer' }),
  redirect: (res, { rule }) => {
    return () => res.writeHead(302, { location: rule.location ?? '/elsewhere' }).end();
  },
  drop: (res) => () => res.destroy(),
  hang: async (res, { answer, released }) => {
    await released();
    return json(res, 200, answer);
  },
  stall: async (res, { answer, released }) => {
    const rest = writeHalf(res, answer);
    await released();
    return () => res.end(rest);
  },
  'half-body': (res, { answer }) => {
    writeHalf(res, answer);
    return () => res.socket?.end();
  },
  html: (res, { rule }) => {
    const page = '<!doctype html><title>Bad gateway</title><p>The browser is gone.</p>';
    return () => res.writeHead(rule.status ?? 200, { 'content-type': 'text/html' }).end(page);
  },
  'half-json': (res, { answer }) => {
    const text = JSON.stringify(answer);
    const half = text.slice(0, text.length / 2);
    return () => res.writeHead(200, { 'content-type': 'application/json' }).end(half);
  },
  empty: (res) => () => res.writeHead(200, { 'content-length': 0 }).end(),
  huge: async (res, { rule }) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.write('{"text":"');
    const block = 'x'.repeat(64 * 1024);
    for (let left = rule.bytes; left > 0 && !res.destroyed; left -= block.length) {
      if (!res.write(block.slice(0, left))) await drained(res);
    }
    return () => res.end('"}');
  },
  trickle: async (res, { rule, answer, signal }) => {
    const text = JSON.stringify(answer);
    const size = Math.max(1, Math.ceil(text.length / rule.pieces));
    res.writeHead(200, { 'content-type': 'application/json' });
    for (let at = 0; at + size < text.length; at += size) {
      await pause(rule.pauseMs, undefined, { signal });
      res.write(text.slice(at, at + size));
    }
    await pause(rule.pauseMs, undefined, { signal });
    const last = text.slice(Math.floor((text.length - 1) / size) * size);
    return () => res.end(last);
  },
};

function json(res: ServerResponse, status: number, body: unknown): () => void {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return () => res.writeHead(status, headers).end(text);
}

/** Announces the whole body and sends half of it; returns the rest. */
function writeHalf(res: ServerResponse, answer: unknown): Buffer {
  const bytes = Buffer.from(JSON.stringify(answer));
  const half = Math.floor(bytes.length / 2);
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  res.write(bytes.subarray(0, half));
  return bytes.subarray(half);
}

/** Resolves when there is room for more, or nobody left to read it. */
function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      res.off('drain', go).off('close', go);
      resolve();
    };
    res.once('drain', go).once('close', go);
  });
}
