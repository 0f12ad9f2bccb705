import { once } from 'node:events';
import { request } from 'node:http';
import { makeTempDir } from './temp-dir.ts';
import { startWorker, type TestWorker } from './worker.ts';

const root = 'https://chat.qwen.ai/';

function post(worker: TestWorker, path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${worker.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function ask(worker: TestWorker, path: string, body: unknown): Promise<Record<string, string>> {
  // Every answer of an obedient worker is an object of strings.
  return (await (await post(worker, path, body)).json()) as Record<string, string>;
}

async function status(worker: TestWorker): Promise<unknown> {
  return (await fetch(`${worker.url}/status`)).json();
}

/** Send a task, wait until the worker works on it, then go away. */
async function leaveDuringTask(worker: TestWorker): Promise<void> {
  const req = request(`${worker.url}/analyze`, { method: 'POST' });
  const failed = once(req, 'error');
  req.end(JSON.stringify({ text: 'hi' }));
  await worker.until((ledger) => ledger.counts.tasks === 1);
  req.destroy(new Error('left'));
  await failed;
}

describe('startWorker', () => {
  it('opens a chat at the root address and continues it under its own', async () => {
    await using worker = await startWorker();

    const first = await ask(worker, '/analyze', { text: 'start', url: root });
    const chat = first['page_url'] ?? '';
    const second = await ask(worker, '/analyze', { text: 'more', url: chat });

    expect(chat).toMatch(/^https:\/\/chat\.qwen\.ai\/c\/[0-9a-f-]{36}$/);
    expect(first['text']).toBe('echo: start');
    expect(second).toEqual({ text: 'echo: more', page_url: chat });
    expect(worker.ledger.chats[chat]?.map((message) => message.text)).toEqual(['start', 'more']);
    expect(await status(worker)).toEqual({ status: 'ok', page_url: chat });
  });

  it('accepts an unknown chat and stays on the page when a task names none', async () => {
    await using worker = await startWorker();

    await post(worker, '/analyze', { text: 'a', url: `${root}c/elsewhere` });
    await post(worker, '/analyze_text', { text: 'b' });

    expect(worker.ledger.chats[`${root}c/elsewhere`]).toHaveLength(2);
  });

  it('answers images with their extension and size, and opens pages', async () => {
    await using worker = await startWorker();

    const image = await ask(worker, '/analyze', { image_b64: 'QUJD', ext: 'png', url: root });
    const opened = await ask(worker, '/open', { url: `${root}c/x`, profile: 'p', socks: 's' });

    expect(image['text']).toBe('image: png, 4 chars');
    expect(opened['page_url']).toBe(`${root}c/x`);
    expect(worker.ledger.posts[1]?.task).toMatchObject({ kind: 'open', profile: 'p', socks: 's' });
  });

  it.each([
    ['/analyze', {}],
    ['/analyze', { text: '' }],
    ['/analyze', { image_b64: 'QUJD' }],
    ['/analyze', { text: 'a', image_b64: 'QUJD', ext: 'png' }],
    ['/analyze', { text: 'a', profile: '' }],
    ['/analyze_text', { image_b64: 'QUJD', ext: 'png' }],
    ['/open', {}],
  ])('answers 400 to %s with %j', async (path, body) => {
    await using worker = await startWorker();
    expect((await post(worker, path, body)).status).toBe(400);
  });

  it('takes one task at a time and refuses every other POST', async () => {
    await using worker = await startWorker({ script: { rules: [{ kind: 'hang', times: 1 }] } });
    const first = post(worker, '/analyze', { text: 'slow' });
    await worker.until((ledger) => ledger.counts.tasks === 1);

    const others = await Promise.all(
      ['/analyze', '/analyze_text', '/open', '/nonsense'].map((path) => post(worker, path, { text: 'x' })),
    );
    worker.release();

    expect(others.map((reply) => reply.status)).toEqual([423, 423, 423, 423]);
    expect(await others[0]?.json()).toEqual({ error: 'busy' });
    expect((await first).status).toBe(200);
    expect(worker.ledger).toMatchObject({
      counts: { posts: 5, tasks: 1, refused: 4 },
      maxConcurrentPosts: 2,
      maxConcurrentTasks: 1,
    });
  });

  it('is idle again before its client has the whole answer', async () => {
    await using worker = await startWorker();
    for (let index = 0; index < 50; index += 1) {
      const reply = await post(worker, '/analyze', { text: `t${index}` });
      await reply.text();
    }
    expect(worker.ledger).toMatchObject({ counts: { refused: 0, tasks: 50 }, maxConcurrentPosts: 1 });
  });

  it.each([
    ['status', { status: 'busy' }, { status: 'ok' }],
    ['flag', { status: 'ok', busy: true }, { status: 'ok', busy: false }],
  ] as const)('says busy in the format %s', async (busyFormat, busy, idle) => {
    await using worker = await startWorker({ busyFormat, script: { rules: [{ kind: 'hang' }] } });

    expect(await status(worker)).toEqual({ ...idle, page_url: root });
    const task = post(worker, '/analyze', { text: 'x' });
    await worker.until((ledger) => ledger.counts.tasks === 1);
    expect(await status(worker)).toMatchObject(busy);
    worker.clearScript();
    await task;

    expect(await status(worker)).toMatchObject(idle);
    expect(worker.ledger.counts.statusCalls).toBe(3);
  });

  it('books request id, trace and proxy of each task', async () => {
    await using worker = await startWorker();

    await post(
      worker,
      '/analyze',
      { text: 'x', url: root, profile: 'p1', socks: 'socks5://h:1' },
      { 'x-request-id': 'r1', traceparent: '00-a-b-01' },
    );

    const ledger = await (await fetch(`${worker.url}/ledger`)).json();
    expect(ledger).toHaveProperty('posts', [
      expect.objectContaining({
        seq: 1,
        requestId: 'r1',
        traceparent: '00-a-b-01',
        status: 200,
        refused: false,
        task: { kind: 'text', url: root, profile: 'p1', socks: 'socks5://h:1', text: 'x' },
      }),
    ]);
  });

  it('becomes idle at once when its client leaves', async () => {
    await using worker = await startWorker({ script: { rules: [{ kind: 'hang', times: 1 }] } });

    await leaveDuringTask(worker);
    const { posts } = await worker.until((ledger) => ledger.counts.aborted === 1);

    expect(posts[0]).toMatchObject({ aborted: true, status: null });
    expect(posts[0]?.abortedAtMs).toBeGreaterThanOrEqual(posts[0]?.atMs ?? Number.NaN);
    expect((await post(worker, '/analyze', { text: 'next' })).status).toBe(200);
  });

  it('stays busy after its client left, if told so', async () => {
    await using worker = await startWorker({
      staysBusyOnDisconnect: true,
      script: { rules: [{ kind: 'hang', times: 1 }] },
    });

    await leaveDuringTask(worker);
    await worker.until((ledger) => ledger.counts.aborted === 1);

    expect((await post(worker, '/analyze', { text: 'next' })).status).toBe(423);
    worker.release();
    await worker.until(() => !worker.isBusy);
    expect((await post(worker, '/analyze', { text: 'next' })).status).toBe(200);
  });

  it('keeps its chats in a file for the next worker', async () => {
    await using dir = await makeTempDir();
    const chatsFile = `${dir.path}/chats.jsonl`;
    {
      await using worker = await startWorker({ chatsFile });
      await post(worker, '/analyze', { text: 'one', url: `${root}c/1` });
    }
    await using worker = await startWorker({ chatsFile });
    await post(worker, '/analyze', { text: 'two', url: `${root}c/1` });

    expect(worker.ledger.chats[`${root}c/1`]?.map((message) => message.text)).toEqual(['one', 'two']);
  });
});
