import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { listenOnLoopback, readText, sendJson } from '../../testing/loopback-server.ts';
import { startWorker } from '../../testing/worker.ts';
import { runLoad } from './run-load.ts';

/** Notes what is asked, and refuses every solve for a profile that is logged out. */
async function openRefuser() {
  const seen = new Map<string, number>();
  const server = createServer((req, res) => {
    readText(req)
      .then(() => {
        const path = (req.url ?? '').replace(/\?.*/, '').replace(/nothing\/.*/, 'nothing');
        seen.set(path, (seen.get(path) ?? 0) + 1);
        sendJson(res, 403, { ok: false, error: { code: 'PROFILE_BLOCKED' } });
      })
      .catch(() => res.destroy());
  });
  const { url, close } = await listenOnLoopback(server);
  return { url, seen, [Symbol.asyncDispose]: close };
}

const traffic = { profiles: ['p1'], prompts: ['default'], clients: 2, pauseMs: 1 };

describe('runLoad', () => {
  it('sends what clients and operators send, until it is told to stop', async () => {
    await using gateway = await openRefuser();
    await using worker = await startWorker();
    const signal = AbortSignal.timeout(1_500);

    const results = await runLoad({ ...traffic, url: gateway.url, workerUrls: [worker.url], signal });

    expect([...gateway.seen.keys()]).toEqual(
      expect.arrayContaining(['/v1/solve', '/v1/jobs', '/v1/status/all', '/nothing']),
    );
    expect(results.get('403 PROFILE_BLOCKED')).toBeGreaterThan(20);
    expect(gateway.seen.has('/v1/profiles/p1/guest/clear')).toBe(true);
  });

  it('leaves blocked profiles alone when told so', async () => {
    await using gateway = await openRefuser();

    await runLoad({ ...traffic, url: gateway.url, unblocks: false, signal: AbortSignal.timeout(500) });

    expect(gateway.seen.get('/v1/solve')).toBeGreaterThan(0);
    expect(gateway.seen.has('/v1/profiles/p1/guest/clear')).toBe(false);
  });
});

describe('npm run demo:load', () => {
  it('works for the given time, and says what came back', async () => {
    await using gateway = await openRefuser();
    const program = resolve(import.meta.dirname, '../load.ts');

    const { stdout } = await promisify(execFile)(process.execPath, [
      program,
      `--url=${gateway.url}`,
      '--profiles=p1',
      '--pause-ms=10',
      '--seconds=1',
    ]);

    expect(stdout).toMatch(/^ +\d+ {2}403 PROFILE_BLOCKED$/m);
  });
});
