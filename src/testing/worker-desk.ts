import type { IncomingMessage, ServerResponse } from 'node:http';
import { executeTask } from './execute-task.ts';
import type { Hold } from './hold.ts';
import { sendJson } from './loopback-server.ts';
import type { ScriptPlayer } from './script-player.ts';
import type { WorkerBrowser } from './worker-browser.ts';
import type { LedgerKeeper } from './worker-ledger.ts';
import type { WorkerPost } from './worker-post.ts';
import { isTaskPath, parseTask, type WorkerTask } from './worker-task.ts';

export interface DeskOptions {
  readonly browser: WorkerBrowser;
  readonly ledger: LedgerKeeper;
  readonly player: ScriptPlayer;
  readonly hold: Hold;
  readonly staysBusyOnDisconnect: boolean;
}

/** Where tasks are taken: one at a time, everybody else is sent away with 423. */
export interface WorkerDesk {
  readonly isBusy: boolean;
  take(
    req: IncomingMessage,
    res: ServerResponse,
    content: { readonly path: string; readonly text: string },
  ): Promise<void>;
  /** Cancels the running task. */
  stop(): void;
}

export function createDesk(options: DeskOptions): WorkerDesk {
  const { ledger, player, staysBusyOnDisconnect } = options;
  let current: AbortController | undefined;

  const answer = (post: WorkerPost, res: ServerResponse, reply: { status: number; body: unknown }) => {
    ledger.change(post, { status: reply.status, refused: reply.status === 423 });
    ledger.ended(post);
    sendJson(res, reply.status, reply.body);
  };

  const run = async (post: WorkerPost, task: WorkerTask, res: ServerResponse) => {
    const controller = new AbortController();
    const free = () => {
      ledger.ended(post);
      if (current !== controller) return;
      current = undefined;
      ledger.taskEnded();
    };
    current = controller;
    ledger.taskStarted();
    res.once('close', () => {
      if (post.endedAtMs !== null) return;
      ledger.aborted(post);
      if (staysBusyOnDisconnect) return;
      free();
      controller.abort();
    });
    const { signal } = controller;
    const rule = player.takeRule(post.path);
    try {
      const finish = await executeTask({
        ...options,
        post,
        task,
        rule,
        res,
        signal,
        delayMs: player.delayMs,
      });
      // The client may send its next task as soon as it has the last byte.
      free();
      finish();
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      free();
    }
  };

  return {
    get isBusy() {
      return current !== undefined;
    },
    take: async (req, res, { path, text }) => {
      const body = parseJson(text);
      const post = ledger.arrived({ path, headers: req.headers, body });
      if (current !== undefined || player.takeBusyPost()) {
        return answer(post, res, { status: 423, body: { error: 'busy' } });
      }
      if (!isTaskPath(path)) return answer(post, res, { status: 404, body: { error: 'not found' } });
      const task = parseTask(path, body);
      if (task === undefined) return answer(post, res, { status: 400, body: { error: 'not understood' } });
      await run(post, task, res);
    },
    stop: () => current?.abort(),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
