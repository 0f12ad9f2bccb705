import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openCommits } from './commits-fixture.ts';
import { openStore } from './open-store.ts';
import { chats, entries, jobs, recordInstruments, recordLog } from './store-fixture.ts';

it('tells of each row when it is queued, and once of the group when it is done', async () => {
  await using dir = await makeTempDir();
  await using store = await openCommits(join(dir.path, 'store.sqlite'));
  const { told } = store.instruments;

  store.put('a');
  store.put('b');
  store.change('a', { status: 'failed' });
  const queued = [...told];
  await store.commits.committed();
  store.remove('b');
  await store.commits.committed();

  expect(queued).toEqual(['put jobs', 'put jobs', 'change jobs']);
  expect(told.slice(3)).toEqual(['group of 2: OK', 'delete jobs', 'group of 1: OK']);
});

it('tells of a failure once, and of the kept rows only that a later group has them', async () => {
  await using dir = await makeTempDir();
  await using store = await openCommits(join(dir.path, 'store.sqlite'));
  await store.execute('PRAGMA max_page_count = 1');

  store.put('a', { result_text: 'x'.repeat(20_000) });
  await store.commits.committed().catch(() => undefined);
  store.change('a', { status: 'failed' });
  await store.execute('PRAGMA max_page_count = 1000000');
  await store.commits.committed();

  expect(store.instruments.told).toEqual([
    'put jobs',
    'group of 1: SQLITE_FULL',
    'change jobs',
    'group of 1: OK',
  ]);
});

it('tells those whose rows are lost when the store closes', async () => {
  await using dir = await makeTempDir();
  await using store = await openCommits(join(dir.path, 'store.sqlite'));
  await store.execute('PRAGMA max_page_count = 1');

  store.put('a', { result_text: 'x'.repeat(20_000) });
  await store.commits.committed().catch(() => undefined);
  store.change('a', { status: 'failed' });
  const closing = store.commits.close();
  await closing;

  expect(store.instruments.told.slice(0, 4)).toEqual([
    'put jobs',
    'group of 1: SQLITE_FULL',
    'change jobs',
    'group of 1: SQLITE_FULL',
  ]);
});

it('gives a refused row to all that share its group', async () => {
  await using dir = await makeTempDir();
  await using store = await openCommits(join(dir.path, 'store.sqlite'));

  store.put('a', { prompt_id: null });
  store.put('b');
  await store.commits.committed().catch(() => undefined);

  expect(store.instruments.told.at(-1)).toBe('group of 2: SQLITE_CONSTRAINT');
});

it('tells of reads and of changes by condition, and how they end', async () => {
  await using dir = await makeTempDir();
  const instruments = recordInstruments();
  const path = join(dir.path, 'store.sqlite');
  const { log } = recordLog();
  await using opened = await openStore({ path, tables: entries, instruments, log });
  const { store } = opened;

  await store.table(chats).find({ where: { url: 'secret' } });
  await store.table(jobs).changeWhere({ status: 'running' }, { status: 'failed' });
  await store.query('SELECT 1', []);
  await expect(store.query('SELECT nothing FROM nowhere', [])).rejects.toThrow();

  expect(instruments.told).toEqual([
    'opened store.sqlite',
    'SELECT chats: OK',
    'UPDATE jobs: OK',
    'SELECT undefined: OK',
    'SELECT undefined: SQLITE_ERROR',
  ]);
});

it('commits and retries outside the request that brought the first row', async () => {
  await using dir = await makeTempDir();
  const request = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const instruments = { ...recordInstruments(), committed: () => seen.push(request.getStore()) };
  await using store = await openCommits(join(dir.path, 'store.sqlite'), { instruments, retryMs: 1 });
  await store.execute('PRAGMA max_page_count = 1');

  request.run('r1', () => store.put('a', { result_text: 'x'.repeat(20_000) }));
  await store.commits.committed().catch(() => undefined);
  await store.execute('PRAGMA max_page_count = 1000000');
  await store.commits.committed();

  expect(seen.length).toBeGreaterThanOrEqual(2);
  expect(new Set(seen)).toEqual(new Set([undefined]));
});
