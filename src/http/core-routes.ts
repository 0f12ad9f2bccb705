import type { Role } from '../plugin-api/access.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import type { Routes, RouteTable } from '../plugin-api/http.ts';
import { timestamp } from '../plugin-api/timestamp.ts';
import type { ConfigControl } from './config-control.ts';
import type { HttpInstruments } from './probe.ts';

export interface CoreRoutesOptions {
  readonly instruments: HttpInstruments;
  readonly metricsAccess: Role;
  /** The operator routes ask for a key, so what only operators may know is not for `/health`. */
  readonly operatorsOnly: () => boolean;
  /** Absent where the configuration cannot change while the gateway runs. */
  readonly config: ConfigControl | undefined;
}

/**
 * `GET /health` → 200 `{"ok": true}` while the gateway takes requests; with `config.ok: false` while the file on
 * disk has mistakes and the former configuration is in force, and `config.problem` where operators need no key.
 * `POST /v1/config/reload` → 200 `{"ok": true, "config": {…}}`, or 422 CONFIG_INVALID with every mistake.
 * `GET /metrics` → 200, OpenMetrics where the header Accept asks for it, else the Prometheus text format.
 */
export function coreRoutes({ instruments, metricsAccess, operatorsOnly, config }: CoreRoutesOptions): Routes {
  return (routes) => {
    routes.get('/health', { access: 'public', summary: 'Does the gateway take requests?' }, (_req, res) => {
      res.json({ ok: true, ...configHealth(config, operatorsOnly()) });
    });
    if (config !== undefined) configRoutes(routes, config);
    routes.get('/metrics', { access: metricsAccess, summary: 'Metrics for Prometheus' }, async (req, res) => {
      const { contentType, text } = await instruments.exposition(req.headers.accept);
      res.setHeader('Content-Type', contentType);
      res.end(text);
    });
  };
}

function configHealth(config: ConfigControl | undefined, operatorsOnly: boolean): object {
  if (config === undefined || config.state.isCurrent) return {};
  return { config: { ok: false, ...(!operatorsOnly && { problem: config.state.problem }) } };
}

function configRoutes(routes: RouteTable, config: ConfigControl): void {
  const summary = 'Read the config file again';
  routes.post('/v1/config/reload', { access: 'operator', summary }, async (_req, res) => {
    const { isCurrent, problem, loadedAt } = await config.reload('request');
    if (!isCurrent) throw new GlassgateError('CONFIG_INVALID', problem ?? 'The config file has mistakes.');
    res.json({ ok: true, config: { loaded_at: timestamp(loadedAt) } });
  });
}
