import { createServer } from 'node:http';
import { createHold } from './hold.ts';
import { listenOnLoopback } from './loopback-server.ts';
import { createScriptPlayer } from './script-player.ts';
import { createBrowser } from './worker-browser.ts';
import { createDesk } from './worker-desk.ts';
import { createLedger, type WorkerLedger } from './worker-ledger.ts';
import { createWorkerRoutes } from './worker-routes.ts';
import { type WorkerScript, workerScript } from './worker-script.ts';

export interface WorkerOptions {
  readonly id?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** `status`: `{status: 'busy' | 'ok'}`; `flag`: `{status: 'ok', busy: true | false}`. */
  readonly busyFormat?: 'status' | 'flag';
  readonly script?: WorkerScript;
  /** The task of a client that left runs on, and the worker stays busy until it is done. */
  readonly staysBusyOnDisconnect?: boolean;
  /** Keeps the chats, one JSON line per message. */
  readonly chatsFile?: string;
}

/** A worker that keeps its contract strictly, except where its script says otherwise. */
export interface TestWorker extends AsyncDisposable {
  readonly id: string;
  readonly url: string;
  readonly port: number;
  readonly isBusy: boolean;
  /** What happened so far, as a copy. */
  readonly ledger: WorkerLedger;
  /** The ledger as soon as it satisfies the condition. */
  until(holds: (ledger: WorkerLedger) => boolean, timeoutMs?: number): Promise<WorkerLedger>;
  /** Replaces the former script. */
  script(script: WorkerScript): void;
  /** Drops the script and lets go of what hangs. */
  clearScript(): void;
  /** Lets everything that hangs or stalls go on. */
  release(): void;
  stop(): Promise<void>;
}

/** Start a worker on 127.0.0.1. `GET /ledger`, `POST` and `DELETE /script`, `POST /release` control it. */
export async function startWorker(options: WorkerOptions = {}): Promise<TestWorker> {
  const { id = 'w1', busyFormat = 'status', staysBusyOnDisconnect = false } = options;
  const browser = createBrowser(options.chatsFile);
  const ledger = createLedger(() => browser.chats());
  const player = createScriptPlayer(workerScript.parse(options.script ?? {}));
  const hold = createHold();
  const desk = createDesk({ browser, ledger, player, hold, staysBusyOnDisconnect });
  const clearScript = () => {
    player.play({});
    hold.release();
  };

  const status = () => {
    const busy = desk.isBusy || player.takeBusyStatus();
    return busyFormat === 'flag'
      ? { status: 'ok', busy, page_url: browser.pageUrl }
      : { status: busy ? 'busy' : 'ok', page_url: browser.pageUrl };
  };
  const answer = createWorkerRoutes({ desk, ledger, player, hold, clearScript, status });
  const server = createServer((req, res) => {
    // A client that leaves while it is still sending has asked for nothing.
    answer(req, res).catch(() => res.destroy());
  });
  const { url, port, close } = await listenOnLoopback(server, options);
  const stop = () => {
    desk.stop();
    return close();
  };

  return {
    id,
    url,
    port,
    get isBusy() {
      return desk.isBusy;
    },
    get ledger() {
      return ledger.read();
    },
    until: (holds, timeoutMs = 5_000) => ledger.until(holds, timeoutMs),
    script: (script) => player.play(workerScript.parse(script)),
    clearScript,
    release: () => hold.release(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
