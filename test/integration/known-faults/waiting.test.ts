import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { operatorCall } from '../operator-call.ts';
import { startPool } from '../pool.ts';

// Numbers in brackets: rows of the table in README.md beside this file.

const holdWriteLock = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('BEGIN IMMEDIATE');
  console.log('held');
  process.stdin.resume().on('end', () => database.exec('ROLLBACK'));
`;

/** Another program that keeps the database locked until it is disposed of. */
async function lockDatabase(sqlitePath: string): Promise<AsyncDisposable> {
  const child = spawn(process.execPath, ['-e', holdWriteLock, sqlitePath], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

it('does not let a hung status cost a solve more than a short probe (fault 36)', async () => {
  const timeouts = { connect_seconds: 0.3, read_seconds: 300 };
  await using pool = await startPool({ size: 2, container: { timeouts } });
  pool.worker('c1').script({ rules: [{ kind: 'hang', paths: ['/status'] }] });

  // A solve that waited for read_seconds would outlast this test.
  const reply = await pool.ask('hi');

  expect(reply.body.meta.container_ids_used).toEqual(['c2']);
});

it('asks all workers for their status at the same time (fault 36)', async () => {
  await using pool = await startPool({ size: 3 });
  const before = pool.workers.map(({ ledger }) => ledger.counts.statusCalls);
  for (const worker of pool.workers)
    worker.script({ rules: [{ kind: 'hang', paths: ['/status'], times: 1 }] });

  const asked = operatorCall(pool.gateway, 'GET /v1/status/all');
  // None has answered when the last one is asked.
  await Promise.all(
    pool.workers.map((worker, index) =>
      worker.until(({ counts }) => counts.statusCalls > (before[index] ?? 0)),
    ),
  );
  for (const worker of pool.workers) worker.release();

  const containers = (await asked).body.status.containers;
  expect(Object.keys(containers)).toEqual(['c1', 'c2', 'c3']);
  for (const entry of Object.values(containers)) expect(entry).toMatchObject({ status: 'ok' });
});

it('answers others while a solve waits for the database (fault 39)', async () => {
  await using pool = await startPool();
  let isSolved = false;
  let solving: Promise<{ readonly status: number }>;
  {
    await using _lock = await lockDatabase(pool.gateway.sqlitePath);
    solving = pool.ask('hi').finally(() => {
      isSolved = true;
    });
    // The status of the worker is asked before the row of the job is needed.
    await pool.worker('c1').until(({ counts }) => counts.statusCalls > 1);

    const others = ['GET /health', 'GET /v1/status/all', 'GET /v1/profiles/blocked'] as const;
    const replies = await Promise.all(others.map((route) => operatorCall(pool.gateway, route)));

    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(isSolved).toBe(false);
    expect(pool.worker('c1').ledger.counts.posts).toBe(0);
  }
  expect((await solving).status).toBe(200);
});
