import { pino } from 'pino';
import type { Authenticator } from '../plugin-api/access.ts';
import type { Routes } from '../plugin-api/http.ts';
import { type App, createApp } from './create-app.ts';
import type { HttpResult } from './probe.ts';
import { type HttpServer, serve } from './serve.ts';

export interface TestApp extends AsyncDisposable {
  readonly app: App;
  readonly server: HttpServer;
  readonly url: string;
  /** What the telemetry was told of each request. */
  readonly results: readonly HttpResult[];
  /** The next result that comes. */
  nextResult(): Promise<HttpResult>;
  readonly logLines: readonly Readonly<Record<string, unknown>>[];
}

/** The HTTP side with these routes, on a free port. */
export async function startApp(
  routes: Routes = () => undefined,
  { drainMs = 5_000, authenticator }: { drainMs?: number; authenticator?: Authenticator } = {},
): Promise<TestApp> {
  const results: HttpResult[] = [];
  const logLines: Record<string, unknown>[] = [];
  let waiting: ((result: HttpResult) => void)[] = [];
  const app = createApp({
    routes: [{ plugin: 'test', mount: routes }],
    authenticator,
    log: pino({ level: 'debug' }, { write: (line) => void logLines.push(JSON.parse(line)) }),
    instruments: {
      request: () => ({
        within: (body) => body(),
        end: (result) => {
          results.push(result);
          for (const resolve of waiting) resolve(result);
          waiting = [];
        },
      }),
      exposition: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
    },
  });
  const server = await serve(app, { host: '127.0.0.1', port: 0, drainMs });
  return {
    app,
    server,
    url: server.url,
    results,
    logLines,
    nextResult: () => new Promise((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: () => server.drain(),
  };
}
