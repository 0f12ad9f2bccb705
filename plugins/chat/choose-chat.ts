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
  readonly operation: 'reuse' | 'create' | 'pin';
  readonly reason: string;
  /** The chat that a new one follows, because it has had as many messages as it may. */
  readonly spent?: ChatRow;
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
  if (pin !== undefined) {
    return { row: await pinnedRow(sessions, pin), operation: 'pin', reason: 'pinned by the client' };
  }
  const create = (reason: string): ChosenChat => ({
    row: sessions.create(key, creator),
    operation: 'create',
    reason,
  });
  if (request.forceNewChat) return create('new: the client asked for it');
  const limit = request.maxChatUses ?? prompt.defaultMaxChatUses;
  const recent = preferredRow(sessions, key, preference);
  if (recent !== undefined && recent.uses_count < limit) {
    const reason = `reused, as the most recent one: ${recent.uses_count} of ${limit} uses`;
    return { row: recent, operation: 'reuse', reason };
  }
  const row = await sessions.newest(key);
  if (row === undefined) return create('new: there is none yet');
  const uses = `${row.uses_count} of ${limit} uses`;
  if (row.uses_count < limit) return { row, operation: 'reuse', reason: `reused: ${uses}` };
  return { ...create(`new: ${uses} are spent`), spent: row };
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
