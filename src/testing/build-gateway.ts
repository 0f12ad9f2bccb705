import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { planGateway } from '../boot/plan-gateway.ts';
import { startGateway } from '../boot/start-gateway.ts';
import type { MountedRoute } from '../http/route-register.ts';
import { createLiveRedactor } from '../plugin-api/redaction/live-redactor.ts';
import { createTelemetry } from '../telemetry/create-telemetry.ts';
import { LogRing } from '../telemetry/log-ring/log-ring.ts';
import { createLogger } from '../telemetry/logger.ts';
import { readRows } from './read-rows.ts';
import { makeTempDir } from './temp-dir.ts';
import { createWatch } from './watch.ts';

export interface TestGatewayOptions {
  /** More files beside config.yaml, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Environment that `${env:…}` references see. */
  readonly env?: Readonly<Record<string, string>>;
  /** An existing database instead of a new one. */
  readonly sqlitePath?: string;
}

export interface SolveReply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  readonly body: any;
}

/** A whole gateway in this process, on a free port, with a config and a database of its own. */
export interface TestGateway extends AsyncDisposable {
  readonly url: string;
  /** Where the routes for operators are when the config has `management.port`. */
  readonly managementUrl: string | undefined;
  /** Every route, with who may call it. */
  readonly routes: readonly MountedRoute[];
  /** The folder of its config.yaml. */
  readonly dir: string;
  readonly sqlitePath: string;
  /** Lines of its log so far. */
  readonly logLines: readonly Readonly<Record<string, unknown>>[];
  /** The first line with this message, now or later. */
  untilLog(msg: string): Promise<Readonly<Record<string, unknown>>>;
  /** Put another config.yaml in place, as an operator's editor would. A string is taken as it is. */
  rewriteConfig(config: object | string): Promise<void>;
  solve(body: unknown, init?: RequestInit): Promise<SolveReply>;
  metrics(): Promise<string>;
  /** Read the database as another program would. */
  rows(sql: string): Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

/** Start a gateway from a config as it would stand in config.yaml. JSON is YAML too. */
export async function buildGateway(config: object, options: TestGatewayOptions = {}): Promise<TestGateway> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await makeTempDir());
  const files = { 'config.yaml': JSON.stringify(config), ...options.files };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir.path, name)), { recursive: true });
    await writeFile(join(dir.path, name), text);
  }
  const logLines: Record<string, unknown>[] = [];
  const watch = createWatch();
  const write = (line: string) => {
    logLines.push(JSON.parse(line) as Record<string, unknown>);
    watch.changed();
  };
  const plan = await planGateway(join(dir.path, 'config.yaml'), options.env ?? {});
  const redactor = createLiveRedactor();
  const ring = new LogRing({ maxBytes: plan.core.log.recentBytes });
  const { log } = await createLogger({ level: 'debug', destination: { write }, redact: redactor, ring });
  const sqlitePath = options.sqlitePath ?? join(dir.path, 'data', 'glassgate.sqlite');
  const gateway = await startGateway(plan, {
    host: '127.0.0.1',
    port: 0,
    sqlitePath,
    log,
    logs: ring,
    redactor,
    telemetry: createTelemetry({ log, flightRecorder: plan.core.flightRecorder, spans: plan.core.spans }),
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= gateway.stop();
    return stopped;
  };
  opened.defer(stop);
  const running = opened.move();
  return {
    url: gateway.url,
    managementUrl: gateway.managementUrl,
    routes: gateway.routes,
    dir: dir.path,
    sqlitePath,
    logLines,
    untilLog: (msg) =>
      watch.until(() => logLines.find((line) => line['msg'] === msg), {
        timeoutMs: 10_000,
        what: `a log line '${msg}'`,
      }),
    rewriteConfig: (fresh) =>
      writeFile(join(dir.path, 'config.yaml'), typeof fresh === 'string' ? fresh : JSON.stringify(fresh)),
    solve: (body, init) => solve(gateway.url, body, init),
    metrics: async () => (await fetch(`${gateway.url}/metrics`)).text(),
    rows: (sql) => readRows(sqlitePath, sql),
    stop,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function solve(url: string, body: unknown, init: RequestInit = {}): Promise<SolveReply> {
  const response = await fetch(`${url}/v1/solve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
  return { status: response.status, body: await response.json() };
}
