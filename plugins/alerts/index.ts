import { definePlugin } from 'glassgate/plugin-api';
import { AlertDesk } from './alert-desk.ts';
import { alertRoutes } from './alert-routes.ts';
import { systemClock } from './clock.ts';
import { type AlertsConfig, alertsConfig } from './config.ts';
import { alertMetrics, alertSets } from './metrics.ts';
import { alertSpans } from './spans.ts';
import { groupsTable, outboxTable } from './tables.ts';

/** Brings alerts of Prometheus to people: what was taken is on disk, and is sent until it arrives. */
export default definePlugin({
  name: 'alerts',
  config: alertsConfig,
  metrics: alertMetrics,
  spans: alertSpans,
  tables: [outboxTable, groupsTable],
  setup({ config, store, log, metrics, redact }) {
    const instruments = metrics.declare(alertMetrics);
    const desk = new AlertDesk({ store, log, metrics: instruments, clock: systemClock, redact });
    instruments.pending.mirror(() => desk.pending.map(([channel, messages]) => [{ channel }, messages]));
    instruments.watchdogAge.mirror(() => {
      const age = desk.watchdogAgeSeconds;
      return age === undefined ? [] : [[{}, age]];
    });
    const retain = (alerts: AlertsConfig | null | undefined) => {
      metrics.retain(alertSets.channels, alerts?.channels.map(({ id }) => id) ?? []);
      const receivers = alerts?.routes.flatMap((route) => route.receivers ?? []) ?? [];
      metrics.retain(alertSets.receivers, [...receivers, '_other']);
    };
    return {
      routes: alertRoutes({ desk, store }),
      start: async () => {
        retain(config.alerts);
        (await desk.prepare(config.alerts))();
      },
      reload: async ({ alerts }) => {
        const apply = await desk.prepare(alerts);
        return () => {
          retain(alerts);
          apply();
        };
      },
      close: () => desk.close(),
    };
  },
});
