import { join } from 'node:path';
import { GlassgateError, type Store } from '../plugin-api/index.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openStore } from './open-store.ts';
import { entries, jobs, recordInstruments, recordLog } from './store-fixture.ts';

const openAt = (path: string) =>
  openStore({ path, tables: entries, instruments: recordInstruments(), log: recordLog().log });

async function openWithJobs(path: string) {
  const opened = await openAt(path);
  for (const [job_id, tries] of [
    ['a', 1],
    ['b', 2],
    ['c', 4],
  ] as const) {
    opened.store.table(jobs).put({ job_id, prompt_id: 'p', tries });
  }
  await opened.store.committed();
  return opened;
}

const endless = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS n FROM n`;
const triesOf = async (store: Store) =>
  store.query<{ tries: number }>('SELECT sum(tries) AS tries FROM jobs', []);

describe.each(['a file', 'memory'])('a query of a database in %s', (kind) => {
  async function open(stack: AsyncDisposableStack): Promise<Store> {
    const dir = stack.use(await makeTempDir());
    return stack.use(await openWithJobs(kind === 'memory' ? ':memory:' : join(dir.path, 's.sqlite'))).store;
  }

  it('aggregates rows, with its parameters bound', async () => {
    await using stack = new AsyncDisposableStack();
    const store = await open(stack);

    const rows = await store.query(
      'SELECT count(*) AS n, sum(tries) AS tries, ?2 AS given FROM jobs WHERE tries >= ?1',
      [2, "'; DROP TABLE jobs; --"],
    );

    expect(rows).toEqual([{ n: 2, tries: 6, given: "'; DROP TABLE jobs; --" }]);
  });

  it.each([
    'DELETE FROM jobs',
    "INSERT INTO jobs (job_id, prompt_id) VALUES ('x', 'p')",
    'WITH gone AS (SELECT 1) DELETE FROM jobs',
    'SELECT 1; DELETE FROM jobs',
    'SELECT 1) WHERE 1; DELETE FROM jobs --',
    'DROP TABLE jobs',
    'CREATE TEMP TABLE mine (a)',
    'PRAGMA query_only = 0',
    "ATTACH DATABASE ':memory:' AS other",
    'VACUUM',
    'BEGIN',
    '',
    'SELECT * FROM nothing',
  ])('refuses %s', async (sql) => {
    await using stack = new AsyncDisposableStack();
    const store = await open(stack);

    await expect(store.query(sql, [])).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });

    expect(await triesOf(store)).toEqual([{ tries: 7 }]);
  });
});

describe('a query that takes long', () => {
  it('is stopped when its signal aborts, and holds up neither reads nor writes', async () => {
    await using dir = await makeTempDir();
    await using opened = await openWithJobs(join(dir.path, 's.sqlite'));
    const { store } = opened;
    const controller = new AbortController();
    const reason = new GlassgateError('CLIENT_CANCELED', 'The client left.');
    const running = store.query(endless, [], { signal: controller.signal });
    running.catch(() => undefined);

    store.table(jobs).change('a', { tries: 8 });
    await store.committed();
    expect(await store.table(jobs).find({ where: { tries: 8 } })).toHaveLength(1);
    controller.abort(reason);

    await expect(running).rejects.toBe(reason);
    expect(await triesOf(store)).toEqual([{ tries: 14 }]);
  });

  it.each([0, 1, 2, 3, 5, 8])(
    'is stopped by a signal that aborts %i turns after it was asked',
    async (turns) => {
      await using dir = await makeTempDir();
      await using opened = await openWithJobs(join(dir.path, 's.sqlite'));
      const controller = new AbortController();
      const reason = new GlassgateError('CLIENT_CANCELED', 'The client left.');
      const running = opened.store.query(endless, [], { signal: controller.signal });
      running.catch(() => undefined);

      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      controller.abort(reason);

      await expect(running).rejects.toBe(reason);
      expect(await triesOf(opened.store)).toEqual([{ tries: 7 }]);
    },
  );

  it('is not begun when its signal has aborted meanwhile', async () => {
    await using opened = await openWithJobs(':memory:');
    const reason = new GlassgateError('CLIENT_CANCELED', 'The client left.');

    const asked = opened.store.query(endless, [], { signal: AbortSignal.abort(reason) });

    await expect(asked).rejects.toBe(reason);
  });

  it('ends with the store, and so do those behind it', async () => {
    await using dir = await makeTempDir();
    const opened = await openWithJobs(join(dir.path, 's.sqlite'));
    const asked = [opened.store.query(endless, []), triesOf(opened.store)].map((query) =>
      query.catch((error: unknown) => error),
    );

    await opened.close();

    const closed = { code: 'STORE_UNAVAILABLE' };
    expect(await Promise.all(asked)).toMatchObject([closed, closed]);
    await expect(triesOf(opened.store)).rejects.toMatchObject(closed);
  });
});
