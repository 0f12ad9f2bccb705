import type { Logger } from 'pino';
import { formatProblem } from '../config/config-error.ts';
import { createExchange } from '../exchange/create-exchange.ts';
import { type App, createApp, type PluginRoutes } from '../http/create-app.ts';
import type { MountedRoute } from '../http/route-register.ts';
import { type HttpServer, serve } from '../http/serve.ts';
import type { LoadedPlugin } from '../kernel/chain-link.ts';
import { ObserverHub } from '../kernel/observer-hub.ts';
import { ServiceRegistry } from '../kernel/service-registry.ts';
import { closePlugins, setupPlugins } from '../kernel/setup-plugins.ts';
import { authenticator } from '../plugin-api/access.ts';
import { metricTotals } from '../plugin-api/metric-totals.ts';
import { readiness } from '../plugin-api/readiness.ts';
import { type RecentLogs, recentLogs } from '../plugin-api/recent-logs.ts';
import { createLiveRedactor, type LiveRedactor } from '../plugin-api/redaction/live-redactor.ts';
import { traces } from '../plugin-api/traces.ts';
import { openStore } from '../store/open-store.ts';
import type { Telemetry } from '../telemetry/create-telemetry.ts';
import { declareConfigMetrics } from './config-metrics.ts';
import { coreSinks } from './core-sinks.ts';
import { refuseExposure } from './exposure.ts';
import { SecretKeeper } from './known-secrets.ts';
import { type ConfigState, LiveConfig, type ReloadTrigger } from './live-config.ts';
import type { GatewayPlan } from './plan-gateway.ts';
import { canarySecret, RedactionCanary, type Sink } from './redaction-canary.ts';
import { redactionMetrics } from './redaction-metrics.ts';
import { TableRows, tableMetrics } from './table-rows.ts';

export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly sqlitePath: string;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  /** The environment sets the log level, which wins over the config file. */
  readonly isLevelFixed?: boolean;
  /** The one that the log redacts with; a new one when absent. */
  readonly redactor?: LiveRedactor;
  /** The newest lines of `log`. */
  readonly logs?: RecentLogs;
  /** Where `log` leads, for the canary. */
  readonly logSink?: (text: string) => string;
}

export interface Gateway {
  readonly url: string;
  /** Where the routes for operators are; undefined while they are beside the others. */
  readonly managementUrl: string | undefined;
  readonly routes: readonly MountedRoute[];
  /** Read the config file again and put it in force, if it has no mistakes. */
  reload(trigger: ReloadTrigger): Promise<ConfigState>;
  /** Finish the running requests, then close everything, in the order in which data flows. */
  stop(): Promise<void>;
}

/** Start a planned gateway. When a part fails, those already started are closed again. */
export async function startGateway(plan: GatewayPlan, options: StartOptions): Promise<Gateway> {
  const { log, telemetry, redactor = createLiveRedactor() } = options;
  const known = canarySecret();
  const secrets = new SecretKeeper(redactor, [known]);
  secrets.follow(plan);
  for (const warning of plan.warnings) {
    log.warn(
      { event: 'config.warning', problem: formatProblem(warning, { file: plan.document.path }) },
      'configuration warning',
    );
  }
  // Closed in reverse: no new requests, then the plugins, the exchange, the store.
  await using opened = new AsyncDisposableStack();
  const tables = plan.plugins.flatMap(({ spec }) =>
    (spec.tables ?? []).map((table) => ({ plugin: spec.name, table })),
  );
  telemetry.storeTables(tables.map(({ table }) => table.name));
  const { store, close: closeStore } = await openStore({
    path: options.sqlitePath,
    tables,
    instruments: telemetry.store,
    log,
    redact: redactor,
    maxWaitMs: plan.core.store.maxWaitSeconds * 1000,
    isSoleWriter: true,
  });
  opened.defer(closeStore);
  telemetry.watchStoreFiles(options.sqlitePath);
  const observers = new ObserverHub(telemetry.instruments);
  const { exchange, close: closeExchange } = createExchange({
    instruments: telemetry.exchange,
    notify: (event) => observers.tell('exchange', event),
    // A job must be on disk before its first message leaves.
    beforeSend: () => store.committed(),
  });
  opened.defer(closeExchange);
  const services = new ServiceRegistry();
  services.provideFor('core')(traces, telemetry.traces);
  services.provideFor('core')(metricTotals, telemetry.totals);
  if (options.logs !== undefined) services.provideFor('core')(recentLogs, options.logs);
  const loaded = await setupPlugins(plan.plugins, {
    configs: plan.configs,
    baseDir: plan.document.baseDir,
    log,
    exchange,
    store,
    redact: redactor,
    instruments: telemetry.instruments,
    observers,
    services,
    metricsFor: telemetry.metricsFor,
  });
  opened.defer(() => closePlugins(loaded, log));
  for (const { spec, parts } of loaded) telemetry.pluginLoaded(spec.name, parts);
  const guard = services.find(authenticator);
  const isConfigured = plan.document.root['auth'] !== undefined;
  refuseExposure({ host: options.host, authenticator: guard, isConfigured });
  const liveConfig = new LiveConfig({
    plan,
    loaded,
    log,
    isLevelFixed: options.isLevelFixed ?? false,
    beforeChange: (fresh) => secrets.follow(fresh),
    onResult: declareConfigMetrics(telemetry.metricsFor('config')),
  });
  opened.use(liveConfig);
  // With a broken file the former configuration is in force, and serves.
  const configState = () => ({ ok: true, state: liveConfig.state.isCurrent ? 'ok' : 'stale' });
  services.find(readiness)?.add('config', configState);
  const routes = routesOf(loaded);
  const app = createApp({
    instruments: telemetry.http,
    metrics: telemetry.metricsFor('http'),
    limits: { bodyBytesInFlight: plan.core.http.bodyBytesInFlight },
    trustProxy: plan.core.http.trustProxy,
    log,
    routes,
    authenticator: guard,
    config: liveConfig,
    hasManagement: plan.core.managementPort !== undefined,
    redact: redactor,
  });
  const redaction = telemetry.metricsFor('redaction').declare(redactionMetrics);
  redactor.watch((rule) => redaction.masked.increment({ rule }));
  opened.use(
    new RedactionCanary({
      sinks: [...coreSinks(redactor), ...sinksOf(loaded), ...logSinkOf(options)],
      redactor,
      log,
      known,
      onResult: (isOk) => redaction.canaryOk.set({}, isOk),
    }),
  );
  opened.use(
    new TableRows({
      store,
      tables: [...new Set(tables.map(({ table }) => table.name))],
      metrics: telemetry.metricsFor('store').declare(tableMetrics),
    }),
  );
  for (const { parts } of loaded) await parts.start?.();
  const drainMs = plan.core.shutdown.drainSeconds * 1000;
  const server = await serve(app, { host: options.host, port: options.port, drainMs });
  opened.defer(server.drain);
  const management = await serveManagement(app, plan);
  if (management !== undefined) opened.defer(management.drain);
  opened.defer(() => {
    for (const { parts } of loaded) parts.drain?.();
  });
  const running = opened.move();
  return {
    url: server.url,
    managementUrl: management?.url,
    routes: app.routes,
    reload: (trigger) => liveConfig.reload(trigger),
    stop: () => running.disposeAsync(),
  };
}

/** An address of their own for operators, where the configuration wants one. */
async function serveManagement(app: App, { core }: GatewayPlan): Promise<HttpServer | undefined> {
  if (core.managementPort === undefined) return undefined;
  const drainMs = core.shutdown.drainSeconds * 1000;
  return serve(app, { host: '127.0.0.1', port: core.managementPort, drainMs, isManagement: true });
}

function sinksOf(loaded: readonly LoadedPlugin[]): Sink[] {
  return loaded.flatMap(({ spec, parts }) =>
    parts.sink === undefined ? [] : [{ name: spec.name, show: parts.sink }],
  );
}

function logSinkOf({ logSink }: StartOptions): Sink[] {
  return logSink === undefined ? [] : [{ name: 'log', show: logSink }];
}

function routesOf(loaded: readonly LoadedPlugin[]): PluginRoutes[] {
  return loaded.flatMap(({ spec, parts }) =>
    parts.routes === undefined ? [] : [{ plugin: spec.name, mount: parts.routes }],
  );
}
