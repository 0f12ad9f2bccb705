import { join } from 'node:path';
import { type GatewayProcess, readRows } from 'glassgate/testing';
import { openPool } from '../pool.ts';
import { type SolveReply, solve } from '../solve.ts';
import { itWithSmallDisk, openSmallDisk } from './small-disk.ts';

/** Far below any timeout of the gateway or of its clients: whatever takes longer hangs. */
const promptlyMs = 10_000;
const storeUnavailable = { status: 503, body: { ok: false, error: { code: 'STORE_UNAVAILABLE' } } };

describe('a full disk under the database', () => {
  itWithSmallDisk(
    'is a prompt 503 STORE_UNAVAILABLE before anything is sent, and over as soon as there is room',
    async () => {
      await using world = await openWorld();
      const { disk, gateway, worker, rows } = world;
      await solve(gateway, { text: 'before' });
      const posts = worker.ledger.counts.posts;
      await disk.fill();

      for (const profile of ['p1', 'p2', 'p3']) {
        const reply = await promptly(gateway, profile);
        expect(reply).toMatchObject(storeUnavailable);
        expect(reply.body.error.message).toMatch(/database/i);
      }
      expect(worker.ledger.counts.posts).toBe(posts);
      for (const path of ['/health', '/metrics', '/v1/jobs', '/v1/status/all', '/v1/profiles/blocked']) {
        const { status } = await within(fetch(gateway.url + path), promptlyMs);
        expect({ path, status }).toEqual({ path, status: 200 });
      }
      await disk.free();

      await untilSolved(gateway);
      expect(await gateway.stop()).toBe(0);
      expect(rows('SELECT * FROM jobs WHERE status IS NULL OR finished_at IS NULL')).toEqual([]);
      expect(rows("SELECT DISTINCT error_code FROM jobs WHERE status = 'failed'")).toEqual([
        { error_code: 'STORE_UNAVAILABLE' },
      ]);
    },
    60_000,
  );

  itWithSmallDisk(
    'keeps back no answer that a worker has given, and is told of it when there is room',
    async () => {
      await using world = await openWorld();
      const { disk, gateway, worker, rows } = world;
      await solve(gateway, { text: 'before' });
      worker.script({ rules: [{ kind: 'hang', times: 1 }] });
      const running = solve(gateway, { text: 'under way' });
      await worker.until(({ counts }) => counts.tasks === 3);
      await disk.fill();
      worker.release();

      const reply = await within(running, promptlyMs);
      expect(reply).toMatchObject({ status: 200, body: { final: { text: 'echo: under way' } } });
      await disk.free();

      await untilSolved(gateway);
      expect(await gateway.stop()).toBe(0);
      expect(rows("SELECT status, result_text FROM jobs WHERE input_text = 'under way'")).toEqual([
        { status: 'succeeded', result_text: 'echo: under way' },
      ]);
    },
    60_000,
  );

  itWithSmallDisk(
    'ends a start with the reason instead of a gateway that can keep nothing',
    async () => {
      await using disk = await openSmallDisk(512);
      await disk.fill();
      await using pool = await openPool();
      const start = pool.start({ SQLITE_PATH: join(disk.path, 'gateway.sqlite') });
      await expect(within(start, promptlyMs)).rejects.toThrow(/database/i);
    },
    60_000,
  );
});

async function openWorld() {
  await using opened = new AsyncDisposableStack();
  const disk = opened.use(await openSmallDisk(2_048));
  const pool = opened.use(await openPool({ profiles: 3 }));
  const [worker] = pool.workers;
  if (worker === undefined) throw new Error('The pool has no worker.');
  const sqlitePath = join(disk.path, 'gateway.sqlite');
  const gateway = opened.use(await pool.start({ SQLITE_PATH: sqlitePath }));
  const running = opened.move();
  return {
    disk,
    gateway,
    worker,
    rows: (sql: string) => readRows(sqlitePath, sql),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function promptly(gateway: GatewayProcess, profile: string): Promise<SolveReply> {
  return within(solve(gateway, { profile, text: 'while full' }), promptlyMs);
}

/** The kept rows are tried again every second; until then requests are refused. */
async function untilSolved(gateway: GatewayProcess): Promise<void> {
  for (;;) {
    const reply = await promptly(gateway, 'p1');
    if (reply.status === 200) return;
    expect(reply).toMatchObject(storeUnavailable);
  }
}

async function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const late = AbortSignal.timeout(limitMs);
  const tooLate = new Promise<never>((_resolve, reject) => {
    late.addEventListener('abort', () => reject(new Error(`Nothing happened for ${limitMs} ms.`)));
  });
  return Promise.race([work, tooLate]);
}
