import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Timeouts } from '../plugin-api/exchange.ts';
import { listenOnLoopback } from '../testing/loopback-server.ts';
import { startRawServer } from '../testing/raw-server.ts';
import { makeContainer, openExchange, type TestExchange } from '../testing/test-exchange.ts';
import { startWorker } from '../testing/worker.ts';
import type { WorkerRule } from '../testing/worker-script.ts';

function ask(open: TestExchange, url: string, timeouts: Partial<Timeouts> = {}) {
  return open.exchange({
    container: makeContainer(url, timeouts),
    method: 'POST',
    path: '/analyze',
    body: { text: 'x' },
  });
}

function failure(transport: string) {
  return { code: 'UPSTREAM_ERROR', details: { container_id: 'c1', transport } };
}

describe('an exchange that fails', () => {
  it('names a refused connection', async () => {
    const gone = await listenOnLoopback(createServer());
    await gone.close();
    await using open = openExchange();

    await expect(ask(open, gone.url.replace('//', '//user:secret@'))).rejects.toMatchObject({
      ...failure('refused'),
      message: "Container 'c1' refused the connection.",
      cause: { code: 'ECONNREFUSED' },
    });

    expect(open.events).toEqual([
      expect.objectContaining({
        status: null,
        failure: 'refused',
        error: "Container 'c1' refused the connection.",
        requestBody: { text: 'x' },
        replyBody: null,
        url: `${gone.url}/analyze`,
      }),
    ]);
    expect(open.results).toEqual([expect.objectContaining({ status: null, failure: 'refused' })]);
  });

  it('names a host that does not exist', async () => {
    await using open = openExchange();
    await expect(ask(open, 'http://no-such-host.invalid')).rejects.toMatchObject(failure('dns'));
  });

  const head = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"text":';
  it.each<[string, string, (socket: Socket) => void]>([
    ['reset', 'a connection closed without an answer', (socket) => socket.end()],
    ['reset', 'a reset without an answer', (socket) => socket.resetAndDestroy()],
    [
      'reset',
      'a reset in the body',
      (socket) => socket.write(head, () => setImmediate(() => socket.resetAndDestroy())),
    ],
    ['broken_body', 'half a body', (socket) => socket.end(head)],
    [
      'broken_body',
      'half a chunk',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"te'),
    ],
    ['broken_body', 'no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    [
      'broken_body',
      'headers without end',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`),
    ],
  ])('says %s for %s', async (transport, _, misbehave) => {
    await using server = await startRawServer((socket) => socket.once('data', () => misbehave(socket)));
    await using open = openExchange();

    await expect(ask(open, server.url)).rejects.toMatchObject(failure(transport));

    expect(open.events.map((event) => event.failure)).toEqual([transport]);
    expect(open.results.map((result) => result.failure)).toEqual([transport]);
  });

  it.each<[string, WorkerRule]>([
    ['in pieces', { kind: 'huge', bytes: 100_000_000 }],
    ['announced', { kind: 'status', status: 200, body: 'x'.repeat(1_100_000) }],
  ])('stops reading a body that is too large, %s', async (_, rule) => {
    await using worker = await startWorker({ script: { rules: [rule] } });
    await using open = openExchange({ maxReplyBytes: 1_000_000 });

    await expect(ask(open, worker.url)).rejects.toMatchObject({
      ...failure('body_too_large'),
      message: "Container 'c1' sent more than 1000000 bytes.",
    });
  });

  it('reads 3 MB whole', async () => {
    await using worker = await startWorker({ script: { rules: [{ kind: 'huge', bytes: 3_000_000 }] } });
    await using open = openExchange();
    const { body } = await ask(open, worker.url);
    expect(body).toHaveProperty('text.length', 3_000_000);
  });
});
