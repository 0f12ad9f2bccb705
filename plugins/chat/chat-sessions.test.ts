import { openTestStore } from 'glassgate/testing';
import { chatsTable, isUsable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';

const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
const url = 'https://chat.qwen.ai/c/x';

describe('ChatSessions', () => {
  it('creates rows without a chat, at the root address, with ids of their own', async () => {
    await using opened = await openTestStore(chatsTable);
    const sessions = await ChatSessions.open(opened.store);
    const rows = [sessions.create(key), sessions.create({ ...key, proxyId: 's1' })];
    expect(rows.map(({ id }) => id)).toEqual([1, 2]);
    expect(rows[1]).toMatchObject({
      chat_id: null,
      page_url: 'https://chat.qwen.ai/',
      uses_count: 0,
      socks_id: 's1',
    });
  });

  it('finds the newest chat of exactly one key', async () => {
    await using opened = await openTestStore(chatsTable);
    const sessions = await ChatSessions.open(opened.store);
    sessions.create(key);
    const newest = sessions.create(key);
    expect(await sessions.newest(key)).toEqual(newest);
    for (const other of ['containerId', 'promptId', 'profileId', 'proxyId'] as const) {
      expect(await sessions.newest({ ...key, [other]: 'other' })).toBeUndefined();
    }
  });

  it('finds the older one when the newest is not usable', async () => {
    await using opened = await openTestStore(chatsTable);
    const sessions = await ChatSessions.open(opened.store);
    const older = sessions.create(key);
    sessions.change(sessions.create(key), { chat_id: 'guest', disabled: 1 });
    expect(await sessions.newest(key)).toEqual(older);
  });

  it('gives no id of a deleted chat to another one, also after a restart', async () => {
    await using opened = await openTestStore(chatsTable);
    const before = await ChatSessions.open(opened.store);
    const kept = before.create(key);
    const gone = before.create(key);
    await opened.store.committed();
    before.memory.hold(gone);
    before.remove(gone);
    before.change(gone, { uses_count: 9 });
    await opened.store.committed();

    expect(await before.newest(key)).toEqual(kept);
    const after = await ChatSessions.open(opened.store);
    expect(await after.byId(gone.id)).toBeUndefined();
    expect(after.create(key).id).toBe(gone.id + 1);
  });

  it('goes on after a restart, with ids that were never used', async () => {
    await using opened = await openTestStore(chatsTable);
    const before = await ChatSessions.open(opened.store);
    const row = before.change(before.create(key), { uses_count: 3, chat_id: 'x', page_url: url });
    await opened.store.committed();

    const after = await ChatSessions.open(opened.store);
    expect(await after.newest(key)).toEqual(row);
    expect(after.create(key).id).toBe(row.id + 1);
  });

  it('finds a chat by its id', async () => {
    await using opened = await openTestStore(chatsTable);
    const sessions = await ChatSessions.open(opened.store);
    const row = sessions.create(key);
    expect(await sessions.byId(row.id)).toEqual(row);
    expect(await sessions.byId(99)).toBeUndefined();
  });

  it('keeps what others changed meanwhile in a chat that a request works in', async () => {
    await using opened = await openTestStore(chatsTable);
    const sessions = await ChatSessions.open(opened.store);
    const row = sessions.create(key);
    sessions.memory.hold(row);
    sessions.memory.sawAll('p1', { tag: 'archive', disabled: 1 });

    expect(sessions.change(row, { uses_count: 1 })).toMatchObject({ disabled: 1, uses_count: 1 });
    expect(sessions.memory.current(key)).toMatchObject({ tag: 'archive', disabled: 1, uses_count: 1 });
  });
});

describe('isUsable', () => {
  it.each([
    [{ chat_id: null }, true],
    [{ chat_id: 'x', tag: 'mine' }, true],
    [{ disabled: 1 }, false],
    [{ chat_id: 'guest' }, false],
    [{ tag: 'guest' }, false],
    [{ chat_id: 'archive' }, false],
    [{ tag: 'archive' }, false],
  ])('of %j is %s', async (columns, expected) => {
    await using opened = await openTestStore(chatsTable);
    const row = (await ChatSessions.open(opened.store)).create(key);
    expect(isUsable({ ...row, ...columns })).toBe(expected);
  });
});
