import { type ContainerLock, type LockedContainers, timestamp } from 'glassgate/plugin-api';

/** Where nobody locks anything. */
export const nothingLocked: LockedContainers = { lockOf: () => undefined, ids: () => [] };

/** Why a locked container is passed over. */
export function describeLock({ lockedBy, until }: ContainerLock): string {
  return `locked by '${lockedBy.slice(0, 128)}' until ${timestamp(until)}`;
}
