import type { PinnedChat, SolveRequest } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import { type ChatRow, chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';
import { chooseChat } from './choose-chat.ts';

const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
const prompt = { id: 'default', defaultMaxChatUses: 3, text: async () => 'Be brief.' };
const anything: SolveRequest = {
  promptId: 'default',
  profileId: 'p1',
  proxyOverride: undefined,
  text: 'hi',
  image: undefined,
  forceNewChat: false,
  maxChatUses: undefined,
  chatUrl: undefined,
};

interface World {
  /** Uses of the chat that there is; none without. */
  readonly uses?: number;
  readonly pin?: PinnedChat;
}

async function choose(request: Partial<SolveRequest>, { uses, pin }: World = {}) {
  await using opened = await openTestStore(chatsTable);
  const sessions = await ChatSessions.open(opened.store);
  let existing: ChatRow | undefined;
  if (uses !== undefined) {
    existing = sessions.change(sessions.create(key), { chat_id: 'x', uses_count: uses });
  }
  const chosen = await chooseChat(sessions, key, {
    request: { ...anything, ...request },
    prompt,
    pin,
    preference: undefined,
  });
  const isNew = chosen.row.id !== existing?.id;
  return { reason: chosen.reason, isNew, operation: chosen.operation, isRotated: chosen.spent !== undefined };
}

describe('chooseChat', () => {
  it.each<[Partial<SolveRequest>, World, string, boolean]>([
    [{}, {}, 'new: there is none yet', true],
    [{}, { uses: 0 }, 'reused: 0 of 3 uses', false],
    [{}, { uses: 2 }, 'reused: 2 of 3 uses', false],
    [{}, { uses: 3 }, 'new: 3 of 3 uses are spent', true],
    [{ maxChatUses: 4 }, { uses: 3 }, 'reused: 3 of 4 uses', false],
    [{ maxChatUses: 0 }, { uses: 0 }, 'new: 0 of 0 uses are spent', true],
    [{ maxChatUses: -1 }, { uses: 0 }, 'new: 0 of -1 uses are spent', true],
    [{ forceNewChat: true }, { uses: 0 }, 'new: the client asked for it', true],
  ])('for %j with %j: %#', async (request, world, reason, isNew) => {
    expect(await choose(request, world)).toEqual({
      reason,
      isNew,
      operation: isNew ? 'create' : 'reuse',
      isRotated: reason.endsWith('spent'),
    });
  });

  it('stays in a pinned chat, whatever its uses and the wishes of the client', async () => {
    const pin = { chatSessionId: 1, containerId: 'c1' };
    expect(await choose({ forceNewChat: true, maxChatUses: 0 }, { uses: 9, pin })).toEqual({
      reason: 'pinned by the client',
      isNew: false,
      operation: 'pin',
      isRotated: false,
    });
  });

  it('refuses a pinned chat that is gone', async () => {
    await expect(choose({}, { pin: { chatSessionId: 5, containerId: 'c1' } })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'The pinned chat was archived or disabled meanwhile.',
    });
  });

  it('refuses a pinned chat that was archived while the request waited', async () => {
    await using opened = await openTestStore(chatsTable);
    const sessions = await ChatSessions.open(opened.store);
    const row = sessions.change(sessions.create(key), { chat_id: 'x', tag: 'archive', disabled: 1 });
    const pin = { chatSessionId: row.id, containerId: 'c1' };
    const wishes = { request: anything, prompt, pin, preference: undefined };
    await expect(chooseChat(sessions, key, wishes)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('chooseChat with a preferred chat', () => {
  it.each<[string, Partial<SolveRequest>, Partial<ChatRow>, string, string]>([
    ['goes there', {}, {}, 'c1', 'reused, as the most recent one: 1 of 3 uses'],
    [
      'opens a new one when the client wants that',
      { forceNewChat: true },
      {},
      'c1',
      'new: the client asked for it',
    ],
    ['goes to the newest one once it is spent', {}, { uses_count: 3 }, 'c1', 'reused: 2 of 3 uses'],
    ['goes to the newest one once it is archived', {}, { tag: 'archive' }, 'c1', 'reused: 2 of 3 uses'],
    ['goes to the newest one in another container', {}, {}, 'c2', 'reused: 2 of 3 uses'],
  ])('%s', async (_, wish, columns, containerId, reason) => {
    await using opened = await openTestStore(chatsTable);
    const sessions = await ChatSessions.open(opened.store);
    const older = sessions.change(sessions.create(key), { chat_id: 'x', uses_count: 1 });
    sessions.change(sessions.create(key), { chat_id: 'y', uses_count: 2 });
    await sessions.memory.recent.of('default');
    sessions.change(older, columns);

    const chosen = await chooseChat(sessions, key, {
      request: { ...anything, ...wish },
      prompt,
      pin: undefined,
      preference: { chatSessionId: older.id, containerId },
    });

    expect(chosen.reason).toBe(reason);
    expect(chosen.row.id === older.id).toBe(reason.includes('most recent'));
  });
});
