import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Query } from '../plugin-api/index.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { type OpenStore, openStore } from './open-store.ts';
import { chats, entries, type Job, jobs, recordInstruments, recordLog, runSql } from './store-fixture.ts';

const open = (path = ':memory:'): Promise<OpenStore> =>
  openStore({ path, tables: entries, instruments: recordInstruments(), log: recordLog().log });

async function openWithJobs(): Promise<OpenStore> {
  const opened = await open();
  const table = opened.store.table(jobs);
  table.put({ job_id: 'a', prompt_id: 'p', status: 'done', tries: 1 });
  table.put({ job_id: 'b', prompt_id: 'p', status: null, tries: 2 });
  table.put({ job_id: 'c', prompt_id: 'q', status: 'failed', tries: 3 });
  table.put({ job_id: 'nul\0', prompt_id: "q'", status: 'done', tries: 4 });
  await opened.store.committed();
  return opened;
}

const queries: readonly [Query<Job>, readonly string[]][] = [
  [{}, ['a', 'b', 'c', 'nul\0']],
  [{ where: { status: 'done', tries: 1 } }, ['a']],
  [{ where: { status: null } }, ['b']],
  [{ where: { status: { ne: null } } }, ['a', 'c', 'nul\0']],
  [{ where: { status: { ne: 'done' } } }, ['c']],
  [{ where: { tries: { lt: 2 } } }, ['a']],
  [{ where: { tries: { gt: 2 } } }, ['c', 'nul\0']],
  [{ where: { tries: { gte: 2 } } }, ['b', 'c', 'nul\0']],
  [{ where: { status: { in: ['done', 'failed'] } } }, ['a', 'c', 'nul\0']],
  [{ where: { status: { in: ['failed', null] } } }, ['b', 'c']],
  [{ where: { status: { in: [] } } }, []],
  [{ where: { job_id: 'nul\0' } }, ['nul\0']],
  [{ where: { job_id: { in: ['nul\0', 'a'] } } }, ['a', 'nul\0']],
  [{ where: { prompt_id: "q'" } }, ['nul\0']],
  [
    {
      order: [
        ['prompt_id', 'desc'],
        ['tries', 'asc'],
      ],
    },
    ['nul\0', 'c', 'a', 'b'],
  ],
  [{ order: [['tries', 'desc']], limit: 2 }, ['nul\0', 'c']],
  [{ limit: 2, offset: 1 }, ['b', 'c']],
  [{ offset: 3 }, ['nul\0']],
];

describe('find', () => {
  it.each(queries)('%j', async (query, expected) => {
    await using opened = await openWithJobs();
    const rows = await opened.store.table(jobs).find({ order: [['tries', 'asc']], ...query });
    expect(rows.map(({ job_id }) => job_id)).toEqual(expected);
  });
});

describe('a written row', () => {
  it.each([
    ['text like a number', { result_text: '007' }],
    ['text like JSON', { result_text: '{"a":[1,null]}' }],
    ['empty text', { result_text: '' }],
    ['quotes and backslashes', { result_text: `'"\`\\n\\u0000 --;` }],
    ['NUL characters', { result_text: 'a\0b\0' }],
    ['characters beyond the basic plane', { result_text: '😀 𝔊 \u2028' }],
    ['NULL', { result_text: null, seconds: null }],
    ['a large integer', { tries: Number.MAX_SAFE_INTEGER }],
    ['a negative integer', { tries: -1 }],
    ['a fraction', { seconds: 0.1 }],
    ['a large fraction', { seconds: 1.5e300 }],
  ])('comes back as it was: %s', async (_name, columns) => {
    await using opened = await open();
    const table = opened.store.table(jobs);
    table.put({ job_id: 'put', prompt_id: 'p', ...columns });
    table.put({ job_id: 'change', prompt_id: 'p', result_text: 'before', seconds: 9, tries: 9 });
    await opened.store.committed();
    table.change('change', columns);
    await opened.store.committed();

    for (const job_id of ['put', 'change']) {
      expect(await table.find({ where: { job_id } })).toEqual([expect.objectContaining(columns)]);
    }
  });

  it('keeps the type of its columns in the file', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using opened = await open(path);
    opened.store.table(jobs).put({ job_id: '12', prompt_id: '1e3', status: null, tries: 3, seconds: 2 });
    await opened.store.committed();

    const types = ['job_id', 'prompt_id', 'status', 'tries', 'seconds'].map(
      (name) => `typeof(${name}) AS ${name}`,
    );
    expect(await runSql(path, `SELECT ${types} FROM jobs`)).toEqual([
      { job_id: 'text', prompt_id: 'text', status: 'null', tries: 'integer', seconds: 'real' },
    ]);
  });

  it('has replacement characters for half surrogate pairs', async () => {
    await using opened = await open();
    const table = opened.store.table(jobs);
    table.put({ job_id: 'a', prompt_id: 'p', result_text: 'x\ud83d' });
    await opened.store.committed();

    expect(await table.find({})).toEqual([expect.objectContaining({ result_text: 'x\ufffd' })]);
  });

  it('keeps the columns that a second put does not name', async () => {
    await using opened = await open();
    const table = opened.store.table(jobs);
    table.put({ job_id: 'a', prompt_id: 'p', status: 'done', tries: 1 });
    await opened.store.committed();
    table.put({ job_id: 'a', prompt_id: 'q', tries: 2 });
    await opened.store.committed();

    expect(await table.find({})).toEqual([
      { job_id: 'a', prompt_id: 'q', status: 'done', tries: 2, result_text: '', seconds: null },
    ]);
  });

  it('gets its key from the database where it brings none', async () => {
    await using opened = await open();
    const table = opened.store.table(chats);
    table.put({ id: 41, url: 'a' });
    await opened.store.committed();
    table.put({ url: 'b' });
    table.put({ url: 'b' });
    await opened.store.committed();
    table.change(42, { uses_count: 7 });
    await opened.store.committed();

    expect(await table.find({ order: [['id', 'asc']] })).toEqual([
      { id: 41, url: 'a', uses_count: null },
      { id: 42, url: 'b', uses_count: 7 },
      { id: 43, url: 'b', uses_count: null },
    ]);
  });

  it('is not touched by a change without columns', async () => {
    await using opened = await openWithJobs();
    const table = opened.store.table(jobs);
    table.change('a', {});
    table.change('a', { job_id: 'a' });
    await opened.store.committed();

    expect(await table.find({ where: { status: 'done', tries: 1 } })).toHaveLength(1);
  });

  it('is what it was when put was called, whatever happens to the object later', async () => {
    await using opened = await open();
    const row = { job_id: 'a', prompt_id: 'p', tries: 1 };
    opened.store.table(jobs).put(row);
    row.tries = 2;
    await opened.store.committed();

    expect(await opened.store.table(jobs).find({ where: { tries: 1 } })).toHaveLength(1);
  });
});

describe('changeWhere', () => {
  it('sees the rows queued before it, not those queued after it, and counts what it changed', async () => {
    await using opened = await openWithJobs();
    const table = opened.store.table(jobs);
    table.put({ job_id: 'before', prompt_id: 'z', status: null });
    const changing = table.changeWhere({ status: null }, { status: 'failed', result_text: 'it\0s' });
    table.put({ job_id: 'after', prompt_id: 'z', status: null });

    expect(await changing).toBe(2);
    await opened.store.committed();
    expect(await table.find({ where: { result_text: 'it\0s' }, order: [['job_id', 'asc']] })).toMatchObject([
      { job_id: 'b', status: 'failed' },
      { job_id: 'before', status: 'failed' },
    ]);
    expect(await table.find({ where: { status: null } })).toMatchObject([{ job_id: 'after' }]);
  });

  it('changes nothing for a condition that is undefined', async () => {
    await using opened = await openWithJobs();
    const where: object = { status: undefined };

    expect(await opened.store.table(jobs).changeWhere(where, { tries: 9 })).toBe(0);
    expect(await opened.store.table(jobs).find({ where: { tries: 9 } })).toEqual([]);
  });
});

describe('an error of the database', () => {
  it('says what is wrong without the SQL text and its values', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using opened = await open(path);
    await runSql(path, 'DROP TABLE jobs');
    const where = { result_text: 'a secret' };

    const attempts = [
      opened.store.table(jobs).find({ where }),
      opened.store.table(jobs).changeWhere(where, { result_text: 'a secret' }),
    ];

    for (const attempt of await Promise.allSettled(attempts)) {
      const error: unknown = attempt.status === 'rejected' ? attempt.reason : undefined;
      expect(error).toMatchObject({
        code: 'STORE_UNAVAILABLE',
        cause: { message: 'SQLITE_ERROR: no such table: jobs' },
      });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret');
    }
  });
});
