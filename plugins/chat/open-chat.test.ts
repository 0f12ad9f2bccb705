import { notes } from 'glassgate/plugin-api';
import { makeCall, openTestStore } from 'glassgate/testing';
import { chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';
import { OpenChat } from './open-chat.ts';

const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
const root = 'https://chat.qwen.ai/';

async function openNew({ messages = 1 } = {}) {
  const opened = await openTestStore(chatsTable);
  const sessions = await ChatSessions.open(opened.store);
  const call = makeCall();
  const state = { mayHaveArrived: false };
  const delivery = {
    get mayHaveArrived() {
      return state.mayHaveArrived;
    },
    begin: () => {
      state.mayHaveArrived = false;
    },
    [Symbol.dispose]: () => undefined,
  };
  const chat = new OpenChat(sessions, sessions.create(key), { call, delivery, messages });
  return {
    call,
    chat,
    state,
    sessions,
    row: async () => sessions.byId(chat.chatSessionId),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

function landedOn(pageUrl: string | undefined) {
  return { text: 'ok', pageUrl, raw: {} };
}

const pending = { pending_since: expect.any(String) };
const settled = { pending_since: null };

describe('OpenChat', () => {
  it('learns id and address from the start prompt, which counts as a use', async () => {
    await using world = await openNew();
    expect(world.chat.pageUrl).toBe(root);
    world.chat.loaded(landedOn(`${root}c/x`));
    expect(world.chat.pageUrl).toBe(`${root}c/x`);
    expect(await world.row()).toMatchObject({ chat_id: 'x', page_url: `${root}c/x`, uses_count: 1 });
    expect(world.call.journal.all(notes.chat)).toEqual([
      { chatSessionId: 1, chatId: undefined, pageUrl: root },
      { chatSessionId: 1, chatId: 'x', pageUrl: `${root}c/x` },
    ]);
  });

  it('keeps its address when a later answer names another chat', async () => {
    await using world = await openNew();
    world.chat.loaded(landedOn(`${root}c/x`));
    world.chat.answered(landedOn(`${root}c/y`));
    world.chat.answered(landedOn(undefined));
    expect(await world.row()).toMatchObject({ chat_id: 'x', page_url: `${root}c/x`, uses_count: 3 });
  });

  it('learns its address from the first message when there was no start prompt', async () => {
    await using world = await openNew();
    world.chat.answered(landedOn(`${root}c/x`));
    expect(await world.row()).toMatchObject({ chat_id: 'x', uses_count: 1 });
  });

  it.each([root, undefined])('refuses a start prompt that opened no chat (%s)', async (pageUrl) => {
    await using world = await openNew();
    expect(() => world.chat.loaded(landedOn(pageUrl))).toThrow(
      'The worker took the start prompt but opened no chat.',
    );
    expect(await world.row()).toMatchObject({ chat_id: null, uses_count: 0 });
  });

  it.each(['loaded', 'answered'] as const)('blocks the profile when %s on a guest page', async (told) => {
    await using world = await openNew();
    world.chat.sending();
    expect(() => world.chat[told](landedOn(`${root}c/guest`))).toThrow(
      expect.objectContaining({
        code: 'PROFILE_BLOCKED',
        details: {
          reason: 'guest',
          profile_id: 'p1',
          guest_chats: 1,
          hint: 'POST /v1/profiles/p1/guest/clear',
        },
      }),
    );
    const guest = { chat_id: 'guest', tag: 'guest', disabled: 1, uses_count: 0, page_url: `${root}c/guest` };
    expect(await world.row()).toMatchObject({ ...guest, ...settled });
    expect(world.sessions.memory.guests.blocked()).toEqual([{ profileId: 'p1', guestChats: 1 }]);
  });

  it('gives up a chat that turns out to be archived', async () => {
    await using world = await openNew();
    expect(() => world.chat.answered(landedOn(`${root}c/archive`))).toThrow(
      expect.objectContaining({ code: 'CHAT_BLOCKED' }),
    );
    expect(await world.row()).toMatchObject({ tag: 'archive', disabled: 1, uses_count: 0 });
  });
});

describe('the mark of a message under way', () => {
  it('stands from before each message until its answer', async () => {
    await using world = await openNew({ messages: 2 });
    expect(await world.row()).toMatchObject(settled);
    world.chat.sending();
    expect(await world.row()).toMatchObject(pending);
    world.chat.loaded(landedOn(`${root}c/x`));
    expect(await world.row()).toMatchObject(settled);
    world.chat.sending();
    world.chat.answered(landedOn(undefined));
    expect(await world.row()).toMatchObject(pending);
    world.chat.answered(landedOn(undefined));
    expect(await world.row()).toMatchObject(settled);
    expect(world.chat.close()).toBe(false);
  });

  it('is taken away when the message has certainly not arrived', async () => {
    await using world = await openNew();
    world.chat.sending();
    expect(world.chat.close()).toBe(false);
    expect(await world.row()).toMatchObject({ ...settled, disabled: 0, tag: null });
  });

  it('ends the chat when the message may have arrived', async () => {
    await using world = await openNew();
    world.chat.sending();
    world.state.mayHaveArrived = true;
    expect(world.chat.close()).toBe(true);
    expect(await world.row()).toMatchObject({ ...settled, disabled: 1, tag: 'unknown_fate' });
    expect(await world.sessions.newest(key)).toBeUndefined();
  });

  it('leaves an archived chat archived', async () => {
    await using world = await openNew();
    world.chat.sending();
    world.state.mayHaveArrived = true;
    world.sessions.memory.sawAll('p1', { tag: 'archive', disabled: 1 });
    world.chat.close();
    expect(await world.row()).toMatchObject({ tag: 'archive', disabled: 1 });
  });
});
