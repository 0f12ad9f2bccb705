import { definePlugin, GlassgateError, services, slots, solveAnswer } from 'glassgate/plugin-api';
import { disabledContainers, enabledContainers, selectorConfig } from './config.ts';
import { PoolDirectory } from './container-directory.ts';
import { ContainerPool } from './container-pool.ts';
import { logState } from './log-state.ts';
import { selectorMetrics } from './metrics.ts';
import { PoolSupply } from './pool-supply.ts';
import { Prober } from './prober.ts';
import { RequestMemories } from './request-memory.ts';
import { Search } from './search.ts';
import { declareSelectorMetrics } from './selector-metrics.ts';
import { selectorSpans } from './spans.ts';
import { stateAfter } from './state-after.ts';
import { StatusProbe } from './status-probe.ts';

/** Chooses the container for a request, and the next one when that turns out to be busy. */
export default definePlugin({
  name: 'selector',
  config: selectorConfig,
  doubts: (config, { root }) => {
    const isUsed = Array.isArray(root['profiles']) && root['profiles'].length > 0;
    if (!isUsed || enabledContainers(config).length > 0) return [];
    return [{ path: ['containers'], message: 'No container is enabled; every solve will be refused.' }];
  },
  metrics: selectorMetrics,
  spans: selectorSpans,
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
    pool.whenChanged((view, former) => logState(log, view, former));
    const probe = new StatusProbe(exchange);
    const directory = new PoolDirectory({ pool, probe, disabled: disabledContainers(config) });
    provide(services.containerDirectory, directory);
    const room = use(services.waitingRoom);
    const onError = (err: unknown) =>
      log.error({ event: 'selector.probe_failed', err }, 'background probe failed');
    let newsMs = config.selector.probe_interval_seconds * 1000;
    const supply = new PoolSupply({ pool, probe, newsMs: () => newsMs, onError });
    provide(services.containerSupply, supply);
    const prober = new Prober({ pool, probe, intervalMs: newsMs, onError });
    const watch = declareSelectorMetrics(metrics, pool);
    const { failed, retain } = watch;
    retain(config.containers.map(({ id }) => id));
    const recheckLimit = config.selector.recheck_limit;
    const expectedWaitMs = supply.expectedWaitMs.bind(supply);
    const memories = new RequestMemories();
    const searching = { pool, probe, watch, recheckLimit, memories, room, expectedWaitMs };
    return {
      start: () => {
        pool.whenFree((id) => room().containerFreed(id));
        prober.start();
      },
      reload: (fresh) => () => {
        pool.replace(enabledContainers(fresh));
        retain(fresh.containers.map(({ id }) => id));
        directory.setDisabled(disabledContainers(fresh));
        searching.recheckLimit = fresh.selector.recheck_limit;
        newsMs = fresh.selector.probe_interval_seconds * 1000;
        prober.setInterval(newsMs);
        room().changed();
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
            failed(cause);
            throw cause;
          });
          try {
            const answer = await next({ container: view.container });
            view.saw('idle');
            supply.record(view);
            return answer;
          } catch (cause) {
            const error = GlassgateError.from(cause);
            const { state, reason } = stateAfter(error);
            view.saw(state, reason);
            supply.record(view, error);
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
