import type { WorkerRule } from 'glassgate/testing';
import { expectCleanFailure } from './clean-failure.ts';
import { type Pool, rootUrl, startPool, startPrompt } from './pool.ts';

let withoutRetries: Pool;
beforeAll(async () => {
  withoutRetries = await startPool({ container: { analyze_retries: 0 } });
});
afterAll(() => withoutRetries[Symbol.asyncDispose]());

it('sends the start prompt once, to the root address, before the first message', async () => {
  await using pool = await startPool();

  await pool.ask('one');
  await pool.ask('two');

  const posts = pool.worker('c1').ledger.posts;
  const chat = posts[0]?.chat;
  expect(posts.map(({ task }) => [task?.text, task?.url])).toEqual([
    [startPrompt, rootUrl],
    ['one', chat],
    ['two', chat],
  ]);
});

it.each<[string, WorkerRule, { status: number; code: string }]>([
  ['refuses it with 400', { kind: 'status', status: 400 }, { status: 400, code: 'INVALID_REQUEST' }],
  ['fails with 500', { kind: 'status', status: 500 }, { status: 502, code: 'UPSTREAM_ERROR' }],
  ['drops the connection', { kind: 'drop' }, { status: 502, code: 'UPSTREAM_ERROR' }],
  ['answers HTML', { kind: 'html' }, { status: 502, code: 'UPSTREAM_ERROR' }],
  ['says that it failed', { kind: 'not-ok' }, { status: 502, code: 'UPSTREAM_ERROR' }],
  ['opens no chat', { kind: 'answer', pageUrl: rootUrl }, { status: 502, code: 'UPSTREAM_ERROR' }],
  [
    'names no page',
    { kind: 'answer', pageUrl: null, executed: false },
    { status: 502, code: 'UPSTREAM_ERROR' },
  ],
  ['is busy', { kind: 'status', status: 423 }, { status: 503, code: 'CONTAINER_BUSY' }],
  [
    'lands on the archive',
    { kind: 'answer', pageUrl: 'https://chat.qwen.ai/c/archive' },
    { status: 409, code: 'CHAT_BLOCKED' },
  ],
])('does not send the message when the worker %s', async (_, rule, expected) => {
  const worker = withoutRetries.worker('c1');
  const { posts } = worker.ledger.counts;
  worker.script({ rules: [rule] });

  const reply = await withoutRetries.ask('hi', { force_new_chat: true });

  const sent = worker.ledger.posts.slice(posts);
  expect(sent.map(({ task }) => task?.text)).toEqual([startPrompt]);
  expect(reply.body.meta.job_id).not.toBe('');
  await expectCleanFailure(withoutRetries, reply, expected);
});

it('blocks the profile whose new chat is a guest page', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [{ kind: 'answer', pageUrl: 'https://chat.qwen.ai/c/guest' }] });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({
    status: 409,
    body: { error: { code: 'PROFILE_BLOCKED', details: { reason: 'guest', profile_id: 'p1' } } },
  });
  expect(pool.worker('c1').ledger.counts.posts).toBe(1);
  const rows = pool.gateway.rows('SELECT chat_id, tag, disabled FROM chat_sessions');
  expect(rows).toEqual([{ chat_id: 'guest', tag: 'guest', disabled: 1 }]);
});

it('blocks the profile whose chat turns into a guest page at a message', async () => {
  await using pool = await startPool();
  await pool.ask('one');
  pool.worker('c1').script({ rules: [{ kind: 'answer', pageUrl: 'https://chat.qwen.ai/c/guest?x=1' }] });

  const reply = await pool.ask('two');

  expect(reply).toMatchObject({ status: 409, body: { error: { code: 'PROFILE_BLOCKED' } } });
  const rows = pool.gateway.rows('SELECT tag, disabled FROM chat_sessions');
  expect(rows).toEqual([{ tag: 'guest', disabled: 1 }]);
});
