import { join } from 'node:path';
import { type Column, defineTable } from '../plugin-api/index.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import type { TableEntry } from './declared-table.ts';
import { openStore } from './open-store.ts';
import { chats, entries, jobs, recordInstruments, recordLog, runSql } from './store-fixture.ts';

const open = (path: string, tables: readonly TableEntry[] = entries) =>
  openStore({ path, tables, instruments: recordInstruments(), log: recordLog().log });

const schemaOf = async (path: string, type: 'table' | 'index') => {
  const rows = await runSql(
    path,
    `SELECT name, sql FROM sqlite_master WHERE type = '${type}' AND sql IS NOT NULL`,
  );
  return Object.fromEntries(rows.map(({ name, sql }) => [name, String(sql).replaceAll('`', '')]));
};

describe('migrations', () => {
  it('create what is declared, in the order of the declaration', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'a', 'b', 'store.sqlite');

    await using opened = await open(path);

    expect(opened.store.location).toBe(path);
    expect(await schemaOf(path, 'table')).toMatchObject({
      jobs:
        "CREATE TABLE jobs (job_id TEXT PRIMARY KEY, prompt_id TEXT NOT NULL, status TEXT, result_text TEXT DEFAULT '', " +
        'tries INTEGER NOT NULL DEFAULT 0, seconds REAL)',
      chats:
        'CREATE TABLE chats (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, uses_count INTEGER)',
    });
    expect(await schemaOf(path, 'index')).toEqual({
      jobs_status: 'CREATE INDEX jobs_status ON jobs (status)',
      jobs_prompt_id_status: 'CREATE INDEX jobs_prompt_id_status ON jobs (prompt_id, status)',
    });
  });

  it('complete a table that another program has made, and keep its rows, columns and indexes', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await runSql(
      path,
      'CREATE TABLE jobs (JOB_ID TEXT PRIMARY KEY, prompt_id TEXT NOT NULL, mood TEXT, status TEXT)',
    );
    await runSql(path, "INSERT INTO jobs VALUES ('old', 'p', 'glad', 'done')");
    await runSql(path, 'CREATE INDEX theirs ON jobs (status)');

    await using opened = await open(path);
    const repository = opened.store.table(jobs);
    repository.put({ job_id: 'new', prompt_id: 'q', tries: 2 });
    repository.change('old', { seconds: 1.5 });
    await opened.store.committed();

    const rest = { status: 'done', result_text: '', tries: 0, seconds: 1.5 };
    expect(await runSql(path, "SELECT * FROM jobs WHERE job_id = 'old'")).toEqual([
      { JOB_ID: 'old', prompt_id: 'p', mood: 'glad', ...rest },
    ]);
    expect(await repository.find({ where: { job_id: 'old' } })).toEqual([
      { job_id: 'old', prompt_id: 'p', ...rest },
    ]);
    expect(await repository.find({ where: { tries: 2 } })).toHaveLength(1);
    expect(Object.keys(await schemaOf(path, 'index'))).toEqual(['theirs', 'jobs_prompt_id_status']);
  });

  it('are recorded and run once per version of a declaration', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    const wider = { ...chats, columns: { ...chats.columns, tag: { type: 'text' } as Column } };
    const names = async () =>
      (await runSql(path, 'SELECT name FROM glassgate_migrations')).map(({ name }) => name);

    await (await open(path)).close();
    const first = await names();
    await (await open(path)).close();
    expect(await names()).toEqual(first);
    await (await open(path, [{ plugin: 'chat', table: wider }])).close();

    expect(first).toEqual([
      expect.stringMatching(/^jobs\/jobs\/\w{16}$/),
      expect.stringMatching(/^chat\/chats\/\w{16}$/),
    ]);
    expect(await names()).toHaveLength(3);
    expect((await schemaOf(path, 'table'))['chats']).toMatch(/, tag TEXT\)$/);
  });

  it.each([
    ['CREATE TABLE jobs (job_id TEXT PRIMARY KEY)', "column 'prompt_id' is NOT NULL and needs a default"],
    [
      'CREATE TABLE jobs (prompt_id TEXT PRIMARY KEY, job_id TEXT)',
      'its primary key is (prompt_id) instead of (job_id)',
    ],
    [
      'CREATE TABLE jobs (job_id TEXT PRIMARY KEY, prompt_id TEXT, mood TEXT NOT NULL)',
      "its column 'mood' is NOT NULL without a default",
    ],
  ])('refuse a file with %s', async (sql, problem) => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await runSql(path, sql);

    const opening = open(path);

    await expect(opening).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(opening).rejects.toThrow(
      `Table 'jobs' of plugin 'jobs' exists and cannot be completed: ${problem}`,
    );
  });

  it('refuse a new column that is NOT NULL without a default, and name it', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    const wider = defineTable({
      ...chats,
      columns: { ...chats.columns, tag: { type: 'text', notNull: true } },
    });
    await (await open(path)).close();

    await expect(open(path, [{ plugin: 'chat', table: wider }])).rejects.toThrow("column 'tag' is NOT NULL");
  });
});
