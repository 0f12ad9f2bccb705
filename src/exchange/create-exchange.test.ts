import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type RequestListener } from 'node:http';
import { GlassgateError } from '../plugin-api/error.ts';
import { listenOnLoopback, readText } from '../testing/loopback-server.ts';
import { makeCall } from '../testing/test-call.ts';
import { makeContainer, openExchange } from '../testing/test-exchange.ts';
import { startWorker } from '../testing/worker.ts';

async function serve(listener: RequestListener) {
  let sockets = 0;
  const server = createServer(listener).on('connection', () => {
    sockets += 1;
  });
  const { url, close } = await listenOnLoopback(server);
  return { url, sockets: () => sockets, [Symbol.asyncDispose]: close };
}

/** Answers with what it was asked. */
const mirror: RequestListener = async (req, res) => {
  const body = await readText(req);
  res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body }));
};

describe('createExchange', () => {
  it('leaves nothing of a request with the connection that it used', async () => {
    await using server = await serve(mirror);
    await using open = openExchange();
    const requests = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const look = () => void seen.push(requests.getStore());
    const channels = ['undici:client:connected', 'undici:request:create', 'undici:request:trailers'];
    for (const channel of channels) subscribe(channel, look);

    const after = await requests.run('of the request', async () => {
      await open.exchange({ container: makeContainer(server.url), method: 'GET', path: '/' });
      return requests.getStore();
    });

    for (const channel of channels) unsubscribe(channel, look);
    expect(seen).toEqual([undefined, undefined, undefined]);
    expect(after).toBe('of the request');
  });

  it('sends JSON and returns what the worker answered', async () => {
    await using worker = await startWorker();
    await using open = openExchange();

    const reply = await open.exchange({
      container: makeContainer(worker.url),
      method: 'POST',
      path: '/analyze',
      body: { text: 'grüße', url: 'https://chat.qwen.ai/c/1' },
    });

    expect(reply).toMatchObject({
      status: 200,
      isJson: true,
      body: { text: 'echo: grüße', page_url: 'https://chat.qwen.ai/c/1' },
    });
    expect(reply.durationMs).toBeGreaterThan(0);
  });

  it.each([302, 404, 423, 500])('returns status %i as a reply', async (status) => {
    await using server = await serve((_, res) => res.writeHead(status, { location: '/x' }).end('{"a":1}'));
    await using open = openExchange();

    const reply = await open.exchange({ container: makeContainer(server.url), method: 'GET', path: '/' });

    expect(reply).toMatchObject({ status, body: { a: 1 } });
    expect(open.events).toHaveLength(1);
  });

  it.each(['<p>no</p>', '', '{"text":', 'null and void'])(
    'returns the text %j when it is no JSON',
    async (text) => {
      await using server = await serve((_, res) => res.end(text));
      await using open = openExchange();

      const reply = await open.exchange({ container: makeContainer(server.url), method: 'GET', path: '/' });

      expect(reply).toMatchObject({ body: text, isJson: false });
    },
  );

  it('sends request id, trace and type, asks for no compression and keeps the path prefix', async () => {
    await using server = await serve(mirror);
    await using open = openExchange({ headers: { traceparent: '00-1-2-01' } });

    const { body } = await open.exchange({
      container: makeContainer(`${server.url}/worker/1`),
      method: 'POST',
      path: '/analyze',
      body: { text: 'x' },
      call: makeCall({ requestId: 'r1' }),
    });

    expect(body).toEqual({
      method: 'POST',
      url: '/worker/1/analyze',
      body: '{"text":"x"}',
      headers: {
        host: new URL(server.url).host,
        connection: 'keep-alive',
        'content-length': '12',
        'content-type': 'application/json',
        traceparent: '00-1-2-01',
        'user-agent': 'glassgate',
        'x-request-id': 'r1',
      },
    });
    expect(open.events[0]?.url).toBe(`${server.url}/worker/1/analyze`);
  });

  it('sends a request id that is no header value in a safe form and keeps the original in the event', async () => {
    await using server = await serve(mirror);
    await using open = openExchange();
    const requestId = `a\r\nx-evil: 1 é ${'z'.repeat(500)}`;

    const { body } = await open.exchange({
      container: makeContainer(server.url),
      method: 'GET',
      path: '/',
      call: makeCall({ requestId }),
    });

    expect(body).toHaveProperty('headers.x-request-id', `a__x-evil: 1 _ ${'z'.repeat(113)}`);
    expect(body).not.toHaveProperty('headers.x-evil');
    expect(open.events[0]?.requestId).toBe(requestId);
  });

  it('sends the credentials of the address as a header and shows them to nobody', async () => {
    await using server = await serve(mirror);
    await using open = openExchange();
    const baseUrl = server.url.replace('//', '//user:p%40ss@');

    const { body } = await open.exchange({
      container: makeContainer(baseUrl),
      method: 'GET',
      path: '/status',
    });

    expect(body).toHaveProperty('headers.authorization', `Basic ${btoa('user:p@ss')}`);
    expect(open.events[0]?.url).toBe(`${server.url}/status`);
  });

  it('tells observers and telemetry of an exchange once', async () => {
    await using worker = await startWorker();
    await using open = openExchange();
    const call = makeCall({ requestId: 'r1', stage: 'upstream', attempt: 2 });
    const body = { text: 'x' };

    await open.exchange({
      container: makeContainer(worker.url),
      method: 'POST',
      path: '/analyze',
      body,
      call,
      tryNumber: 3,
      maxTries: 4,
    });

    expect(open.events).toEqual([
      {
        containerId: 'c1',
        requestId: 'r1',
        runId: call.journal.runId,
        stage: 'upstream',
        attempt: 2,
        tryNumber: 3,
        maxTries: 4,
        traceId: 'trace-1',
        spanId: 'span-1',
        isSampled: false,
        journal: call.journal,
        method: 'POST',
        path: '/analyze',
        url: `${worker.url}/analyze`,
        startedAt: expect.any(Date),
        durationMs: expect.any(Number),
        firstByteMs: expect.any(Number),
        requestBytes: 12,
        replyBytes: expect.any(Number),
        status: 200,
        requestBody: body,
        replyBody: expect.objectContaining({ text: 'echo: x' }),
        error: null,
        failure: null,
      },
    ]);
    expect(open.results).toEqual([{ status: 200, failure: null, durationMs: open.events[0]?.durationMs }]);
  });

  it('tells when the answer began, and how many bytes went each way, also when it did not come whole', async () => {
    const began = Promise.withResolvers<void>();
    const rest = Promise.withResolvers<void>();
    await using server = await serve(async (req, res) => {
      if (req.url === '/cut') res.writeHead(200, { 'content-length': 99 }).write('12345');
      else res.writeHead(200).write('"grü');
      began.resolve();
      await rest.promise;
      if (req.url === '/cut') res.destroy();
      else res.end('ße"');
    });
    await using open = openExchange();
    const container = makeContainer(server.url);

    const asked = open.exchange({ container, method: 'POST', path: '/', body: { text: 'é' } });
    await began.promise;
    const startedAt = performance.now();
    while (performance.now() - startedAt < 20) await new Promise(setImmediate);
    rest.resolve();
    await asked;
    await expect(open.exchange({ container, method: 'GET', path: '/cut' })).rejects.toThrow();

    const [whole, cut] = open.events;
    expect(whole).toMatchObject({ requestBytes: 13, replyBytes: 9 });
    expect((whole?.durationMs ?? 0) - (whole?.firstByteMs ?? Number.NaN)).toBeGreaterThan(10);
    expect(cut).toMatchObject({ requestBytes: 0, replyBytes: 5, firstByteMs: expect.any(Number) });
  });

  it('keeps its connections for exchanges that follow each other', async () => {
    await using server = await serve(mirror);
    await using open = openExchange();
    const container = makeContainer(server.url);

    for (let index = 0; index < 20; index += 1) await open.exchange({ container, method: 'GET', path: '/' });

    // undici frees a connection one turn of the event loop after the answer, so there may be a second one.
    expect(server.sockets()).toBeLessThanOrEqual(2);
  });

  it('goes to the new address when that of a container changes', async () => {
    await using old = await serve(mirror);
    await using next = await serve(mirror);
    await using open = openExchange();
    const ask = (url: string) => open.exchange({ container: makeContainer(url), method: 'GET', path: '/' });

    await ask(old.url);
    await ask(next.url);

    expect([old.sockets(), next.sockets()]).toEqual([1, 1]);
  });

  describe('before a POST of a request', () => {
    it('waits for what must be on disk, and does not count that time', async () => {
      await using worker = await startWorker();
      const barrier = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      await using open = openExchange({
        beforeSend: () => {
          reached.resolve();
          return barrier.promise;
        },
      });
      const container = makeContainer(worker.url);

      const posted = open.exchange({
        container,
        method: 'POST',
        path: '/analyze',
        body: { text: 'x' },
        call: makeCall(),
      });
      await reached.promise;
      await open.exchange({ container, method: 'GET', path: '/status', call: makeCall() });
      await open.exchange({ container, method: 'POST', path: '/open', body: { url: 'https://x/' } });
      expect(worker.ledger.posts.map((post) => post.path)).toEqual(['/open']);
      barrier.resolve();
      await posted;

      expect(worker.ledger.posts.map((post) => post.path)).toEqual(['/open', '/analyze']);
      expect(open.events.at(-1)?.startedAt.getTime()).toBeGreaterThanOrEqual(
        open.events[1]?.startedAt.getTime() ?? Number.NaN,
      );
    });

    it('sends nothing when the barrier fails, and throws its error as it is', async () => {
      await using worker = await startWorker();
      const error = new GlassgateError('STORE_UNAVAILABLE', 'The disk is full.');
      await using open = openExchange({ beforeSend: () => Promise.reject(error) });

      const posted = open.exchange({
        container: makeContainer(worker.url),
        method: 'POST',
        path: '/analyze',
        body: { text: 'x' },
        call: makeCall(),
      });

      await expect(posted).rejects.toBe(error);
      expect(worker.ledger.posts).toEqual([]);
      expect([open.events, open.results]).toEqual([[], []]);
    });
  });
});
