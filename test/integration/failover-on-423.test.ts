import type { WorkerScript } from 'glassgate/testing';
import { openRows } from './clean-failure.ts';
import { type Pool, startPool, startPrompt } from './pool.ts';

const refusesAll: WorkerScript = { busy: { posts: true } };
/** Takes the start prompt and refuses the message. */
const refusesMessage: WorkerScript = {
  rules: [
    { kind: 'answer', times: 1 },
    { kind: 'status', status: 423 },
  ],
};

const attempts = ({ gateway }: Pool) =>
  gateway.rows('SELECT container_id, status, error_code FROM job_attempts ORDER BY attempt');
const failed = (id: string) => ({ container_id: id, status: 'failed', error_code: 'CONTAINER_BUSY' });
const succeeded = (id: string) => ({ container_id: id, status: 'succeeded', error_code: null });

function executedTexts(pool: Pool, containerId: string): unknown[] {
  const executed = pool.worker(containerId).ledger.posts.filter((post) => post.executed);
  return executed.map(({ task }) => task?.text);
}

it('moves on to the next container when the first refuses the start prompt', async () => {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script(refusesAll);

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c1', 'c2'] } } });
  expect(executedTexts(pool, 'c1')).toEqual([]);
  expect(executedTexts(pool, 'c2')).toEqual([startPrompt, 'hi']);
  expect(attempts(pool)).toEqual([failed('c1'), succeeded('c2')]);
});

it('moves on to the next container when the first refuses the message', async () => {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script(refusesMessage);

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 200, body: { final: { text: 'echo: hi' } } });
  expect(executedTexts(pool, 'c1')).toEqual([startPrompt]);
  expect(executedTexts(pool, 'c2')).toEqual([startPrompt, 'hi']);
  expect(attempts(pool)).toEqual([failed('c1'), succeeded('c2')]);
});

it('tries each container once and then answers CONTAINER_BUSY', async () => {
  await using pool = await startPool({ size: 3 });
  for (const worker of pool.workers) worker.script(refusesAll);

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
  for (const { ledger } of pool.workers) expect(ledger.counts.posts).toBe(1);
  const reason = expect.stringContaining('423');
  expect(reply.body.error.details.considered).toEqual(
    ['c1', 'c2', 'c3'].map((id) => ({ id, verdict: 'passed_over', reason })),
  );
  expect(attempts(pool)).toEqual([failed('c1'), failed('c2'), failed('c3')]);
  expect(openRows(pool)).toEqual([]);
});

it('leaves the start prompt for the next solve when it was refused', async () => {
  await using pool = await startPool();
  pool.worker('c1').script(refusesAll);
  await pool.ask('one');

  pool.worker('c1').clearScript();
  await pool.ask('two');

  expect(executedTexts(pool, 'c1')).toEqual([startPrompt, 'two']);
  expect(pool.gateway.rows('SELECT uses_count FROM chat_sessions')).toEqual([{ uses_count: 2 }]);
});

it('does not repeat the start prompt in a chat that refused only the message', async () => {
  await using pool = await startPool();
  pool.worker('c1').script(refusesMessage);
  await pool.ask('one');

  pool.worker('c1').clearScript();
  await pool.ask('two');

  expect(executedTexts(pool, 'c1')).toEqual([startPrompt, 'two']);
});

it('stays with the container of a pinned chat', async () => {
  await using pool = await startPool({ size: 2 });
  const { page_url: chatUrl } = (await pool.ask('one')).body.meta;
  pool.worker('c1').script(refusesAll);

  const reply = await pool.ask('two', { chat_url: chatUrl });

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
  expect(pool.worker('c2').ledger.counts.posts).toBe(0);
  expect(openRows(pool)).toEqual([]);
});

it.each([400, 500])('does not move on after a %i', async (status) => {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script({ rules: [{ kind: 'status', status }] });

  const reply = await pool.ask('hi');

  expect(reply.status).toBe(status === 400 ? 400 : 502);
  expect(pool.worker('c2').ledger.counts.posts).toBe(0);
});

it('does not move on when an earlier try of the message may be running there', async () => {
  await using pool = await startPool({
    size: 2,
    worker: { staysBusyOnDisconnect: true },
    container: { timeouts: { read_seconds: 0.5 }, analyze_retries: 1 },
  });
  await pool.ask('one');
  await pool.ask('two');
  pool.worker('c1').script({ rules: [{ kind: 'hang' }] });

  const reply = await pool.ask('three');

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
  expect(executedTexts(pool, 'c1')).toEqual([startPrompt, 'one', 'three']);
  expect(executedTexts(pool, 'c2')).toEqual([startPrompt, 'two']);
});
