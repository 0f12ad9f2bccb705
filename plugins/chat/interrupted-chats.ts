import type { ChatRow } from './chat-row.ts';
import type { ChatSessions } from './chat-sessions.ts';
import { withUnknownFate } from './open-chat.ts';

/** Give up the chats in which a killed process had a message under way. Returns their ids. */
export function giveUpInterrupted(sessions: ChatSessions, stored: readonly ChatRow[]): number[] {
  const interrupted = stored.filter(({ pending_since: since }) => since !== null);
  for (const row of interrupted) sessions.change(row, withUnknownFate(row));
  return interrupted.map(({ id }) => id);
}
