import { definePlugin, readiness, timestamp } from 'glassgate/plugin-api';
import { Board } from './board.ts';
import { StoreProbe } from './store-probe.ts';
import { probeTable } from './tables.ts';

/** Tells a load balancer whether this gateway should get requests. */
export default definePlugin({
  name: 'readiness',
  tables: [probeTable],
  setup({ store, provide }) {
    const board = new Board();
    const rows = store.table(probeTable);
    const probe = new StoreProbe({
      write: () => {
        rows.put({ id: 'probe', written_at: timestamp(new Date()) });
        return store.committed();
      },
      now: () => performance.now(),
    });
    provide(readiness, board);
    return {
      routes: (routes) => {
        const options = { access: 'public', summary: 'Should the gateway get requests?' } as const;
        routes.get('/health/ready', options, async (_req, res) => {
          const checks = [['store', await probe.check()] as const, ...board.read()];
          const ready = checks.every(([, { ok }]) => ok);
          res.status(ready ? 200 : 503).json({
            ready,
            checks: Object.fromEntries(checks.map(([name, { state }]) => [name, state])),
          });
        });
      },
    };
  },
});
