import { availableParallelism, loadavg } from 'node:os';
import { openPool } from './pool.ts';
import { solve } from './solve.ts';

describe('a client that leaves', () => {
  it('frees its worker within 100 ms, and its profile', async () => {
    await using pool = await openPool({ workers: [{ script: { rules: [{ kind: 'hang', times: 1 }] } }] });
    await using gateway = await pool.start();
    const [worker] = pool.workers;
    const client = new AbortController();
    const reply = solve(gateway, {}, { signal: client.signal }).catch((error: unknown) => error);
    await worker?.until(({ counts }) => counts.tasks === 1);

    const leftAtMs = performance.timeOrigin + performance.now();
    client.abort();
    const ledger = await worker?.until(({ counts }) => counts.aborted === 1);
    const noticedMs = (ledger?.posts[0]?.abortedAtMs ?? Number.NaN) - leftAtMs;
    await gateway.untilLine((line) => line['msg'] === 'solve failed' && line['code'] === 'CLIENT_CANCELED');

    expect(await reply).toHaveProperty('name', 'AbortError');
    const isLoaded = (loadavg()[0] ?? 0) > availableParallelism();
    expect(noticedMs).toBeLessThan(isLoaded ? 2_000 : 100);
    expect((await solve(gateway)).status).toBe(200);
    expect(pool.rows('SELECT status, error_code FROM jobs ORDER BY started_at')).toEqual([
      { status: 'failed', error_code: 'CLIENT_CANCELED' },
      { status: 'succeeded', error_code: null },
    ]);
    expect(pool.rows('SELECT * FROM job_attempts WHERE status IS NULL')).toEqual([]);
  }, 30_000);
});
