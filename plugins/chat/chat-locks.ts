import { type ContainerLock, timestamp } from 'glassgate/plugin-api';
import type { ChatRow } from './chat-row.ts';
import type { ChatSessions } from './chat-sessions.ts';
import type { ContainerLocks } from './container-locks.ts';

export interface LockWish {
  readonly chatUrl: string;
  readonly lockedBy: string;
  readonly ttlSeconds: number;
}

export type LockOutcome =
  | { readonly result: 'locked'; readonly row: ChatRow }
  | { readonly result: 'unknown' | 'held' };

/** Locks and unlocks chats for operators, in the rows and in memory. */
export class ChatLocks {
  readonly #sessions: ChatSessions;
  readonly #locks: ContainerLocks;

  constructor(sessions: ChatSessions, locks: ContainerLocks) {
    this.#sessions = sessions;
    this.#locks = locks;
  }

  /** Lock every chat with this address. Its owner may do so again: the time starts anew. */
  async lock({ chatUrl, lockedBy, ttlSeconds }: LockWish): Promise<LockOutcome> {
    const rows = await this.#rowsAt(chatUrl);
    const newest = rows.at(-1);
    if (newest === undefined) return { result: 'unknown' };
    // Nothing waits between this check and the end of the loop, so that no two owners can both pass it.
    if (rows.some((row) => this.#isHeldByOther(row, lockedBy))) return { result: 'held' };
    const lock: ContainerLock = { lockedBy, until: new Date(Date.now() + ttlSeconds * 1000) };
    const columns = { locked_by: lockedBy, locked_until: timestamp(lock.until) };
    for (const row of rows) {
      this.#sessions.annotate(row, columns);
      this.#locks.set(row, lock);
    }
    await this.#sessions.table.committed();
    return { result: 'locked', row: { ...newest, ...columns } };
  }

  /** Take this owner's locks off every chat with the address. False when it is unknown or somebody else's. */
  async unlock({ chatUrl, lockedBy }: Omit<LockWish, 'ttlSeconds'>): Promise<boolean> {
    const rows = await this.#rowsAt(chatUrl);
    const own = rows.filter((row) => this.#ownerOf(row) === lockedBy);
    const isHeldByOther = rows.some((row) => this.#isHeldByOther(row, lockedBy));
    if (rows.length === 0 || (own.length === 0 && isHeldByOther)) return false;
    for (const row of own) {
      this.#sessions.annotate(row, { locked_by: null, locked_until: null });
      this.#locks.clear(row);
    }
    await this.#sessions.table.committed();
    return true;
  }

  async #rowsAt(chatUrl: string): Promise<ChatRow[]> {
    const rows = await this.#sessions.table.find({ where: { page_url: chatUrl }, order: [['id', 'asc']] });
    // A chat that was never opened has the root address, which names no chat.
    return rows.filter(({ chat_id: chatId }) => chatId !== null);
  }

  #isHeldByOther(row: ChatRow, owner: string): boolean {
    const lock = this.#locks.get(row);
    return lock !== undefined && lock.lockedBy !== owner;
  }

  /** Memory knows of locks in force; one that has run out still stands in its row. */
  #ownerOf(row: ChatRow): string | null {
    return this.#locks.get(row)?.lockedBy ?? row.locked_by;
  }
}
