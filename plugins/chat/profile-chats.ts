import { timestamp } from 'glassgate/plugin-api';
import type { ChatSessions } from './chat-sessions.ts';
import type { ContainerLocks } from './container-locks.ts';

/** What operators do with all chats of a profile. */
export class ProfileChats {
  readonly #sessions: ChatSessions;
  readonly #locks: ContainerLocks;

  constructor(sessions: ChatSessions, locks: ContainerLocks) {
    this.#sessions = sessions;
    this.#locks = locks;
  }

  /** Delete the guest chats of a profile, which unblocks it. Returns their number. */
  async clearGuests(profileId: string): Promise<number> {
    const rows = this.#sessions.memory.guests.rowsOf(profileId);
    for (const row of rows) {
      this.#sessions.remove(row);
      this.#locks.clear(row);
    }
    await this.#sessions.table.committed();
    return rows.length;
  }

  /** Never use any chat of a profile again. Returns their number. */
  async archive(profileId: string): Promise<number> {
    const columns = { tag: 'archive', disabled: 1, updated_at: timestamp() };
    this.#sessions.memory.sawAll(profileId, columns);
    return this.#sessions.table.changeWhere({ profile_id: profileId }, columns);
  }
}

/** Delete what the guest chats of earlier versions have left. */
export async function deleteEmptied({ table }: ChatSessions): Promise<void> {
  for (const id of await table.emptied()) table.delete(id);
}
