import { definePlugin, GlassgateError, services, slots, solveAnswer } from 'glassgate/plugin-api';
import { disabledContainers, enabledContainers, selectorConfig } from './config.ts';
import { PoolDirectory } from './container-directory.ts';
import { ContainerPool } from './container-pool.ts';
import { Prober } from './prober.ts';
import { Search } from './search.ts';
import { declareSelectorMetrics } from './selector-metrics.ts';
import { stateAfter } from './state-after.ts';
import { StatusProbe } from './status-probe.ts';

/** Chooses the container for a request, and the next one when that turns out to be busy. */
export default definePlugin({
  name: 'selector',
  config: selectorConfig,
  needs: { profile: slots.profile, pin: slots.pin, preference: slots.preference },
  adds: { container: slots.container },
  answer: solveAnswer,
  reentrant: true,
  setup({ config, exchange, metrics, log, provide, use }) {
    const locks = use(services.lockedContainers);
    const pool = new ContainerPool(enabledContainers(config), {
      lockOf: (id) => locks().lockOf(id),
      ids: () => locks().ids(),
    });
    const probe = new StatusProbe(exchange);
    const directory = new PoolDirectory({ pool, probe, disabled: disabledContainers(config) });
    provide(services.containerDirectory, directory);
    const prober = new Prober({
      pool,
      probe,
      intervalMs: config.selector.probe_interval_seconds * 1000,
      onError: (err) => log.error({ err }, 'background probe failed'),
    });
    const { count } = declareSelectorMetrics(metrics, pool);
    const searching = { pool, probe, recheckLimit: config.selector.recheck_limit };
    return {
      start: () => prober.start(),
      reload: (fresh) => () => {
        pool.replace(enabledContainers(fresh));
        directory.setDisabled(disabledContainers(fresh));
        searching.recheckLimit = fresh.selector.recheck_limit;
        prober.setInterval(fresh.selector.probe_interval_seconds * 1000);
      },
      close: async () => {
        prober[Symbol.dispose]();
        await probe[Symbol.asyncDispose]();
      },
      async stage(call, next) {
        const { pin } = call.values;
        const search = new Search(searching, call, call.values);
        for (;;) {
          const view = await search.next().catch((cause: unknown) => {
            count(cause);
            throw cause;
          });
          count();
          try {
            const answer = await next({ container: view.container });
            view.saw('idle');
            return answer;
          } catch (cause) {
            const error = GlassgateError.from(cause);
            const { state, reason } = stateAfter(error);
            view.saw(state, reason);
            // 423 means that nothing was executed; a pinned chat has nowhere else to go.
            if (error.code !== 'CONTAINER_BUSY' || !error.retryable || pin !== undefined) throw error;
            search.passOver(view, 'answered 423');
          } finally {
            pool.release(view);
          }
        }
      },
    };
  },
});
