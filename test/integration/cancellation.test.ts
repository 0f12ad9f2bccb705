import { request } from 'node:http';
import { openRows } from './clean-failure.ts';
import { type Pool, startPool, startPrompt } from './pool.ts';

/** Ask, wait until the worker works on a message, and leave. */
async function askAndLeave(pool: Pool, text: string): Promise<void> {
  const worker = pool.worker('c1');
  const { tasks, aborted } = worker.ledger.counts;
  worker.script({ rules: [{ kind: 'hang' }] });
  const headers = { 'content-type': 'application/json' };
  const asked = request(`${pool.gateway.url}/v1/solve`, { method: 'POST', headers });
  asked.on('error', () => {});
  asked.end(JSON.stringify({ input: { text }, options: { profile_id: 'p1' } }));
  await worker.until(({ counts }) => counts.tasks > tasks);
  asked.destroy();
  await worker.until(({ counts }) => counts.aborted > aborted);
  worker.script({});
}

it('stops the worker when the client leaves, frees the profile and closes the job', async () => {
  await using pool = await startPool();
  await pool.ask('first');

  await askAndLeave(pool, 'slow');
  const next = await pool.ask('next');

  expect(next).toMatchObject({ status: 200, body: { meta: { container_ids_used: ['c1'] } } });
  const canceled = { status: 'failed', error_code: 'CLIENT_CANCELED', result_text: null };
  const where = "WHERE job_id IN (SELECT job_id FROM jobs WHERE input_text = 'slow')";
  for (const table of ['jobs', 'job_attempts']) {
    const rows = pool.gateway.rows(`SELECT status, error_code, result_text FROM ${table} ${where}`);
    expect(rows).toEqual([canceled]);
  }
  expect(openRows(pool)).toEqual([]);
});

it('sends no message after a start prompt that nobody waits for', async () => {
  await using pool = await startPool();

  await askAndLeave(pool, 'slow');
  await pool.ask('next');

  const texts = pool.worker('c1').ledger.posts.map(({ task }) => task?.text);
  expect(texts).toEqual([startPrompt, startPrompt, 'next']);
});

it('counts a client that left as such, and not as an error of the gateway', async () => {
  await using pool = await startPool();

  await askAndLeave(pool, 'slow');
  await pool.ask('next');

  expect(await pool.gateway.metrics()).toMatch(
    /^glassgate_solve_requests_total\{code="CLIENT_CANCELED"\} 1$/m,
  );
  expect(pool.gateway.logLines.filter(({ level }) => level === 'error')).toEqual([]);
});

it('leaves the others alone when one client leaves', async () => {
  await using pool = await startPool({ size: 2 });
  const other = pool.worker('c2');
  pool.worker('c1').script({ busy: { status: true } });
  other.script({ rules: [{ kind: 'hang' }] });
  const staying = pool.ask('staying', { profile_id: 'p2' });
  await other.until(({ counts }) => counts.tasks === 1);
  pool.worker('c1').clearScript();

  await askAndLeave(pool, 'slow');
  other.clearScript();

  expect(await staying).toMatchObject({ status: 200, body: { final: { text: 'echo: staying' } } });
});

const config = { solve: { deadline_seconds: 0.6 } };
const exceeded = { status: 504, body: { error: { code: 'DEADLINE_EXCEEDED' } } };

it('answers when the deadline passes, stops the worker, frees the profile and closes the job', async () => {
  await using pool = await startPool({ config });
  const worker = pool.worker('c1');
  worker.script({ rules: [{ kind: 'hang' }] });

  const replies = [await pool.ask('one'), await pool.ask('two')];

  for (const reply of replies) expect(reply).toMatchObject(exceeded);
  await worker.until(({ counts }) => counts.aborted === 2);
  const closed = { status: 'failed', error_code: 'DEADLINE_EXCEEDED' };
  expect(pool.gateway.rows('SELECT status, error_code FROM jobs')).toEqual([closed, closed]);
  expect(openRows(pool)).toEqual([]);
});

it('does not wait for the pauses between retries, whatever was executed before', async () => {
  await using pool = await startPool({ config, container: { analyze_retries: 2 } });
  pool.worker('c1').script({ rules: [{ kind: 'answer', times: 2 }, { kind: 'drop' }] });

  const reply = await pool.gateway.solve({
    input: { text: 'hi', image_b64: 'aGk=', image_ext: 'png' },
    options: { profile_id: 'p1' },
  });

  expect(reply).toMatchObject(exceeded);
  expect(openRows(pool)).toEqual([]);
});

it('does not wait for a status that hangs', async () => {
  await using pool = await startPool({ config });
  pool.worker('c1').script({ rules: [{ kind: 'hang', paths: ['/status'] }] });

  const reply = await pool.ask('hi');

  expect(reply).toMatchObject(exceeded);
  expect(pool.worker('c1').ledger.counts.posts).toBe(0);
  expect(openRows(pool)).toEqual([]);
});
