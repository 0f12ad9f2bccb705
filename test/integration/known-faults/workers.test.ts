import type { WorkerRule } from 'glassgate/testing';
import { openRows } from '../clean-failure.ts';
import { type Pool, startPool, startPrompt } from '../pool.ts';

// Numbers in brackets: rows of the table in README.md beside this file.

const opens: WorkerRule = { kind: 'answer', times: 1 };
const guestPage = 'https://chat.qwen.ai/c/guest';
const textsOf = (pool: Pool, id = 'c1') =>
  pool
    .worker(id)
    .ledger.posts.filter(({ executed }) => executed)
    .map(({ task }) => task?.text);

it.each<[string, WorkerRule[], (string | undefined)[]]>([
  ['the start prompt (fault 4)', [{ kind: 'status', status: 423 }], []],
  ['the message (fault 5)', [opens, { kind: 'status', status: 423 }], [startPrompt]],
])('moves on to an idle container when the first answers 423 to %s', async (_, rules, executed) => {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script({ rules });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c1', 'c2'] } } });
  expect(textsOf(pool, 'c1')).toEqual(executed);
  expect(textsOf(pool, 'c2')).toEqual([startPrompt, 'hi']);
});

it('makes no retry when analyze_retries is 0 (fault 6)', async () => {
  await using pool = await startPool({ container: { analyze_retries: 0 } });
  pool.worker('c1').script({ rules: [{ kind: 'drop' }] });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 502, body: { error: { code: 'UPSTREAM_ERROR' } } });
  expect(pool.worker('c1').ledger.counts.posts).toBe(1);
});

it.each<[string, WorkerRule, number, string]>([
  ['a 5xx', { kind: 'status', status: 503 }, 502, 'UPSTREAM_ERROR'],
  ['a 4xx', { kind: 'status', status: 404 }, 400, 'INVALID_REQUEST'],
  ['a broken connection', { kind: 'drop' }, 502, 'UPSTREAM_ERROR'],
])(
  'closes the job of a start prompt that met with %s, and tells it (fault 7)',
  async (_, rule, status, code) => {
    await using pool = await startPool();
    pool.worker('c1').script({ rules: [{ ...rule, executed: false }] });

    const reply = await pool.ask('hi');

    expect(reply).toMatchObject({ status, body: { error: { code } } });
    expect(openRows(pool)).toEqual([]);
    const jobs = pool.gateway.rows('SELECT job_id, status, error_code FROM jobs');
    expect(jobs).toEqual([{ job_id: reply.body.meta.job_id, status: 'failed', error_code: code }]);
  },
);

it.each<[string, WorkerRule]>([
  ['malformed JSON (fault 21)', { kind: 'half-json' }],
  ['HTML (fault 21)', { kind: 'html' }],
  ['ok: false (fault 23)', { kind: 'not-ok' }],
  ['a redirect (fault 23)', { kind: 'redirect' }],
])('answers 502 when the worker answered %s', async (_, rule) => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [opens, rule] });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 502, body: { final: null, error: { code: 'UPSTREAM_ERROR' } } });
});

it('answers an empty text, not an address, when the worker said nothing (fault 22)', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [opens, { kind: 'answer', text: '' }] });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 200, body: { final: { text: '' } } });
});

it('blocks the profile when a message ends on a guest page (fault 24)', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [opens, { kind: 'answer', times: 1, pageUrl: guestPage }] });

  const replies = [await pool.ask('one'), await pool.ask('two')];

  for (const { body } of replies) expect(body.error.code).toBe('PROFILE_BLOCKED');
  expect(textsOf(pool)).toEqual([startPrompt, 'one']);
});

it('goes on in the chat of the first message when the prompt is empty (fault 25)', async () => {
  await using pool = await startPool({ startPrompt: '' });

  await pool.ask('one');
  await pool.ask('two');

  const chats = Object.values(pool.worker('c1').ledger.chats);
  expect(chats.map((chat) => chat.map(({ text }) => text))).toEqual([['one', 'two']]);
});

it('sends no message after a start prompt that opened no chat (fault 26)', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [{ kind: 'answer', times: 1, pageUrl: null }] });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 502, body: { error: { code: 'UPSTREAM_ERROR' } } });
  expect(textsOf(pool)).toEqual([startPrompt]);
});
