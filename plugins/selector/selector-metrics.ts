import { GlassgateError, type MetricFactory, openSets } from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import { type CountedState, countedStates, type Hindrance, selectorMetrics } from './metrics.ts';

export interface SelectorMetrics {
  /** A search has ended. */
  readonly count: (failure?: unknown) => void;
  /** A search may use so many containers. */
  readonly began: (candidates: number) => void;
  /** A search cannot use a container. */
  readonly passedOver: (containerId: string, reason: Hindrance) => void;
  /** The containers of the configuration are these. */
  readonly retain: (ids: readonly string[]) => void;
}

/** Declares the selector's metrics. */
export function declareSelectorMetrics(metrics: MetricFactory, pool: ContainerPool): SelectorMetrics {
  const { decisions, rejections, candidates, ...gauges } = metrics.declare(selectorMetrics);
  gauges.containers.mirror(() => {
    const counts = pool.countByState();
    return countedStates.map((state) => [{ state }, counts[state]]);
  });
  gauges.containerUp.mirror(() =>
    [...pool.views].flatMap(({ id, state }) =>
      state === 'unknown' ? [] : [[{ container_id: id }, state === 'unreachable' ? 0 : 1]],
    ),
  );
  gauges.containerState.mirror(() =>
    [...pool.views, ...pool.draining].flatMap((view) => statesOf(view.id, pool.stateOf(view))),
  );
  return {
    count: (failure) => {
      if (failure === undefined) decisions.increment({ decision: 'selected' });
      else decisions.increment({ decision: isNoCapacity(failure) ? 'no_capacity' : 'failed' });
    },
    began: (count) => candidates.observe({}, count),
    passedOver: (id, reason) => rejections.increment({ container_id: id, reason }),
    retain: (ids) => metrics.retain(openSets.containers, [...ids, ...pool.draining.map(({ id }) => id)]),
  };
}

function statesOf(id: string, current: CountedState) {
  return countedStates.map((state) => [{ container_id: id, state }, state === current ? 1 : 0] as const);
}

function isNoCapacity(failure: unknown): boolean {
  return GlassgateError.is(failure) && failure.code === 'CONTAINER_BUSY';
}
