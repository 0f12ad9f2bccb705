import { openPool } from './pool.ts';
import { solve } from './solve.ts';

const hangsOnce = { script: { rules: [{ kind: 'hang' as const, times: 1 }] } };

describe('SIGTERM', () => {
  it.concurrent('lets 20 running solves finish, then ends the process with 0', async () => {
    const workers = Array.from({ length: 20 }, () => hangsOnce);
    await using pool = await openPool({ workers, profiles: 20 });
    await using gateway = await pool.start();

    const replies = Promise.all(
      workers.map((_worker, index) => solve(gateway, { profile: `p${index + 1}`, text: `text ${index}` })),
    );
    await Promise.all(pool.workers.map((worker) => worker.until(({ counts }) => counts.tasks === 1)));
    const exitCode = gateway.stop();
    await gateway.untilLine((line) => line['msg'] === 'stopping' && line['signal'] === 'SIGTERM');
    for (const worker of pool.workers) worker.release();

    const texts = (await replies).map(({ status, body }) => [status, body.final.text]);
    expect(texts).toEqual(workers.map((_worker, index) => [200, `echo: text ${index}`]));
    expect(await exitCode).toBe(0);
    expect(gateway.lines.at(-1)).toMatchObject({ msg: 'stopped' });
    expect(pool.rows("SELECT COUNT(*) AS number FROM jobs WHERE status = 'succeeded'")).toEqual([
      { number: 20 },
    ]);
    await expect(fetch(`${gateway.url}/health`)).rejects.toThrow();
  }, 30_000);

  it.concurrent('ends the process at once when it comes again', async () => {
    await using pool = await openPool({ workers: [hangsOnce] });
    await using gateway = await pool.start();
    const refused = expect(solve(gateway)).rejects.toThrow('fetch failed');
    await pool.workers[0]?.until(({ counts }) => counts.tasks === 1);

    const exitCode = gateway.stop();
    await gateway.untilLine((line) => line['msg'] === 'stopping');
    // What comes within the first moment is taken for an echo.
    let hasEnded = false;
    const ended = exitCode.finally(() => {
      hasEnded = true;
    });
    while (!hasEnded) {
      void gateway.stop();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }

    expect(await ended).toBe(1);
    await refused;
  }, 30_000);
});

describe('SIGKILL during a solve', () => {
  it.concurrent('leaves rows that the next start closes before it takes a request', async () => {
    await using pool = await openPool({ workers: [hangsOnce] });
    const open = () => [
      ...pool.rows("SELECT 'job' AS what FROM jobs WHERE status IS NULL"),
      ...pool.rows("SELECT 'attempt' AS what FROM job_attempts WHERE status IS NULL"),
    ];
    {
      await using killed = await pool.start();
      const refused = expect(solve(killed)).rejects.toThrow('fetch failed');
      await pool.workers[0]?.until(({ counts }) => counts.tasks === 1);
      await killed.kill();
      await refused;
    }
    expect(open()).toContainEqual({ what: 'job' });

    await using gateway = await pool.start();
    expect(open()).toEqual([]);
    expect(pool.rows('SELECT status, error_code, error_message FROM jobs')).toEqual([
      { status: 'failed', error_code: 'INTERNAL_ERROR', error_message: 'interrupted by restart' },
    ]);
    expect((await solve(gateway)).status).toBe(200);
  }, 30_000);
});
