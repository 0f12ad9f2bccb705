import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startPool } from './pool.ts';

const config = { store: { max_wait_seconds: 0.3 } };

// Another process, because two copies of SQLite in one do not see each other's locks.
const holdLock = `
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(process.argv[1]);
database.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
process.stdout.write('held');
process.stdin.resume().once('end', () => database.exec('ROLLBACK'));`;

/** Hold the write lock of a database, as a backup or a stuck disk would. */
async function lockDatabase(path: string) {
  const child = spawn(process.execPath, ['-e', holdLock, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  const release = async () => {
    child.stdin.end();
    await exited;
  };
  return { release, [Symbol.asyncDispose]: release };
}

it('answers 503 in time when a job cannot be noted, sends nothing, and recovers by itself', async () => {
  await using pool = await startPool({ config, size: 2 });
  await using lock = await lockDatabase(pool.gateway.sqlitePath);
  const startedAt = performance.now();

  const replies = await Promise.all(['p1', 'p2'].map((id) => pool.ask('hi', { profile_id: id })));

  expect(performance.now() - startedAt).toBeLessThan(5_000);
  for (const { status, body } of replies) {
    expect([status, body.error.code]).toEqual([503, 'STORE_UNAVAILABLE']);
  }
  expect(pool.workers.map(({ ledger }) => ledger.counts.tasks)).toEqual([0, 0]);
  await lock.release();
  await pool.gateway.untilLog('store available again');
  expect((await pool.ask('hi')).status).toBe(200);
  expect(pool.gateway.rows('SELECT error_code FROM jobs ORDER BY finished_at')).toEqual([
    { error_code: 'STORE_UNAVAILABLE' },
    { error_code: 'STORE_UNAVAILABLE' },
    { error_code: null },
  ]);
}, 30_000);

it('delivers an answer that cannot be stored in time, and stores it later', async () => {
  await using pool = await startPool({ config });
  await pool.ask('first');
  const worker = pool.worker('c1');
  worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  const running = pool.ask('second');
  await worker.until(({ counts }) => counts.tasks === 3);
  await using lock = await lockDatabase(pool.gateway.sqlitePath);
  worker.release();

  expect(await running).toMatchObject({ status: 200, body: { final: { text: 'echo: second' } } });

  const status = "SELECT status FROM jobs WHERE input_text = 'second'";
  expect(pool.gateway.rows(status)).toEqual([{ status: null }]);
  expect(await pool.gateway.metrics()).toMatch(
    /^glassgate_jobs_answered_unstored_total\{status="succeeded"\} 1$/m,
  );
  expect(pool.gateway.logLines).toContainEqual(
    expect.objectContaining({ level: 'error', msg: 'answered before the row was stored' }),
  );
  await lock.release();
  await pool.gateway.untilLog('store available again');
  expect(pool.gateway.rows(status)).toEqual([{ status: 'succeeded' }]);
}, 30_000);
