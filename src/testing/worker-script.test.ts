import { startWorker, type TestWorker } from './worker.ts';
import type { WorkerRule } from './worker-script.ts';

const root = 'https://chat.qwen.ai/';

function post(worker: TestWorker, path: string, body: unknown) {
  return fetch(`${worker.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function status(worker: TestWorker): Promise<unknown> {
  return (await fetch(`${worker.url}/status`)).json();
}

describe('the script of a worker', () => {
  it('refuses unknown keys', async () => {
    await using worker = await startWorker();

    const reply = await post(worker, '/script', { rules: [{ kind: 'html', colour: 'red' }] });

    expect(reply.status).toBe(400);
    expect((await post(worker, '/script', { dleay: 1 })).status).toBe(400);
    expect((await post(worker, '/analyze', { text: 'x' })).status).toBe(200);
  });

  it('forces busy for a number of POSTs and until it is cleared', async () => {
    await using worker = await startWorker();
    await post(worker, '/script', { busy: { status: true, posts: 2 } });

    const statuses = [];
    for (const text of ['a', 'b', 'c']) statuses.push((await post(worker, '/analyze', { text })).status);

    expect(statuses).toEqual([423, 423, 200]);
    expect(await status(worker)).toMatchObject({ status: 'busy' });
    await fetch(`${worker.url}/script`, { method: 'DELETE' });
    expect(await status(worker)).toMatchObject({ status: 'ok' });
  });

  it('applies a rule a number of times, to the paths it names', async () => {
    await using worker = await startWorker();
    worker.script({ rules: [{ kind: 'status', status: 405, body: 'no', paths: ['/analyze'], times: 1 }] });

    expect((await post(worker, '/analyze_text', { text: 'x' })).status).toBe(200);
    expect((await post(worker, '/analyze', { text: 'x' })).status).toBe(405);
    expect((await post(worker, '/analyze', { text: 'x' })).status).toBe(200);
    expect(worker.ledger.posts.map((each) => each.executed)).toEqual([true, false, true]);
  });

  it.each<[WorkerRule, unknown]>([
    [{ kind: 'status', status: 200, body: null }, null],
    [{ kind: 'status', status: 200 }, { error: 'status 200' }],
    [{ kind: 'answer', field: 'result', text: 'r', pageUrl: null }, { result: 'r' }],
    [
      { kind: 'answer', pageUrl: `${root}c/guest` },
      { text: 'echo: x', page_url: `${root}c/guest` },
    ],
    [{ kind: 'answer', extra: { text: 7 }, pageUrl: null }, { text: 7 }],
    [
      { kind: 'not-ok', error: 'lost' },
      { ok: false, error: 'lost' },
    ],
    [
      { kind: 'trickle', pieces: 7, pauseMs: 1 },
      { text: 'echo: x', page_url: `${root}c/1` },
    ],
    [
      { kind: 'trickle', pieces: 1000, pauseMs: 0 },
      { text: 'echo: x', page_url: `${root}c/1` },
    ],
  ])('answers %j with JSON', async (rule, expected) => {
    await using worker = await startWorker({ script: { rules: [rule] } });
    const reply = await post(worker, '/analyze', { text: 'x', url: `${root}c/1` });
    expect(await reply.json()).toEqual(expected);
  });

  it.each<[WorkerRule, number, (text: string) => boolean]>([
    [{ kind: 'html', status: 502 }, 502, (text) => text.startsWith('<!doctype html>')],
    [{ kind: 'half-json' }, 200, (text) => text.startsWith('{"text"') && !text.endsWith('}')],
    [{ kind: 'empty' }, 200, (text) => text === ''],
    [{ kind: 'huge', bytes: 3_000_000 }, 200, (text) => text.length === 3_000_011],
    [{ kind: 'redirect' }, 302, (text) => text === ''],
  ])('answers %j with status %i', async (rule, expected, fits) => {
    await using worker = await startWorker({ script: { rules: [rule] } });
    const reply = await fetch(`${worker.url}/analyze`, {
      method: 'POST',
      body: JSON.stringify({ text: 'x' }),
      redirect: 'manual',
    });
    expect(reply.status).toBe(expected);
    expect(fits(await reply.text())).toBe(true);
  });

  it.each<WorkerRule>([{ kind: 'drop' }, { kind: 'half-body' }])(
    'breaks the connection for %j and is idle again',
    async (rule) => {
      await using worker = await startWorker({ script: { rules: [{ ...rule, times: 1 }] } });

      await expect(post(worker, '/analyze', { text: 'x' }).then((reply) => reply.text())).rejects.toThrow();

      expect(worker.ledger.counts.aborted).toBe(0);
      expect((await post(worker, '/analyze', { text: 'x' })).status).toBe(200);
    },
  );

  it('holds the second half of a stalled body until released', async () => {
    await using worker = await startWorker({ script: { rules: [{ kind: 'stall' }] } });
    const reply = await post(worker, '/analyze', { text: 'x' });

    expect(worker.isBusy).toBe(true);
    worker.release();

    expect(await reply.json()).toMatchObject({ text: 'echo: x' });
    expect(worker.isBusy).toBe(false);
  });

  it('waits before it answers', async () => {
    await using worker = await startWorker({
      script: { delayMs: 60, rules: [{ kind: 'empty', delayMs: 40 }] },
    });
    const before = performance.now();
    await post(worker, '/analyze', { text: 'x' });
    expect(performance.now() - before).toBeGreaterThan(95);
  });

  it('changes what GET /status answers', async () => {
    await using worker = await startWorker({
      script: { rules: [{ kind: 'status', status: 500, paths: ['/status'] }] },
    });
    expect((await fetch(`${worker.url}/status`)).status).toBe(500);
  });
});
