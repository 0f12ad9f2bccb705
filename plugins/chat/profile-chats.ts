import { timestamp } from 'glassgate/plugin-api';
import type { ChatSessions } from './chat-sessions.ts';
import type { ContainerLocks } from './container-locks.ts';

// The row itself stays, because attempts refer to it: without an address nothing finds it any more.
const cleared = {
  chat_id: null,
  page_url: '',
  tag: 'cleared',
  disabled: 1,
  locked_by: null,
  locked_until: null,
  pending_since: null,
};

/** What operators do with all chats of a profile. */
export class ProfileChats {
  readonly #sessions: ChatSessions;
  readonly #locks: ContainerLocks;

  constructor(sessions: ChatSessions, locks: ContainerLocks) {
    this.#sessions = sessions;
    this.#locks = locks;
  }

  /** Drop the guest chats of a profile, which unblocks it. Returns their number. */
  async clearGuests(profileId: string): Promise<number> {
    const rows = this.#sessions.memory.guests.rowsOf(profileId);
    for (const row of rows) {
      this.#sessions.change(row, cleared);
      this.#locks.clear(row);
    }
    await this.#sessions.table.committed();
    return rows.length;
  }

  /** Never use any chat of a profile again. Returns their number. */
  async archive(profileId: string): Promise<number> {
    const columns = { tag: 'archive', disabled: 1, updated_at: timestamp() };
    this.#sessions.memory.sawAll(profileId, columns);
    return this.#sessions.table.changeWhere({ profile_id: profileId, page_url: { ne: '' } }, columns);
  }
}
