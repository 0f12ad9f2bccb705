import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { openRows } from './clean-failure.ts';
import { startPool, startPrompt } from './pool.ts';

it('goes on in the same chats after a restart, with their counters', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath });
  const first = await before.ask('one');
  await before.gateway.stop();

  await using after = await startPool({ sqlitePath, workers: before.workers });
  const second = await after.ask('two', { max_chat_uses: 3 });
  const third = await after.ask('three', { max_chat_uses: 3 });

  const [old, fresh] = Object.values(before.worker('c1').ledger.chats);
  expect(old?.map(({ text }) => text)).toEqual([startPrompt, 'one', 'two']);
  expect(fresh?.map(({ text }) => text)).toEqual([startPrompt, 'three']);
  expect(second.body.meta.page_url).toBe(first.body.meta.page_url);
  expect(third.body.meta.page_url).not.toBe(first.body.meta.page_url);
});

it('still sends the start prompt after a restart when it was not executed before', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath });
  before.worker('c1').script({ busy: { posts: true } });
  await before.ask('one');
  await before.gateway.stop();
  before.worker('c1').clearScript();

  await using after = await startPool({ sqlitePath, workers: before.workers });
  await after.ask('two');

  const chats = Object.values(before.worker('c1').ledger.chats);
  expect(chats.map((messages) => messages.map(({ text }) => text))).toEqual([[startPrompt, 'two']]);
  expect(after.gateway.rows('SELECT id FROM chat_sessions')).toHaveLength(1);
});

it('keeps to the newest chat after a restart, also when an older one was pinned since', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath });
  const older = (await before.ask('one')).body.meta.page_url;
  const newer = (await before.ask('two', { force_new_chat: true })).body.meta.page_url;
  await before.gateway.stop();

  await using after = await startPool({ sqlitePath, workers: before.workers });
  const pinned = await after.ask('three', { chat_url: older });
  const next = await after.ask('four');

  expect(pinned.body.meta.page_url).toBe(older);
  expect(next.body.meta.page_url).toBe(newer);
});

it('closes at the start what a killed process left open, and nothing else', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'killed.sqlite');
  await using killed = await startPool();
  const worker = killed.worker('c1');
  const done = await killed.ask('done');
  worker.script({ rules: [{ kind: 'hang' }] });
  const running = killed.ask('running');
  await worker.until(({ counts }) => counts.tasks === 3);
  // What is on disk now is what a kill would leave.
  for (const suffix of ['', '-wal']) await copyFile(killed.gateway.sqlitePath + suffix, sqlitePath + suffix);

  await using pool = await startPool({ sqlitePath, workers: killed.workers });

  const interrupted = {
    status: 'failed',
    error_code: 'INTERNAL_ERROR',
    error_message: 'interrupted by restart',
    isFinished: 1,
  };
  const succeeded = { status: 'succeeded', error_code: null, error_message: null, isFinished: 1 };
  const columns = 'status, error_code, error_message, finished_at IS NOT NULL AS isFinished';
  for (const table of ['jobs', 'job_attempts']) {
    const rows = pool.gateway.rows(`SELECT ${columns} FROM ${table} ORDER BY started_at`);
    expect(rows).toEqual([succeeded, interrupted]);
  }
  expect(openRows(pool)).toEqual([]);
  expect(done.status).toBe(200);
  worker.clearScript();
  expect(await running).toMatchObject({ status: 200 });
});
