import type { ChatDirectory, ChatSessionRecord, StoredChat, StoredChats } from 'glassgate/plugin-api';
import { maskUrlPasswords } from 'glassgate/plugin-api';
import { type ChatRow, isUsable } from './chat-row.ts';
import type { ChatSessions } from './chat-sessions.ts';

/** Recent chats that one request may try. */
const maxRecent = 60;

/** Chats as the choice of a profile sees them. */
export function storedChats({ table, memory }: ChatSessions): StoredChats {
  return {
    findByUrl: async (pageUrl) => {
      const [row] = await table.find({ where: { page_url: pageUrl }, order: [['id', 'desc']], limit: 1 });
      // A chat that was never opened has the root address, which names no chat.
      return row === undefined || row.chat_id === null ? undefined : storedChat(row);
    },
    recent: async ({ promptId, maxUses, proxyId }) => {
      const rows = await memory.recent.of(promptId);
      return rows
        .filter((row) => row.uses_count < maxUses && (proxyId === undefined || row.socks_id === proxyId))
        .slice(0, maxRecent)
        .map(storedChat);
    },
    blockade: (profileId) => memory.guests.blockade(profileId),
  };
}

/** Chats as operators see them. */
export function chatDirectory({ table, memory }: ChatSessions): ChatDirectory {
  return {
    newestAt: async ({ containerId, pageUrl }) => {
      if (pageUrl === '') return undefined;
      const [row] = await table.look({
        where: { page_url: pageUrl, container_id: containerId },
        order: [['id', 'desc']],
        limit: 1,
      });
      return row === undefined ? undefined : sessionRecord(row);
    },
    blockedProfiles: () => memory.guests.blocked(),
  };
}

/** The columns that operators are shown. */
export function sessionRecord(whole: ChatRow): ChatSessionRecord {
  const { pending_since: _pendingSince, created_trace: _trace, created_span: _span, ...row } = whole;
  // Files of the first Glassgate may have the URL of a proxy here, with its password.
  return { ...row, socks_id: maskUrlPasswords(row.socks_id) };
}

function storedChat(row: ChatRow): StoredChat {
  return {
    chatSessionId: row.id,
    containerId: row.container_id,
    promptId: row.prompt_id,
    profileId: row.profile_id,
    proxyId: row.socks_id,
    isUsable: isUsable(row),
  };
}
