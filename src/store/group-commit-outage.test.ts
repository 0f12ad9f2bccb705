import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeTempDir } from '../testing/temp-dir.ts';
import { type CommitsOptions, openCommits } from './commits-fixture.ts';
import { openWriter } from './connection.ts';
import { execute } from './database-calls.ts';
import { runSql } from './store-fixture.ts';

/** A store on a disk without room for more than a few pages, and a way to make room. */
async function openOnFullDisk(path: string, options?: CommitsOptions) {
  const store = await openCommits(path, options);
  await store.execute('PRAGMA max_page_count = 1');
  return { ...store, makeRoom: () => store.execute('PRAGMA max_page_count = 1000000') };
}

const big = { result_text: 'x'.repeat(20_000) };
const unavailable = { code: 'STORE_UNAVAILABLE', status: 503, cause: { code: 'SQLITE_FULL' } };

describe('a group commit on a full disk', () => {
  it('keeps the rows, merges later writes into them, and writes all when there is room', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using store = await openOnFullDisk(path);

    store.put('a', big);
    await expect(store.commits.committed()).rejects.toMatchObject(unavailable);
    store.change('a', { status: 'failed' });
    await expect(store.commits.committed()).rejects.toMatchObject(unavailable);
    expect(await store.ids()).toEqual([]);
    await store.makeRoom();
    store.put('b');
    await store.commits.committed();

    expect(await runSql(path, 'SELECT job_id, status, length(result_text) AS size FROM jobs')).toEqual([
      { job_id: 'a', status: 'failed', size: 20_000 },
      { job_id: 'b', status: null, size: 0 },
    ]);
    expect(store.phrases()).toEqual(['store unavailable', 'store available again']);
    expect(store.instruments.commits.map(({ rows, errorCode }) => [rows, errorCode])).toEqual([
      [1, 'SQLITE_FULL'],
      [1, 'SQLITE_FULL'],
      [2, undefined],
    ]);
  });

  it('reports every outage once', async () => {
    await using dir = await makeTempDir();
    await using store = await openOnFullDisk(join(dir.path, 'store.sqlite'));
    const failTwice = async () => {
      store.put('a', { result_text: 'x'.repeat(200_000) });
      await expect(store.commits.committed()).rejects.toMatchObject(unavailable);
      await expect(store.commits.committed()).rejects.toMatchObject(unavailable);
    };

    await failTwice();
    await store.makeRoom();
    await store.commits.committed();
    await store.execute('DELETE FROM jobs; VACUUM; PRAGMA max_page_count = 1');
    await failTwice();

    expect(store.phrases()).toEqual(['store unavailable', 'store available again', 'store unavailable']);
  });

  it('keeps the order of writes and deletions of one row', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using store = await openCommits(path);
    store.put('gone');
    store.put('back', { status: 'old', tries: 7 });
    await store.commits.committed();
    await store.execute('PRAGMA max_page_count = 1');

    store.put('filler', big);
    store.change('gone', { status: 'late' });
    store.remove('gone');
    store.remove('back');
    await expect(store.commits.committed()).rejects.toMatchObject(unavailable);
    store.change('gone', { status: 'too late' });
    store.put('back');
    store.put('never');
    store.remove('never');
    await store.execute('PRAGMA max_page_count = 1000000');
    await store.commits.committed();

    expect(await runSql(path, 'SELECT job_id, status, tries FROM jobs ORDER BY job_id')).toEqual([
      { job_id: 'back', status: null, tries: 0 },
      { job_id: 'filler', status: null, tries: 0 },
    ]);
  });

  it('tries again by itself', async () => {
    await using dir = await makeTempDir();
    await using store = await openOnFullDisk(join(dir.path, 'store.sqlite'), { retryMs: 1 });

    store.put('a', big);
    await expect(store.commits.committed()).rejects.toMatchObject(unavailable);
    const written = store.instruments.nextCommit();
    await store.makeRoom();
    await written;

    expect(await store.ids()).toEqual(['a']);
  });

  it('lets rows that came during the failure share the next try', async () => {
    await using dir = await makeTempDir();
    await using store = await openOnFullDisk(join(dir.path, 'store.sqlite'));

    store.put('a', big);
    const first = store.commits.committed();
    await nextTurn();
    store.put('b');
    const second = store.commits.committed();

    await expect(first).rejects.toMatchObject(unavailable);
    await expect(second).rejects.toMatchObject(unavailable);
    expect(store.instruments.commits.map(({ rows }) => rows)).toEqual([1, 2]);
  });

  it('refuses the tasks that had to wait for the rows', async () => {
    await using dir = await makeTempDir();
    await using store = await openOnFullDisk(join(dir.path, 'store.sqlite'));

    store.put('a', big);
    const task = store.commits.afterQueued(async () => 'done');
    store.put('b');
    const both = store.commits.committed();

    await expect(task).rejects.toMatchObject(unavailable);
    await expect(both).rejects.toMatchObject(unavailable);
    await store.makeRoom();
    expect(await store.commits.afterQueued(() => store.ids())).toEqual(['a', 'b']);
  });

  it('keeps no more rows than it may, says who was lost, and still takes changes of kept rows', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using store = await openOnFullDisk(path, { maxKeptRows: 2 });

    store.put('a', big);
    store.put('b');
    await expect(store.commits.committed()).rejects.toMatchObject(unavailable);
    await store.makeRoom();
    store.put('c');
    store.put('d');
    store.change('b', { status: 'failed' });
    await expect(store.commits.committed()).rejects.toThrow('too many rows wait');

    expect(store.instruments.refused).toEqual(['jobs QUEUE_FULL', 'jobs QUEUE_FULL']);
    expect(await runSql(path, 'SELECT job_id, status FROM jobs')).toEqual([
      { job_id: 'a', status: null },
      { job_id: 'b', status: 'failed' },
    ]);
    expect(store.phrases()).toContain('rows refused while the store is unavailable');
  });

  it('closes nevertheless and counts what is lost', async () => {
    await using dir = await makeTempDir();
    await using store = await openOnFullDisk(join(dir.path, 'store.sqlite'));

    store.put('a', big);
    store.put('b');
    await store.commits.close();

    expect(store.instruments.refused).toEqual(['jobs SQLITE_FULL', 'jobs SQLITE_FULL']);
    expect(store.phrases()).toEqual(['store unavailable', 'rows lost when the store closed']);
  });
});

describe('a group commit beside another writer', () => {
  it('keeps the rows while the file is locked', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using store = await openCommits(path);
    await store.execute('PRAGMA busy_timeout = 0');
    await using others = new AsyncDisposableStack();
    const other = await openWriter(path);
    others.defer(() => other.close());
    await execute(other.database, 'BEGIN IMMEDIATE');

    store.put('a');
    const whileLocked = store.commits.committed();
    await expect(whileLocked).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: { code: 'SQLITE_BUSY' },
    });
    await execute(other.database, 'COMMIT');
    await store.commits.committed();

    expect(await store.ids()).toEqual(['a']);
  });

  it('writes a row whose shape became a new one while the file was locked', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using store = await openCommits(path);
    await store.execute('PRAGMA busy_timeout = 0');
    await using others = new AsyncDisposableStack();
    const other = await openWriter(path);
    others.defer(() => other.close());
    store.put('a');
    store.put('b');
    await store.commits.committed();
    store.change('b', { status: 'failed' });
    await store.commits.committed();
    await execute(other.database, 'BEGIN IMMEDIATE');

    store.change('a', { status: 'failed' });
    await expect(store.commits.committed()).rejects.toMatchObject({ cause: { code: 'SQLITE_BUSY' } });
    store.change('a', { result_text: 'late' });
    await execute(other.database, 'COMMIT');
    await store.commits.committed();

    expect(await runSql(path, "SELECT status, result_text FROM jobs WHERE job_id = 'a'")).toEqual([
      { status: 'failed', result_text: 'late' },
    ]);
  });
});

/** Tells whether the event loop has turned since. */
function setImmediatePassed() {
  const passed = { isOver: false };
  setImmediate(() => {
    passed.isOver = true;
  });
  return passed;
}

describe('a group commit that hangs', () => {
  /** Another program holds the file, and the database waits for it without an end. */
  async function openHanging(path: string) {
    const store = await openCommits(path, { maxWaitMs: 50, retryMs: 1 });
    const other = await openWriter(path);
    await execute(other.database, 'BEGIN IMMEDIATE');
    return {
      ...store,
      /** Returns when the transaction that hung is over. */
      letGo: async () => {
        const written = store.instruments.nextCommit();
        await execute(other.database, 'COMMIT');
        await written;
        await nextTurn();
      },
      [Symbol.asyncDispose]: async () => {
        await other.close();
        await store[Symbol.asyncDispose]();
      },
    };
  }
  const late = { code: 'STORE_UNAVAILABLE', cause: { code: 'TIMEOUT' } };

  it('lets nobody wait for longer than the limit, and writes the rows when it can', async () => {
    await using dir = await makeTempDir();
    await using store = await openHanging(join(dir.path, 'store.sqlite'));

    store.put('a');
    await expect(store.commits.committed()).rejects.toMatchObject(late);
    store.put('b');
    // Nobody waits for what others have waited for in vain.
    const turns = setImmediatePassed();
    await expect(store.commits.committed()).rejects.toMatchObject(late);
    await expect(store.commits.afterQueued(async () => 'done')).rejects.toMatchObject(late);
    expect(turns.isOver).toBe(false);
    expect(store.phrases()).toEqual(['store unavailable']);
    await store.letGo();
    await store.commits.committed();

    expect(await store.ids()).toEqual(['a', 'b']);
    expect(store.phrases()).toEqual(['store unavailable', 'store available again']);
  });

  it('gives up a task whose turn does not come, which is then never run', async () => {
    await using dir = await makeTempDir();
    await using store = await openHanging(join(dir.path, 'store.sqlite'));
    let runs = 0;

    store.put('a');
    const task = store.commits.afterQueued(async () => {
      runs += 1;
    });
    await expect(task).rejects.toMatchObject(late);
    await store.letGo();

    expect(await store.commits.afterQueued(() => store.ids())).toEqual(['a']);
    expect(runs).toBe(0);
  });
});

describe('a backlog', () => {
  it('is written in pieces, and a failure loses none of the rest', async () => {
    await using dir = await makeTempDir();
    await using store = await openOnFullDisk(join(dir.path, 'store.sqlite'));

    for (let index = 0; index < 1200; index++)
      store.put(`job ${index}`, index === 700 ? { ...big, prompt_id: null } : {});
    await expect(store.commits.committed()).rejects.toMatchObject(unavailable);
    await store.makeRoom();
    store.put('last');
    await expect(store.commits.committed()).rejects.toMatchObject({ cause: { code: 'SQLITE_CONSTRAINT' } });

    expect(await store.ids()).toHaveLength(1200);
    expect(store.instruments.refused).toEqual(['jobs SQLITE_CONSTRAINT']);
    expect(Math.max(...store.instruments.commits.map(({ rows }) => rows))).toBe(500);
  });
});
