import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openCommits } from './commits-fixture.ts';
import { runSql } from './store-fixture.ts';

describe('a group commit', () => {
  it('writes the rows of one turn in one transaction', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));

    store.put('a');
    store.change('a', { status: 'done' });
    store.put('b');
    store.putChat('u');
    await store.commits.committed();

    expect(store.instruments.commits).toEqual([
      { rows: 3, durationMs: expect.any(Number), errorCode: undefined },
    ]);
    expect(await runSql(join(dir.path, 'store.sqlite'), 'SELECT job_id, status FROM jobs')).toEqual([
      { job_id: 'a', status: 'done' },
      { job_id: 'b', status: null },
    ]);
  });

  it('has nothing to wait for when it was waited for a moment ago', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));

    store.put('a');
    await store.commits.committed();
    await store.commits.committed();

    expect(store.instruments.commits.map(({ rows }) => rows)).toEqual([1]);
  });

  it('waits one turn for the rows of requests that were read together', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));

    store.put('a');
    await Promise.resolve();
    store.put('b');
    await store.commits.committed();

    expect(store.instruments.commits.map(({ rows }) => rows)).toEqual([2]);
  });

  it('writes a thousand concurrent rows in a few transactions', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));
    const request = async (id: string) => {
      store.put(id);
      await store.commits.committed();
      store.change(id, { status: 'done' });
      store.putChat(id);
      await store.commits.committed();
    };

    await Promise.all(Array.from({ length: 1000 }, (_, index) => request(`job ${index}`)));

    const [done] = await runSql(
      join(dir.path, 'store.sqlite'),
      "SELECT count(*) AS n FROM jobs WHERE status = 'done'",
    );
    expect(done).toEqual({ n: 1000 });
    expect(store.instruments.commits.length).toBeLessThan(10);
  });

  it('gathers what comes while a transaction is in flight for the next one', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));

    store.put('a');
    await nextTurn();
    store.put('b');
    const both = store.commits.committed();
    store.change('a', { status: 'x' });
    await nextTurn();
    store.put('c');
    await Promise.all([both, store.commits.committed()]);

    expect(store.instruments.commits.map(({ rows }) => rows)).toEqual([1, 3]);
  });

  it('waits for the transaction in flight, and for nothing when nothing is queued', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));

    await store.commits.committed();
    expect(store.instruments.commits).toEqual([]);
    store.put('a');
    await nextTurn();
    await store.commits.committed();
    expect(store.instruments.commits).toHaveLength(1);
  });

  it('runs a task after the rows before it and before the rows behind it', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));

    store.put('before');
    const seen = store.commits.afterQueued(() => store.ids());
    store.put('behind');
    await store.commits.committed();

    expect(await seen).toEqual(['before']);
    expect(await store.ids()).toEqual(['before', 'behind']);
  });

  it('goes on after a task that fails', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));

    const task = store.commits.afterQueued(() => Promise.reject(new Error('no')));
    store.put('a');

    await expect(task).rejects.toThrow('no');
    await store.commits.committed();
    expect(await store.ids()).toEqual(['a']);
  });
});

describe('a row that the database refuses', () => {
  it('is dropped and counted, and costs the others nothing but time', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));

    store.put('a');
    store.put('bad', { prompt_id: null });
    store.put('c');
    await expect(store.commits.committed()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: { code: 'SQLITE_CONSTRAINT' },
    });
    store.put('d');
    await store.commits.committed();

    expect(await store.ids()).toEqual(['a', 'c', 'd']);
    expect(store.instruments.refused).toEqual(['jobs SQLITE_CONSTRAINT']);
    expect(store.phrases()).toEqual(['row refused and dropped']);
    expect(store.instruments.commits.map(({ rows, errorCode }) => [rows, errorCode])).toEqual([
      [3, 'SQLITE_CONSTRAINT'],
      [1, undefined],
      [1, 'SQLITE_CONSTRAINT'],
      [1, undefined],
      [1, undefined],
    ]);
  });

  it('does not break the groups of other tables when its table has gone', async () => {
    await using dir = await makeTempDir();
    await using store = await openCommits(join(dir.path, 'store.sqlite'));
    store.put('a');
    store.putChat('u');
    await store.commits.committed();
    await store.execute('DROP TABLE chats');

    store.put('b');
    store.putChat('v');
    await expect(store.commits.committed()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    store.put('c');
    await store.commits.committed();

    expect(await store.ids()).toEqual(['a', 'b', 'c']);
    expect(store.instruments.refused).toEqual(['chats SQLITE_ERROR']);
    const codes = store.instruments.commits.map(({ errorCode }) => errorCode);
    expect(codes).toEqual([undefined, 'SQLITE_ERROR', undefined, 'SQLITE_ERROR', undefined]);
  });
});
