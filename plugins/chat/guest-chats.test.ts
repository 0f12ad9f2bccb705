import { openTestStore } from 'glassgate/testing';
import { type ChatRow, chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';
import { GuestChats } from './guest-chats.ts';

async function blankRow(): Promise<ChatRow> {
  await using opened = await openTestStore(chatsTable);
  const sessions = await ChatSessions.open(opened.store);
  return sessions.create({ containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' });
}

describe('GuestChats', () => {
  it('counts rows whose id or tag says guest, by profile', async () => {
    const row = await blankRow();
    const guests = new GuestChats();
    guests.saw({ ...row, id: 1, profile_id: 'p2', tag: 'guest' });
    guests.saw({ ...row, id: 2, profile_id: 'p1', chat_id: 'guest', tag: 'archive' });
    guests.saw({ ...row, id: 3, profile_id: 'p1', tag: 'guest' });
    guests.saw({ ...row, id: 3, profile_id: 'p1', tag: 'guest' });
    guests.saw({ ...row, id: 4, profile_id: 'p3', tag: 'archive' });
    expect(guests.blocked()).toEqual([
      { profileId: 'p1', guestChats: 2 },
      { profileId: 'p2', guestChats: 1 },
    ]);
    expect(guests.rowsOf('p1').map(({ id }) => id)).toEqual([2, 3]);
  });

  it('blocks a profile until its last guest chat is something else', async () => {
    const row = await blankRow();
    const guests = new GuestChats();
    expect(guests.blockade('p1')).toBeUndefined();
    for (const id of [1, 2]) guests.saw({ ...row, id, tag: 'guest' });
    expect(guests.blockade('p1')).toMatchObject({ code: 'PROFILE_BLOCKED', details: { guest_chats: 2 } });

    for (const id of [1, 2]) guests.saw({ ...row, id, tag: null });
    expect(guests.blockade('p1')).toBeUndefined();
    expect(guests.blocked()).toEqual([]);
  });

  it('gives a hint that can be sent as it stands', async () => {
    const guests = new GuestChats();
    guests.saw({ ...(await blankRow()), profile_id: 'a/b c', tag: 'guest' });
    expect(guests.blockade('a/b c')?.details).toMatchObject({
      profile_id: 'a/b c',
      hint: 'POST /v1/profiles/a%2Fb%20c/guest/clear',
    });
  });
});
