import { copyFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { openRows } from '../clean-failure.ts';
import { startPool } from '../pool.ts';

// Numbers in brackets: rows of the table in README.md beside this file.

it('starts the container I/O log over when no backup is wanted (fault 32)', async () => {
  const container_io_log = { enabled: true, dir: 'io', max_bytes: 2_048, backup_count: 0 };
  await using pool = await startPool({ config: { container_io_log } });
  for (let solves = 0; solves < 10; solves += 1) await pool.ask('hi');
  await pool.gateway.stop();

  const dir = join(pool.gateway.dir, 'io');

  expect(await readdir(dir)).toEqual(['c1.jsonl']);
  expect((await stat(join(dir, 'c1.jsonl'))).size).toBeLessThanOrEqual(2_048);
});

it('does not serve a profile that has left the config (fault 33)', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath });
  expect((await before.ask('one', { profile_id: 'p2' })).status).toBe(200);
  await before.gateway.stop();
  const profiles = [{ profile_id: 'p1', profile_value: '/p1' }];
  await using pool = await startPool({ sqlitePath, workers: before.workers, config: { profiles } });

  const named = await pool.ask('two', { profile_id: 'p2' });
  const chosen = await pool.ask('three', { profile_id: undefined });

  expect(named).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  expect(chosen.body.meta.profile_id).toBe('p1');
});

it('closes at the start the rows that a kill left open (fault 34)', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'killed.sqlite');
  await using killed = await startPool();
  killed.worker('c1').script({ rules: [{ kind: 'hang', times: 1 }] });
  const running = killed.ask('hi');
  await killed.worker('c1').until(({ counts }) => counts.tasks === 1);
  // What is on disk now is what a kill would leave.
  for (const suffix of ['', '-wal']) await copyFile(killed.gateway.sqlitePath + suffix, sqlitePath + suffix);
  const left = openRows(killed);
  killed.worker('c1').release();
  expect((await running).status).toBe(200);

  await using pool = await startPool({ sqlitePath, workers: killed.workers });

  expect(left).not.toEqual([]);
  expect(openRows(pool)).toEqual([]);
  expect(pool.gateway.rows('SELECT status, error_code, error_message FROM jobs')).toEqual([
    { status: 'failed', error_code: 'INTERNAL_ERROR', error_message: 'interrupted by restart' },
  ]);
});
