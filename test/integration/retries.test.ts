import type { WorkerRule } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

const messages = (pool: Pool) => pool.worker('c1').ledger.posts.filter(({ task }) => task?.text === 'hi');
/** Asks after the start prompt, so that only the message meets the rule. */
async function askMeeting(pool: Pool, rule: WorkerRule) {
  pool.worker('c1').script({ rules: [{ kind: 'answer', times: 1 }, rule] });
  return pool.ask('hi');
}

it.each([
  ['none', 0, 1],
  ['one by default', undefined, 2],
  ['two', 2, 3],
  ['no more than two', 9, 3],
  ['none for less than none', -1, 1],
])('makes extra tries after a transport failure: %s', async (_, retries, tries) => {
  await using pool = await startPool({ container: { analyze_retries: retries } });

  const reply = await askMeeting(pool, { kind: 'drop' });

  expect(reply).toMatchObject({
    status: 502,
    body: { error: { code: 'UPSTREAM_ERROR', details: { container_id: 'c1', transport: 'reset' } } },
  });
  expect(messages(pool)).toHaveLength(tries);
  expect(pool.gateway.rows('SELECT status FROM job_attempts')).toEqual([{ status: 'failed' }]);
});

it('answers when a retry succeeds', async () => {
  await using pool = await startPool();

  const reply = await askMeeting(pool, { kind: 'drop', times: 1 });

  expect(reply).toMatchObject({ status: 200, body: { final: { text: 'echo: hi' } } });
  expect(pool.gateway.rows('SELECT status FROM job_attempts')).toEqual([{ status: 'succeeded' }]);
});

it('retries the start prompt too', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [{ kind: 'drop', times: 1, executed: false }] });

  const reply = await pool.ask('hi');

  expect(reply.status).toBe(200);
  expect(Object.values(pool.worker('c1').ledger.chats)).toHaveLength(1);
});

it('pauses a quarter of a second before the first retry and half of one before the second', async () => {
  await using pool = await startPool({ container: { analyze_retries: 2 } });

  await askMeeting(pool, { kind: 'drop' });

  const pauses = messages(pool).map(({ atMs }, index, all) => (all[index + 1]?.atMs ?? 0) - atMs);
  // Timers keep whole milliseconds and may be early by one.
  expect(pauses[0]).toBeGreaterThan(245);
  expect(pauses[1]).toBeGreaterThan(495);
});

it('tells the worker to stop when it gives up waiting, and retries', async () => {
  await using pool = await startPool({ container: { timeouts: { read_seconds: 0.5 } } });

  const reply = await askMeeting(pool, { kind: 'hang', times: 1 });

  expect(reply.status).toBe(200);
  expect(messages(pool).map(({ aborted }) => aborted)).toEqual([true, false]);
});

describe('an answer that is none', () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await startPool({ container: { analyze_retries: 2 } });
    await pool.ask('first');
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  /** How often the worker is given a message when it answers as the rule says. */
  async function triesMeeting(rule: WorkerRule): Promise<{ status: number; tries: number }> {
    const { posts } = pool.worker('c1').ledger.counts;
    pool.worker('c1').script({ rules: [rule] });
    const { status } = await pool.ask('hi');
    const sent = pool.worker('c1').ledger.posts.slice(posts);
    return { status, tries: sent.filter(({ path }) => path === '/analyze').length };
  }

  it.each([500, 502, 503])('does not retry a %i', async (status) => {
    expect(await triesMeeting({ kind: 'status', status })).toEqual({ status: 502, tries: 1 });
  });

  it.each([400, 404, 429])('does not retry a %i', async (status) => {
    expect(await triesMeeting({ kind: 'status', status })).toEqual({ status: 400, tries: 1 });
  });

  it.each<WorkerRule>([
    { kind: 'redirect' },
    { kind: 'html' },
    { kind: 'half-json' },
    { kind: 'not-ok' },
    { kind: 'empty' },
    { kind: 'huge', bytes: 34 * 1024 * 1024 },
  ])('does not retry a message that was answered with $kind', async (rule) => {
    expect(await triesMeeting(rule)).toEqual({ status: 502, tries: 1 });
  });
});
