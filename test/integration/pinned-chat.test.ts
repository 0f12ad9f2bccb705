import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { openRows } from './clean-failure.ts';
import { type Pool, rootUrl, startPool, startPrompt } from './pool.ts';

const open = async (pool: Pool, options?: object): Promise<string> =>
  (await pool.ask('one', options)).body.meta.page_url;
const textsIn = (pool: Pool, containerId: string, page: string) =>
  pool.worker(containerId).ledger.chats[page]?.map(({ text }) => text);

it('goes to the pinned chat, whose turn it is not, without a start prompt', async () => {
  await using pool = await startPool({ size: 2 });
  const page = await open(pool);

  const replies = [
    await pool.ask('two', { chat_url: page }),
    await pool.ask('three', { chat_url: page, profile_id: undefined }),
  ];

  for (const { body } of replies) {
    expect(body.meta).toMatchObject({ page_url: page, container_ids_used: ['c1'], profile_id: 'p1' });
  }
  expect(textsIn(pool, 'c1', page)).toEqual([startPrompt, 'one', 'two', 'three']);
});

it('stays in the pinned chat beyond its limit and against the wish for a new one', async () => {
  await using pool = await startPool();
  const page = await open(pool);

  await pool.ask('two', { chat_url: page, max_chat_uses: 1, force_new_chat: true });

  expect(textsIn(pool, 'c1', page)).toEqual([startPrompt, 'one', 'two']);
});

it('uses the proxy of the chat unless the client names another', async () => {
  const config = {
    socks: [1, 2].map((n) => ({ socks_id: `s${n}`, url: `socks5://10.0.0.${n}:1080` })),
  };
  await using pool = await startPool({ config });
  const page = await open(pool, { socks_override: 's1' });

  const own = await pool.ask('two', { chat_url: page });
  const other = await pool.ask('three', { chat_url: page, socks_override: 's2' });

  expect([own, other].map(({ body }) => body.meta.socks_id)).toEqual(['s1', 's2']);
  const sent = pool.worker('c1').ledger.posts.map(({ task }) => task?.socks);
  expect(sent.slice(-2)).toEqual(['socks5://10.0.0.1:1080', 'socks5://10.0.0.2:1080']);
});

it.each([
  ['another profile', { profile_id: 'p2' }],
  ['another prompt', { prompt_id: 'other' }],
])('refuses a pinned chat of %s', async (_, options) => {
  const prompts = ['default', 'other'].map((id) => ({ prompt_id: id, file: 'start.txt' }));
  await using pool = await startPool({ config: { prompts } });
  const page = await open(pool);
  const { posts } = pool.worker('c1').ledger.counts;

  const reply = await pool.ask('two', { chat_url: page, ...options });

  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  expect(reply.body.error.message).toContain('chat_url');
  expect(pool.worker('c1').ledger.counts.posts).toBe(posts);
  expect(openRows(pool)).toEqual([]);
});

it('refuses the address of chats that were never opened', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ busy: { posts: 1 } });
  await pool.ask('one');

  const reply = await pool.ask('two', { chat_url: rootUrl });

  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  expect(pool.worker('c1').ledger.counts.tasks).toBe(0);
});

it('refuses a chat that turned out to be archived', async () => {
  await using pool = await startPool();
  const page = await open(pool);
  pool.worker('c1').script({
    rules: [{ kind: 'answer', times: 1, pageUrl: 'https://chat.qwen.ai/c/archive' }],
  });
  await pool.ask('two');

  const reply = await pool.ask('three', { chat_url: page });

  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
});

it('waits for no other container when that of the chat is busy', async () => {
  await using pool = await startPool({ size: 2 });
  const page = await open(pool);
  pool.worker('c1').script({ busy: { status: true } });
  const { posts } = pool.worker('c1').ledger.counts;

  const reply = await pool.ask('two', { chat_url: page });

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
  expect(pool.worker('c1').ledger.counts.posts).toBe(posts);
  expect(pool.worker('c2').ledger.counts.posts).toBe(0);
  expect(openRows(pool)).toEqual([]);
});

it.each([
  ['was disabled', { container: { enabled: false } }],
  [
    'is not allowed any more',
    { config: { profiles: [{ profile_id: 'p1', profile_value: '/p1', allowed_containers: ['c2'] }] } },
  ],
])('answers CONTAINER_BUSY when the container of the chat %s', async (_, changes) => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ size: 2, sqlitePath });
  const page = await open(before);
  await before.gateway.stop();
  const { posts } = before.worker('c1').ledger.counts;

  await using after = await startPool({ sqlitePath, workers: before.workers, ...changes });
  const reply = await after.ask('two', { chat_url: page });

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
  expect(before.worker('c1').ledger.counts.posts).toBe(posts);
  expect(openRows(after)).toEqual([]);
});
