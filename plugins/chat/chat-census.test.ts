import { timestamp } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import { ChatCensus } from './chat-census.ts';
import { type ChatRow, chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';

const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
const inAnHour = timestamp(new Date(Date.now() + 3_600_000));
const states: readonly (readonly [state: string, columns: Partial<ChatRow>])[] = [
  ['usable', {}],
  ['usable', { locked_by: 'ann', locked_until: timestamp(new Date(0)) }],
  ['locked', { locked_by: 'ann', locked_until: inAnHour }],
  ['guest', { tag: 'guest', disabled: 1 }],
  ['guest', { chat_id: 'guest', locked_by: 'ann', locked_until: inAnHour }],
  ['archived', { tag: 'archive', disabled: 1 }],
  ['unknown_fate', { tag: 'unknown_fate', disabled: 1 }],
  ['disabled', { disabled: 1 }],
];

it('knows nothing before it has counted', async () => {
  await using opened = await openTestStore(chatsTable);

  expect(new ChatCensus(opened.store).counts).toEqual([]);
});

it('counts each chat in one state', async () => {
  await using opened = await openTestStore(chatsTable);
  const sessions = await ChatSessions.open(opened.store);
  for (const [, columns] of states) sessions.change(sessions.create(key), columns);
  await opened.store.committed();
  const census = new ChatCensus(opened.store);

  await census.take();

  expect(census.counts).toEqual([
    { state: 'usable', chats: 2 },
    { state: 'locked', chats: 1 },
    { state: 'guest', chats: 2 },
    { state: 'archived', chats: 1 },
    { state: 'unknown_fate', chats: 1 },
    { state: 'disabled', chats: 1 },
  ]);
});

it('forgets its numbers when the database cannot be read', async () => {
  await using opened = await openTestStore(chatsTable);
  let isBroken = false;
  const census = new ChatCensus({
    query: (...asked) => (isBroken ? Promise.reject(new Error('gone')) : opened.store.query(...asked)),
  });
  await census.take();
  expect(census.counts).not.toEqual([]);

  isBroken = true;
  await census.take();

  expect(census.counts).toEqual([]);
});

it('stops a count that is under way when it is closed', async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<AbortSignal | undefined>();
  const census = new ChatCensus({
    query: (_sql, _parameters, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new Error('stopped')));
        ask(options?.signal);
      }),
  });
  census.start();
  const signal = await asked;

  await census.close();

  expect(signal?.aborted).toBe(true);
});
