import type { ErrorCode } from 'glassgate/plugin-api';
import { openPool, usual } from './test-pool.ts';
import { client, TestReply } from './test-request.ts';

const first = { messages: [{ role: 'user', content: 'a' }] };
const second = {
  messages: [...first.messages, { role: 'assistant', content: 'b' }, { role: 'user', content: 'c' }],
};
const anew = {
  text: '[user]\na\n\n[assistant]\nb\n\n[user]\nc',
  chatUrl: undefined,
  profileId: undefined,
  forceNewChat: true,
};
const goingOn = { text: 'c', chatUrl: usual.page, profileId: 'p1', forceNewChat: false };

it('asks for a new chat with all that was said, as the one who sent it', async () => {
  const { ask, wishes, started } = openPool();
  const limits = { profiles: ['p1'], prompts: ['default'] };
  await ask(first, { client: client('ann', limits), waitMs: 1_500 });

  expect(wishes()).toEqual([
    {
      promptId: 'default',
      profileId: undefined,
      proxyOverride: undefined,
      text: 'a',
      image: undefined,
      forceNewChat: true,
      maxChatUses: undefined,
      chatUrl: undefined,
      waitSeconds: 1.5,
      client: { name: 'ann', ...limits },
    },
  ]);
  expect(started[0]).toMatchObject({
    requestId: 'request-1',
    attributes: { 'glassgate.prompt.id': 'default', 'glassgate.input.chars': 1 },
  });
});

it('leaves out what the client does not say, and limits that it does not have', async () => {
  const { ask, wishes } = openPool();
  await ask(first);
  await ask(first, { client: client('ann', { profiles: [] }) });

  expect(wishes()[0]).not.toHaveProperty('waitSeconds');
  expect(wishes()[0]).not.toHaveProperty('client');
  expect(wishes()[1]?.client).toEqual({ name: 'ann', profiles: [] });
});

it('ends with the request', async () => {
  const { ask, started } = openPool();
  const leaving = new AbortController();
  await ask(first, {}, leaving.signal);
  leaving.abort();

  expect(started[0]?.signal.aborted).toBe(true);
});

it.each([true, false])('writes what the pool answered: stream %p', async (wantsStream) => {
  const { ask } = openPool();
  const reply = new TestReply();
  await ask(first, { reply, wantsStream, model: 'solve/default' });

  expect(reply.text).toContain('"content":"answer 1"');
  expect(reply.text).toContain('"model":"solve/default"');
});

it('starts nothing for a body that it refuses', async () => {
  const { ask, started } = openPool();

  await expect(ask({ messages: [] })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect(started).toEqual([]);
});

describe('a conversation', () => {
  it('goes on in its chat', async () => {
    const { ask, wishes } = openPool();
    await ask(first);
    await ask(second);

    expect(wishes()[1]).toMatchObject(goingOn);
  });

  it('goes on where its last answer came from', async () => {
    const { ask, wishes } = openPool(usual, { ...usual, page: 'https://chat.example/c/2' });
    for (const json of [first, second, second]) await ask(json);

    expect(wishes()[2]).toMatchObject({ chatUrl: 'https://chat.example/c/2' });
  });

  it.each([
    ['another client', second, { client: client('bob') }],
    ['nobody', second, {}],
    ['one with another name', { ...second, user: 'c-2' }, { client: client('ann') }],
    ['one with a blank name', { ...second, user: '' }, { client: client('ann') }],
    ['one that begins', first, { client: client('ann') }],
  ])('is not entered by %s', async (_what, json, changed) => {
    const { ask, wishes } = openPool();
    await ask(first, { client: client('ann') });
    await ask({ ...first, user: '' }, { client: client('ann') });
    await ask(json, changed);

    expect(wishes()[2]).toMatchObject({ chatUrl: undefined, forceNewChat: true });
  });

  it.each([
    ['the profile', { ...usual, profile: undefined }],
    ['the chat', { ...usual, page: undefined }],
  ])('begins anew where nobody knows %s', async (_what, { profile, page }) => {
    const { ask, wishes } = openPool({ ...(profile && { profile }), ...(page && { page }) });
    await ask(first);
    await ask(second);

    expect(wishes()[1]).toMatchObject(anew);
  });

  it('begins anew, with all that was said, where its chat is not there any more, and goes on in the new one', async () => {
    const moved = { ...usual, profile: 'p2', page: 'https://chat.example/c/2' };
    const { ask, wishes } = openPool(usual, { failure: 'INVALID_REQUEST' }, moved);
    const reply = new TestReply();
    await ask(first);
    await ask(second, { reply });
    await ask(second);

    expect(wishes().slice(1)).toMatchObject([
      goingOn,
      anew,
      { ...goingOn, profileId: 'p2', chatUrl: moved.page },
    ]);
    expect(reply.text).toContain('answer 3');
  });

  it('is not said twice where a worker refused a part of it, and stays in its chat', async () => {
    const { ask, wishes } = openPool(usual, { ...usual, failure: 'INVALID_REQUEST' });
    await ask(first);
    await expect(ask(second)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await ask(second);

    expect(wishes().slice(1)).toMatchObject([goingOn, goingOn]);
  });

  it('stays in its chat where the request is wrong in any chat', async () => {
    const { ask, wishes } = openPool(usual, { failure: 'INVALID_REQUEST' }, { failure: 'INVALID_REQUEST' });
    await ask(first);
    await expect(ask(second)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await ask(second);

    expect(wishes().slice(1)).toMatchObject([goingOn, anew, goingOn]);
  });

  it.each<[ErrorCode, object]>([
    ['CHAT_BLOCKED', anew],
    ['CONTAINER_BUSY', goingOn],
    ['PROFILE_BUSY', goingOn],
    ['CLIENT_CANCELED', goingOn],
    ['UPSTREAM_ERROR', goingOn],
  ])('is asked once when it fails with %s', async (failure, next) => {
    const { ask, wishes } = openPool(usual, { failure });
    await ask(first);
    await expect(ask(second)).rejects.toMatchObject({ code: failure });
    await ask(second);

    expect(wishes().slice(1)).toMatchObject([goingOn, next]);
  });

  it('has no new try where it has just begun', async () => {
    const { ask, wishes } = openPool({ failure: 'INVALID_REQUEST' });

    await expect(ask(second)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(wishes()).toHaveLength(1);
  });
});

it('closes the books of every run once, with what is known of it', async () => {
  const { ask, started } = openPool(
    usual,
    { failure: 'INVALID_REQUEST' },
    { ...usual, failure: 'UPSTREAM_ERROR' },
  );
  await ask(first);
  await ask(second).catch(() => undefined);

  expect(started.map(({ ends }) => ends)).toEqual([1, 1, 1]);
  expect(started.map(({ annotated }) => annotated)).toEqual([
    [{ 'glassgate.output.chars': 8, 'glassgate.container.ids': ['c1'] }],
    [{}],
    [{ 'glassgate.container.ids': ['c1'] }],
  ]);
});
