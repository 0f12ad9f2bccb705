import { definePlugin, limiters, llmServices, metricTotals } from 'glassgate/plugin-api';
import { adminRoutes } from './admin-routes.ts';
import { Audit, type Caller } from './audit.ts';
import type { Change } from './change-config.ts';
import { adminConfig } from './config.ts';
import { configView } from './config-view.ts';
import { OverrideBook } from './override-book.ts';
import { statusView } from './status-view.ts';
import { auditTable, overrideTable } from './tables.ts';

/** Lets operators see and change the limits while the gateway runs. */
export default definePlugin({
  name: 'admin',
  config: adminConfig,
  tables: [overrideTable, auditTable],
  async setup({ config, log, store, use }) {
    let settings = config.admin;
    const [allLimiters, upstreams, totals] = [
      use(limiters),
      use(llmServices.upstreamDirectory),
      use(metricTotals),
    ];
    const overrides = store.table(overrideTable);
    const book = new OverrideBook(overrides, await overrides.find({}));
    const parts = () => ({ limiters: allLimiters(), upstreams: upstreams().list(), book });
    return {
      start: () => allLimiters().override(book.asOverrides()),
      reload: (fresh) => () => {
        settings = fresh.admin;
      },
      routes: adminRoutes({
        limiters: allLimiters,
        book,
        audit: new Audit(store.table(auditTable)),
        store,
        settings: () => settings,
        view: () => configView(parts()),
        status: () => statusView({ ...parts(), totals: totals() }),
        changed: (changes: readonly Change[], caller: Caller) =>
          log.info({ event: 'admin.config_changed', ...lineOf(caller), changes }, 'limits changed'),
        wasReset: (limiter, caller) =>
          log.info({ event: 'admin.limiter_reset', ...lineOf(caller), limiter }, 'limiter reset'),
      }),
    };
  },
});

function lineOf({ who, source, requestId }: Caller): object {
  return { who, source, request_id: requestId };
}
