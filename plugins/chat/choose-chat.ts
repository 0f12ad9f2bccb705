import {
  GlassgateError,
  type PinnedChat,
  type PreferredChat,
  type Prompt,
  type SolveRequest,
  type SpanReference,
} from 'glassgate/plugin-api';
import { type ChatKey, type ChatRow, isUsable } from './chat-row.ts';
import type { ChatSessions } from './chat-sessions.ts';

export interface ChosenChat {
  readonly row: ChatRow;
  readonly reason: string;
}

interface Wishes {
  readonly request: SolveRequest;
  readonly prompt: Prompt;
  readonly pin: PinnedChat | undefined;
  readonly preference: PreferredChat | undefined;
  /** Where a chat that is created comes from. */
  readonly creator?: SpanReference | undefined;
}

/** The chat that a request goes to: the pinned one, the preferred one, the one in use for its key, or a new one. */
export async function chooseChat(sessions: ChatSessions, key: ChatKey, wishes: Wishes): Promise<ChosenChat> {
  const { request, prompt, pin, preference, creator } = wishes;
  if (pin !== undefined) return { row: await pinnedRow(sessions, pin), reason: 'pinned by the client' };
  if (request.forceNewChat)
    return { row: sessions.create(key, creator), reason: 'new: the client asked for it' };
  const limit = request.maxChatUses ?? prompt.defaultMaxChatUses;
  const recent = preferredRow(sessions, key, preference);
  if (recent !== undefined && recent.uses_count < limit) {
    return { row: recent, reason: `reused, as the most recent one: ${recent.uses_count} of ${limit} uses` };
  }
  const row = await sessions.newest(key);
  if (row === undefined) return { row: sessions.create(key, creator), reason: 'new: there is none yet' };
  if (row.uses_count < limit) return { row, reason: `reused: ${row.uses_count} of ${limit} uses` };
  return { row: sessions.create(key, creator), reason: `new: ${row.uses_count} of ${limit} uses are spent` };
}

async function pinnedRow(sessions: ChatSessions, pin: PinnedChat): Promise<ChatRow> {
  const row = await sessions.byId(pin.chatSessionId);
  if (row !== undefined && isUsable(row)) return row;
  throw new GlassgateError('INVALID_REQUEST', 'The pinned chat was archived or disabled meanwhile.');
}

function preferredRow(
  sessions: ChatSessions,
  key: ChatKey,
  preference: PreferredChat | undefined,
): ChatRow | undefined {
  if (preference?.containerId !== key.containerId) return undefined;
  // Gone from the list when it was archived or disabled since it was preferred.
  return sessions.memory.recent.get(key.promptId, preference.chatSessionId);
}
