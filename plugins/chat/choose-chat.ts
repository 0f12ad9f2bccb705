import { GlassgateError, type PinnedChat, type Prompt, type SolveRequest } from 'glassgate/plugin-api';
import type { ChatRow } from './chat-row.ts';
import type { ChatKey, ChatSessions } from './chat-sessions.ts';

export interface ChosenChat {
  readonly row: ChatRow;
  readonly reason: string;
}

interface Wishes {
  readonly request: SolveRequest;
  readonly prompt: Prompt;
  readonly pin: PinnedChat | undefined;
}

/** The chat that a request goes to: the pinned one, the one in use for its key, or a new one. */
export async function chooseChat(
  sessions: ChatSessions,
  key: ChatKey,
  { request, prompt, pin }: Wishes,
): Promise<ChosenChat> {
  if (pin !== undefined) return { row: await pinnedRow(sessions, pin), reason: 'pinned by the client' };
  if (request.forceNewChat) return { row: sessions.create(key), reason: 'new: the client asked for it' };
  const row = await sessions.newest(key);
  if (row === undefined) return { row: sessions.create(key), reason: 'new: there is none yet' };
  const limit = request.maxChatUses ?? prompt.defaultMaxChatUses;
  if (row.uses_count < limit) return { row, reason: `reused: ${row.uses_count} of ${limit} uses` };
  return { row: sessions.create(key), reason: `new: ${row.uses_count} of ${limit} uses are spent` };
}

async function pinnedRow(sessions: ChatSessions, pin: PinnedChat): Promise<ChatRow> {
  const row = await sessions.byId(pin.chatSessionId);
  if (row !== undefined) return row;
  throw new GlassgateError('INVALID_REQUEST', 'The pinned chat was deleted meanwhile.');
}
