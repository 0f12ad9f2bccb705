import type { Logger } from 'pino';
import { formatProblem } from '../config/config-error.ts';
import { createExchange } from '../exchange/create-exchange.ts';
import { createApp } from '../http/create-app.ts';
import { serve } from '../http/serve.ts';
import type { LoadedPlugin } from '../kernel/chain-link.ts';
import { ObserverHub } from '../kernel/observer-hub.ts';
import { closePlugins, setupPlugins } from '../kernel/setup-plugins.ts';
import { openStore } from '../store/open-store.ts';
import type { Telemetry } from '../telemetry/create-telemetry.ts';
import type { GatewayPlan } from './plan-gateway.ts';

export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly sqlitePath: string;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

export interface Gateway {
  readonly url: string;
  /** Finish the running requests, then close everything, in the order in which data flows. */
  stop(): Promise<void>;
}

/** Start a planned gateway. When a part fails, those already started are closed again. */
export async function startGateway(plan: GatewayPlan, options: StartOptions): Promise<Gateway> {
  const { log, telemetry } = options;
  for (const warning of plan.warnings) {
    log.warn({ problem: formatProblem(warning, { file: plan.document.path }) }, 'configuration warning');
  }
  // Closed in reverse: no new requests, then the plugins, the exchange, the store.
  await using opened = new AsyncDisposableStack();
  const { store, close: closeStore } = await openStore({
    path: options.sqlitePath,
    tables: plan.plugins.flatMap(({ spec }) =>
      (spec.tables ?? []).map((table) => ({ plugin: spec.name, table })),
    ),
    instruments: telemetry.store,
    log,
  });
  opened.defer(closeStore);
  const observers = new ObserverHub(telemetry.instruments);
  const { exchange, close: closeExchange } = createExchange({
    instruments: telemetry.exchange,
    notify: (event) => observers.tell('exchange', event),
    // A job must be on disk before its first message leaves.
    beforeSend: () => store.committed(),
  });
  opened.defer(closeExchange);
  const loaded = await setupPlugins(plan.plugins, {
    configs: plan.configs,
    baseDir: plan.document.baseDir,
    log,
    exchange,
    store,
    instruments: telemetry.instruments,
    observers,
    metricsFor: telemetry.metricsFor,
  });
  opened.defer(() => closePlugins(loaded, log));
  const app = createApp({ instruments: telemetry.http, log, routes: routesOf(loaded) });
  for (const { parts } of loaded) await parts.start?.();
  const drainMs = plan.core.shutdown.drainSeconds * 1000;
  const server = await serve(app, { host: options.host, port: options.port, drainMs });
  opened.defer(server.drain);
  const running = opened.move();
  return { url: server.url, stop: () => running.disposeAsync() };
}

function routesOf(loaded: readonly LoadedPlugin[]) {
  return loaded.flatMap(({ parts }) => parts.routes ?? []);
}
