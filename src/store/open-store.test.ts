import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineTable } from '../plugin-api/index.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openStore } from './open-store.ts';
import { chats, entries, jobs, recordInstruments, recordLog, runSql } from './store-fixture.ts';

const open = (path: string, signal?: AbortSignal) =>
  openStore({
    path,
    tables: entries,
    instruments: recordInstruments(),
    log: recordLog().log,
    ...(signal ? { signal } : {}),
  });

describe('an open store', () => {
  it('has on disk what it has committed', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using opened = await open(path);

    opened.store.table(jobs).put({ job_id: 'a', prompt_id: 'p', tries: 1 });
    opened.store.table(chats).put({ url: 'u' });
    await opened.store.committed();

    expect(await runSql(path, 'SELECT job_id, tries FROM jobs')).toEqual([{ job_id: 'a', tries: 1 }]);
    expect(await runSql(path, 'SELECT * FROM chats')).toEqual([{ id: 1, url: 'u', uses_count: null }]);
    expect(await runSql(path, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  });

  it('works in memory', async () => {
    await using opened = await open(':memory:');

    opened.store.table(jobs).put({ job_id: 'a', prompt_id: 'p' });
    await opened.store.committed();

    expect(await opened.store.table(jobs).find({ where: { job_id: 'a' } })).toHaveLength(1);
  });

  it('writes what is queued when it closes, and nothing afterwards', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    const { store, close } = await open(path);
    const repository = store.table(jobs);

    repository.put({ job_id: 'a', prompt_id: 'p' });
    const closing = close();
    await close();
    repository.put({ job_id: 'late', prompt_id: 'p' });

    expect(await runSql(path, 'SELECT job_id FROM jobs')).toEqual([{ job_id: 'a' }]);
    await closing;
    await expect(store.committed()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(repository.find({})).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(repository.changeWhere({}, { tries: 1 })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });

  it('refuses a table that no plugin declares', async () => {
    await using opened = await open(':memory:');
    const other = defineTable({ name: 'other', columns: {}, indexes: [] });

    expect(() => opened.store.table(other)).toThrow("Table 'other' is not among the tables");
  });
});

describe('a store that cannot be opened', () => {
  it('says STORE_UNAVAILABLE for a file that is no database', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await writeFile(path, 'this is a letter and no database '.repeat(200));

    await expect(open(path)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: { code: 'SQLITE_NOTADB' },
    });
  });

  it('says STORE_UNAVAILABLE for a directory in the place of the file', async () => {
    await using dir = await makeTempDir();

    await expect(open(dir.path)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: { code: 'SQLITE_CANTOPEN' },
    });
  });

  it('says STORE_UNAVAILABLE for a directory that cannot be made', async () => {
    await using dir = await makeTempDir();
    await writeFile(join(dir.path, 'file'), '');

    const opening = open(join(dir.path, 'file', 'sub', 'store.sqlite'));

    await expect(opening).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', cause: { code: 'ENOTDIR' } });
  });

  it('says STORE_UNAVAILABLE for a directory in a file system that takes none', async () => {
    const opening = open('/proc/glassgate/sub/store.sqlite');

    await expect(opening).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      cause: { code: 'ENOENT', message: expect.stringContaining('/proc/glassgate') },
    });
  });

  it('makes the directories that are missing', async () => {
    await using dir = await makeTempDir();

    await using opened = await open(join(dir.path, 'a', 'b', 'store.sqlite'));

    expect(opened.store.location).toContain(join('a', 'b'));
  });

  it('gives up when the start is aborted', async () => {
    await expect(open(':memory:', AbortSignal.abort())).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
