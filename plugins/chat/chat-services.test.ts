import { openTestStore } from 'glassgate/testing';
import { chatsTable } from './chat-row.ts';
import { chatDirectory, sessionRecord, storedChats } from './chat-services.ts';
import { ChatSessions } from './chat-sessions.ts';

const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
const root = 'https://chat.qwen.ai/';
const url = `${root}c/x`;

async function openSessions() {
  const opened = await openTestStore(chatsTable);
  const sessions = await ChatSessions.open(opened.store);
  return { sessions, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

describe('storedChats', () => {
  it('finds the newest chat under exactly one address', async () => {
    await using world = await openSessions();
    const { sessions } = world;
    const chats = storedChats(sessions);
    sessions.change(sessions.create(key), { chat_id: 'x', page_url: url });
    const archived = { chat_id: 'x', page_url: url, tag: 'archive' };
    const second = sessions.change(sessions.create({ ...key, containerId: 'c2' }), archived);
    expect(await chats.findByUrl(url)).toEqual({
      chatSessionId: second.id,
      containerId: 'c2',
      promptId: 'default',
      profileId: 'p1',
      proxyId: '',
      isUsable: false,
    });
    expect(await chats.findByUrl(`${url}/`)).toBeUndefined();
  });

  it('does not take a chat that was never opened for the chat at the root address', async () => {
    await using world = await openSessions();
    world.sessions.create(key);
    expect(await storedChats(world.sessions).findByUrl(root)).toBeUndefined();
  });

  it('gives the recent chats that fit, the one used last first, and no more than sixty', async () => {
    await using world = await openSessions();
    const { sessions } = world;
    const rows = Array.from({ length: 70 }, (_, index) =>
      sessions.change(sessions.create({ ...key, proxyId: index % 2 === 0 ? 's1' : '' }), {
        chat_id: `x${index}`,
        uses_count: index,
      }),
    );
    const recent = async (query: object) => {
      const asked = { promptId: 'default', maxUses: 1000, proxyId: undefined, ...query };
      return [...(await storedChats(sessions).recent(asked))].map(({ chatSessionId }) => chatSessionId);
    };

    expect(await recent({})).toEqual(
      rows
        .map(({ id }) => id)
        .reverse()
        .slice(0, 60),
    );
    expect(await recent({ maxUses: 2 })).toEqual([2, 1]);
    expect(await recent({ maxUses: 5, proxyId: 's1' })).toEqual([5, 3, 1]);
    expect(await recent({ promptId: 'other' })).toEqual([]);
  });
});

describe('chatDirectory', () => {
  it('finds the newest chat of one container under an address, whatever became of it', async () => {
    await using world = await openSessions();
    const { sessions } = world;
    for (const containerId of ['c1', 'c1', 'c2']) {
      sessions.change(sessions.create({ ...key, containerId }), { chat_id: 'x', page_url: url, disabled: 1 });
    }
    await sessions.table.committed();
    const { newestAt } = chatDirectory(sessions);
    expect(await newestAt({ containerId: 'c1', pageUrl: url })).toMatchObject({ id: 2, disabled: 1 });
    expect(await newestAt({ containerId: 'c3', pageUrl: url })).toBeUndefined();
    expect(await newestAt({ containerId: 'c1', pageUrl: '' })).toBeUndefined();
  });
});

describe('sessionRecord', () => {
  it('shows the columns for operators, and no password that an old file may hold', async () => {
    await using world = await openSessions();
    const row = world.sessions.create({ ...key, proxyId: 'socks5://u:secret@h:1' });
    const record = sessionRecord(row);
    expect(record).not.toHaveProperty('pending_since');
    expect(record).toMatchObject({ id: row.id, socks_id: 'socks5://u:***@h:1', locked_by: null });
  });
});
