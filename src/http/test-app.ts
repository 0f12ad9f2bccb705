import { pino } from 'pino';
import type { Authenticator } from '../plugin-api/access.ts';
import type { Routes } from '../plugin-api/http.ts';
import type { MetricCatalog, MetricFactory } from '../plugin-api/metrics.ts';
import type { TrustedProxies } from './client-address.ts';
import { type App, createApp } from './create-app.ts';
import type { HttpLimits } from './http-limits.ts';
import type { HttpResult } from './probe.ts';
import { type HttpServer, serve } from './serve.ts';

export interface TestApp extends AsyncDisposable {
  readonly app: App;
  readonly server: HttpServer;
  readonly url: string;
  /** Where the telemetry was told that each request comes from. */
  readonly clientAddresses: readonly (string | undefined)[];
  /** What the telemetry was told of each request. */
  readonly results: readonly HttpResult[];
  /** The next result that comes. */
  nextResult(): Promise<HttpResult>;
  readonly logLines: readonly Readonly<Record<string, unknown>>[];
  /** What was counted of broken requests and refused bodies, by reason; the gauge under its own name. */
  count(name: string): number;
}

interface TestAppOptions {
  readonly drainMs?: number;
  readonly authenticator?: Authenticator;
  readonly limits?: Partial<HttpLimits>;
  readonly trustProxy?: TrustedProxies;
}

/** The HTTP side with these routes, on a free port. */
export async function startApp(
  routes: Routes = () => undefined,
  { drainMs = 5_000, authenticator, limits, trustProxy = false }: TestAppOptions = {},
): Promise<TestApp> {
  const clientAddresses: (string | undefined)[] = [];
  const results: HttpResult[] = [];
  const counts = new Map<string, () => number>();
  const logLines: Record<string, unknown>[] = [];
  let waiting: ((result: HttpResult) => void)[] = [];
  const app = createApp({
    routes: [{ plugin: 'test', mount: routes }],
    authenticator,
    trustProxy,
    ...(limits !== undefined && { limits }),
    metrics: countingMetrics(counts),
    log: pino({ level: 'debug' }, { write: (line) => void logLines.push(JSON.parse(line)) }),
    instruments: {
      request: (_req, clientAddress) => {
        clientAddresses.push(clientAddress);
        return {
          within: (body) => body(),
          end: (result) => {
            results.push(result);
            for (const resolve of waiting) resolve(result);
            waiting = [];
          },
        };
      },
      exposition: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
    },
  });
  const server = await serve(app, { host: '127.0.0.1', port: 0, drainMs });
  return {
    app,
    server,
    url: server.url,
    clientAddresses,
    results,
    logLines,
    count: (name) => counts.get(name)?.() ?? 0,
    nextResult: () => new Promise((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: () => server.drain(),
  };
}

/** Metrics that are read as they are, without a registry behind them. */
export function countingMetrics(counts: Map<string, () => number> = new Map()): MetricFactory {
  const make = () => ({
    increment: ({ reason }: { readonly reason: string }) => {
      const before = counts.get(reason)?.() ?? 0;
      counts.set(reason, () => before + 1);
    },
    set: () => undefined,
    add: () => undefined,
    observe: () => undefined,
    mirror: (read: () => number) => void counts.set('bytes', read),
  });
  const declare = (catalog: MetricCatalog) =>
    Object.fromEntries(Object.keys(catalog).map((name) => [name, make()]));
  // Types of single metrics end here.
  return { declare, retain: () => undefined } as unknown as MetricFactory;
}
