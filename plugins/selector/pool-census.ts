import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import { type CountedState, countedStates } from './metrics.ts';

/** Containers that a sentence names. */
const maxNamed = 8;

/** What a container is counted as. */
export function stateOf(pool: ContainerPool, view: ContainerView): CountedState {
  if (view.isDraining) return 'draining';
  if (view.reservedBy !== undefined) return 'reserved';
  return pool.isLocked(view) ? 'locked' : view.state;
}

export function countByState(pool: ContainerPool): Record<CountedState, number> {
  const none = countedStates.map((state) => [state, 0] as const);
  const counts = Object.fromEntries(none) as Record<CountedState, number>;
  counts.draining = pool.drainingCount;
  for (const view of pool.views) counts[stateOf(pool, view)] += 1;
  return counts;
}

/** Why none of these answers, `c1 (refused), c2 (timeout)`; empty when one does, or when there is none. */
export function unreachable(pool: ContainerPool, allowed?: readonly string[]): string {
  const views = pool.candidates(allowed);
  if (views.some((view) => stateOf(pool, view) !== 'unreachable')) return '';
  const named = views.slice(0, maxNamed).map(({ id, reason }) => `${id} (${reason})`);
  const rest = views.length > maxNamed ? [`${views.length - maxNamed} more`] : [];
  return [...named, ...rest].join(', ');
}
