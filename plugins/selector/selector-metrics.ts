import { GlassgateError, type MetricFactory } from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';

/** Declares the selector's metrics. `count` takes the outcome of one search. */
export function declareSelectorMetrics(
  metrics: MetricFactory,
  pool: ContainerPool,
): { readonly count: (failure?: unknown) => void } {
  const decisions = metrics.counter({
    name: 'decisions_total',
    help: 'Searches for a container by result: selected, no_capacity or failed.',
    labels: ['decision'],
  });
  const containers = metrics.gauge({
    name: 'containers',
    help: 'Enabled containers by what the gateway believes of them; reserved: one of its own requests runs there, locked: an operator keeps it.',
    labels: ['state'],
  });
  metrics.onCollect(() => {
    for (const [state, count] of Object.entries(pool.countByState())) containers.set({ state }, count);
  });
  return {
    count: (failure) => {
      if (failure === undefined) decisions.increment({ decision: 'selected' });
      else decisions.increment({ decision: isNoCapacity(failure) ? 'no_capacity' : 'failed' });
    },
  };
}

function isNoCapacity(failure: unknown): boolean {
  return GlassgateError.is(failure) && failure.code === 'CONTAINER_BUSY';
}
