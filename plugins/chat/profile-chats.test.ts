import { openTestStore } from 'glassgate/testing';
import { type ChatRow, chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';
import { ContainerLocks } from './container-locks.ts';
import { deleteEmptied, ProfileChats } from './profile-chats.ts';

const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
const guest = { chat_id: 'guest', tag: 'guest', disabled: 1 };

async function openChats() {
  const opened = await openTestStore(chatsTable);
  const sessions = await ChatSessions.open(opened.store);
  return {
    sessions,
    chats: new ProfileChats(sessions, new ContainerLocks()),
    create: (columns: Partial<ChatRow>, profileId = 'p1') =>
      sessions.change(sessions.create({ ...key, profileId }), columns),
    ids: async () => (await sessions.table.find({ order: [['id', 'asc']] })).map(({ id }) => id),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

describe('ProfileChats', () => {
  it('deletes the guest chats of one profile, and counts each once', async () => {
    await using world = await openChats();
    world.create(guest);
    const kept = [world.create({ chat_id: 'x' }).id, world.create(guest, 'p2').id];
    world.create(guest);

    const counts = await Promise.all([world.chats.clearGuests('p1'), world.chats.clearGuests('p1')]);

    expect(counts).toEqual([2, 0]);
    expect(await world.ids()).toEqual(kept);
    expect(world.sessions.memory.guests.blocked()).toEqual([{ profileId: 'p2', guestChats: 1 }]);
    expect(await world.chats.clearGuests('nobody')).toBe(0);
  });

  it('deletes what earlier versions have emptied, and nothing else', async () => {
    await using world = await openChats();
    world.create({ tag: 'cleared', page_url: '', disabled: 1 });
    const kept = [
      world.create({ page_url: '' }).id,
      world.create({ tag: 'cleared', page_url: 'https://h' }).id,
    ];

    await deleteEmptied(world.sessions);

    expect(await world.ids()).toEqual(kept);
  });
});
