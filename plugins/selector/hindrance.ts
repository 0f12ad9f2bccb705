import { describeLock } from './container-lock.ts';
import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import type { Hindrance } from './metrics.ts';

/** Why a search passes a container over, as one word. */
export function hindranceOf(pool: ContainerPool, view: ContainerView): Hindrance {
  if (view.isDraining) return 'draining';
  if (pool.isLocked(view)) return 'locked';
  if (view.state === 'unreachable') return 'unreachable';
  return view.state !== 'busy' && view.reservedBy !== undefined ? 'reserved' : 'busy';
}

/** Why a container is passed over, or what it is. */
export function describeContainer(pool: ContainerPool, id: string): string {
  const view = pool.get(id);
  if (view === undefined) return 'not enabled';
  const lock = pool.lockOf(id);
  return lock === undefined ? view.describe : describeLock(lock);
}

/**
 * Why a container that was asked cannot be used after all. The probe takes time: the configuration and the
 * operators may have decided otherwise meanwhile.
 */
export function hindranceAfterProbe(pool: ContainerPool, view: ContainerView): string | undefined {
  if (view.isDraining) return 'removed from the configuration';
  if (pool.isLocked(view)) return describeContainer(pool, view.id);
  const isUsable = view.state !== 'busy' && view.state !== 'unreachable';
  return isUsable ? undefined : `${view.state} (asked before use)`;
}
