import { type ChatKey, type ChatRow, keyOf } from './chat-row.ts';
import { GuestChats } from './guest-chats.ts';
import { RecentChats } from './recent-chats.ts';

/** Keys remembered; the others are looked up again when they are next used. */
const maxRemembered = 50_000;

/** Every copy of a row that is held in memory, so that a change reaches all of them. */
export class ChatMemory {
  readonly recent: RecentChats;
  readonly guests = new GuestChats();
  readonly #current = new Map<string, ChatRow>();
  readonly #inUse = new Map<number, ChatRow>();

  constructor(readRecent: (promptId: string) => Promise<readonly ChatRow[]>) {
    this.recent = new RecentChats(readRecent);
  }

  /** The chat that is in use for a key, as far as it is remembered. */
  current(key: ChatKey): ChatRow | undefined {
    return this.#current.get(nameOf(key));
  }

  /** This is the chat in use for its key. */
  makeCurrent(row: ChatRow): void {
    const name = nameOf(keyOf(row));
    // Deleting first moves the key to the end: the first key is the one unused for longest.
    this.#current.delete(name);
    this.#current.set(name, row);
    const oldest = this.#current.keys().next();
    if (this.#current.size > maxRemembered && !oldest.done) this.#current.delete(oldest.value);
    this.recent.saw(row);
  }

  /** A request works in this chat: what becomes of it must not be forgotten meanwhile. */
  hold(row: ChatRow): void {
    this.#inUse.set(row.id, row);
  }

  letGo(id: number): void {
    this.#inUse.delete(id);
  }

  /** The row as it is now; as given when nobody holds it. */
  latest(row: ChatRow): ChatRow {
    return this.#inUse.get(row.id) ?? row;
  }

  /** A row is as given now. */
  saw(row: ChatRow): void {
    if (this.#inUse.has(row.id)) this.#inUse.set(row.id, row);
    this.guests.saw(row);
    // A pinned chat may be older than the newest one of its key, which stays the one in use.
    if (this.current(keyOf(row))?.id === row.id) this.makeCurrent(row);
    else this.recent.saw(row);
  }

  /** Every chat of a profile changed in the same way. */
  sawAll(profileId: string, columns: Partial<ChatRow>): void {
    this.recent.forget();
    const held = [...this.#current.values(), ...this.guests.rowsOf(profileId), ...this.#inUse.values()];
    for (const row of held) {
      if (row.profile_id === profileId) this.saw({ ...this.latest(row), ...columns });
    }
  }
}

function nameOf({ containerId, promptId, profileId, proxyId }: ChatKey): string {
  return JSON.stringify([containerId, promptId, profileId, proxyId]);
}
