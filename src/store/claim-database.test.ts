import { join } from 'node:path';
import { makeTempDir } from '../testing/temp-dir.ts';
import { claimDatabase } from './claim-database.ts';
import { openStore } from './open-store.ts';
import { entries, jobs, recordInstruments, recordLog, runSql } from './store-fixture.ts';

const open = (path: string) =>
  openStore({
    path,
    tables: entries,
    instruments: recordInstruments(),
    log: recordLog().log,
    isSoleWriter: true,
  });

describe('a database with a sole writer', () => {
  it('is free again when the store is closed, and not before', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    const opened = await open(path);
    const next = claimDatabase(path);
    opened.store.table(jobs).put({ job_id: 'last', prompt_id: 'p' });
    await opened.close();

    await using _claim = await next;
    expect(await runSql(path, 'SELECT job_id FROM jobs')).toEqual([{ job_id: 'last' }]);
  });

  it('can be read by others meanwhile', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using opened = await open(path);
    opened.store.table(jobs).put({ job_id: 'a', prompt_id: 'p' });
    await opened.store.committed();

    expect(await runSql(path, 'SELECT job_id FROM jobs')).toEqual([{ job_id: 'a' }]);
  });

  it('is refused to a second one, after a few seconds', async () => {
    await using dir = await makeTempDir();
    const path = join(dir.path, 'store.sqlite');
    await using _first = await open(path);

    await expect(open(path)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(path),
    });
  }, 15_000);

  it('has nothing to claim in memory', async () => {
    await using _first = await open(':memory:');
    await using second = await open(':memory:');

    expect(second.store.location).toBe(':memory:');
  });
});
