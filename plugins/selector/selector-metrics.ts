import { GlassgateError, type MetricFactory, openSets } from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import {
  type CountedState,
  countedStates,
  type Rejection,
  type Strategy,
  selectorMetrics,
} from './metrics.ts';
import { countByState, stateOf } from './pool-census.ts';

export interface SelectorMetrics {
  /** A search has ended without a container. */
  readonly failed: (cause: unknown) => void;
  /** A search has found a container. */
  readonly chose: (strategy: Strategy) => void;
  /** A search may use so many containers. */
  readonly began: (candidates: number) => void;
  /** A search cannot use a container. */
  readonly passedOver: (containerId: string, reason: Rejection) => void;
  /** The containers of the configuration are these. */
  readonly retain: (ids: readonly string[]) => void;
}

/** Declares the selector's metrics. */
export function declareSelectorMetrics(metrics: MetricFactory, pool: ContainerPool): SelectorMetrics {
  const { decisions, rejections, candidates, ...gauges } = metrics.declare(selectorMetrics);
  gauges.containers.mirror(() => {
    const counts = countByState(pool);
    return countedStates.map((state) => [{ state }, counts[state]]);
  });
  gauges.containerUp.mirror(() =>
    [...pool.views].flatMap(({ id, state }) =>
      state === 'unknown' ? [] : [[{ container_id: id }, state === 'unreachable' ? 0 : 1]],
    ),
  );
  gauges.containerState.mirror(() =>
    [...pool.views, ...pool.draining].flatMap((view) => statesOf(view.id, stateOf(pool, view))),
  );
  return {
    failed: (cause) => decisions.increment({ decision: isNoCapacity(cause) ? 'no_capacity' : 'failed' }),
    chose: (decision) => decisions.increment({ decision }),
    began: (count) => candidates.observe({}, count),
    passedOver: (id, reason) => rejections.increment({ container_id: id, reason }),
    retain: (ids) => metrics.retain(openSets.containers, [...ids, ...pool.draining.map(({ id }) => id)]),
  };
}

function statesOf(id: string, current: CountedState) {
  return countedStates.map((state) => [{ container_id: id, state }, state === current ? 1 : 0] as const);
}

function isNoCapacity(cause: unknown): boolean {
  return GlassgateError.is(cause) && cause.code === 'CONTAINER_BUSY';
}
