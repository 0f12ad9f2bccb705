import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Hold } from './hold.ts';
import { readText, sendJson } from './loopback-server.ts';
import type { ScriptPlayer } from './script-player.ts';
import type { WorkerDesk } from './worker-desk.ts';
import type { LedgerKeeper } from './worker-ledger.ts';
import { writeReply } from './worker-reply.ts';
import { workerScript } from './worker-script.ts';

export interface RouteOptions {
  readonly desk: WorkerDesk;
  readonly ledger: LedgerKeeper;
  readonly player: ScriptPlayer;
  readonly hold: Hold;
  readonly clearScript: () => void;
  /** The answer to `GET /status`. */
  readonly status: () => unknown;
}

type Route = (res: ServerResponse, text: string) => void | Promise<void>;

/** What a worker answers to each request; every POST that is not about the test itself is a task. */
export function createWorkerRoutes(
  options: RouteOptions,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const { desk } = options;
  const routes = controlRoutes(options);
  return async (req, res) => {
    const path = (req.url ?? '').split('?', 1)[0] ?? '';
    const text = await readText(req);
    const route = routes[`${req.method} ${path}`];
    if (route !== undefined) return route(res, text);
    if (req.method === 'POST') return desk.take(req, res, { path, text });
    sendJson(res, 404, { error: 'not found' });
  };
}

function controlRoutes(options: RouteOptions): Readonly<Record<string, Route>> {
  const { ledger, player, hold, clearScript, status } = options;
  const done = (res: ServerResponse) => sendJson(res, 200, { ok: true });
  return {
    'GET /health': (res) => {
      ledger.counted('healthCalls');
      return look(res, { path: '/health', answer: { ok: true } }, options);
    },
    'GET /status': (res) => {
      ledger.counted('statusCalls');
      return look(res, { path: '/status', answer: status() }, options);
    },
    'GET /ledger': (res) => sendJson(res, 200, ledger.read()),
    'POST /script': (res, text) => {
      const script = workerScript.safeParse(parseJson(text));
      if (!script.success)
        return sendJson(res, 400, { error: 'invalid script', issues: script.error.issues });
      player.play(script.data);
      done(res);
    },
    'DELETE /script': (res) => {
      clearScript();
      done(res);
    },
    'POST /release': (res) => {
      hold.release();
      done(res);
    },
  };
}

/** Answer a GET, as the script wants it. */
async function look(
  res: ServerResponse,
  { path, answer }: { readonly path: string; readonly answer: unknown },
  { player, hold }: RouteOptions,
): Promise<void> {
  const gone = new AbortController();
  const { signal } = gone;
  res.once('close', () => gone.abort());
  const rule = player.takeRule(path);
  try {
    if (rule?.delayMs !== undefined) await pause(rule.delayMs, undefined, { signal });
    const finish = await writeReply(res, { rule, answer, signal, released: () => hold.wait(signal) });
    finish();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
