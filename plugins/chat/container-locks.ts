import type { ContainerLock, LockedContainers } from 'glassgate/plugin-api';
import type { ChatRow } from './chat-row.ts';

type LockedRow = Pick<ChatRow, 'id' | 'container_id'>;

/** Locks of chats, in memory. While one of its chats is locked, so is the container. */
export class ContainerLocks implements LockedContainers {
  readonly #byContainer = new Map<string, Map<number, ContainerLock>>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Take over the lock of a stored row, if it has one that is still in force. */
  restore(row: ChatRow): void {
    if (row.locked_by === null || row.locked_until === null) return;
    const until = new Date(row.locked_until);
    // A time that cannot be read is none that an operator could be waiting for.
    if (until.getTime() > this.#now()) this.set(row, { lockedBy: row.locked_by, until });
  }

  set(row: LockedRow, lock: ContainerLock): void {
    const locks = this.#byContainer.get(row.container_id);
    if (locks === undefined) this.#byContainer.set(row.container_id, new Map([[row.id, lock]]));
    else locks.set(row.id, lock);
  }

  clear(row: LockedRow): void {
    this.#forget(row.container_id, row.id);
  }

  /** The lock of one chat, while it is in force. */
  get(row: LockedRow): ContainerLock | undefined {
    const lock = this.#byContainer.get(row.container_id)?.get(row.id);
    return lock !== undefined && this.#isInForce(lock) ? lock : undefined;
  }

  /** Of several locks the one that lasts longest. Locks that have run out are forgotten on the way. */
  lockOf(containerId: string): ContainerLock | undefined {
    let longest: ContainerLock | undefined;
    for (const [id, lock] of this.#byContainer.get(containerId) ?? []) {
      if (!this.#isInForce(lock)) this.#forget(containerId, id);
      else if (longest === undefined || lock.until > longest.until) longest = lock;
    }
    return longest;
  }

  ids(): string[] {
    return [...this.#byContainer.keys()].filter((id) => this.lockOf(id) !== undefined);
  }

  #isInForce({ until }: ContainerLock): boolean {
    return until.getTime() > this.#now();
  }

  #forget(containerId: string, id: number): void {
    const locks = this.#byContainer.get(containerId);
    locks?.delete(id);
    if (locks?.size === 0) this.#byContainer.delete(containerId);
  }
}
