import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createRedactor, type Response } from 'glassgate/plugin-api';
import { makeTempDir } from 'glassgate/testing';
import { type FollowOptions, followLog } from './follow-log.ts';
import { startLog } from './test-log.ts';
import { WakeUps } from './wake-ups.ts';

const lineOf = (seq: number, chars = 0) =>
  `${JSON.stringify({ seq, epoch: 5, container_id: 'c1', text: ' '.repeat(chars) })}\n`;

/** Serves a followed container to one client. */
async function serveLog(dir: string, changes: Partial<FollowOptions> = {}) {
  const stop = new AbortController();
  const served = Promise.withResolvers<ServerResponse>();
  const ended = Promise.withResolvers<void>();
  const server = createServer((_req, res) => {
    const left = new AbortController();
    res.once('close', () => left.abort());
    const log = { containerId: 'c1', path: join(dir, 'c1.jsonl'), currentEpoch: 5 };
    const given = {
      after: { epoch: 5, seq: 0 },
      signal: left.signal,
      stop: stop.signal,
      isCurrent: () => true,
    };
    const options = { ...given, wakeUps: new WakeUps(), redact: createRedactor(), ...changes };
    served.resolve(res);
    // Nothing of Express is used.
    followLog(log, res as unknown as Response, options).then(ended.resolve, ended.reject);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.pause();
  return {
    socket,
    stop,
    res: await served.promise,
    ended: ended.promise,
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      stop.abort();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textUntil(stream: AsyncIterable<unknown>, end: string): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of stream) {
    chunks.push(String(chunk));
    if (chunks.slice(-2).join('').includes(end)) break;
  }
  return chunks.join('');
}

it('reads no further while the client reads nothing, and loses nothing for it', async () => {
  await using dir = await makeTempDir();
  const { log } = startLog(dir.path, { sizes: { maxBytes: 2_000_000, backupCount: 50 } });
  for (let seq = 1; seq <= 6_000; seq += 1) {
    log.write('c1', lineOf(seq, 4_000));
    if (seq % 200 === 0) await log.flush();
  }
  await using served = await serveLog(dir.path);
  const { res, socket } = served;
  // The kernel takes some megabytes; then nothing moves any more.
  for (let still = 0, sent = -1; still < 500; still += 1) {
    await new Promise(setImmediate);
    const bytes = res.socket?.bytesWritten ?? 0;
    if (bytes !== sent || !res.writableNeedDrain) still = 0;
    sent = bytes;
  }
  expect(res.writableLength).toBeLessThan(256 * 1024);
  expect(res.socket?.bytesWritten).toBeLessThan(20_000_000);

  const text = await textUntil(socket, '"seq":6000,');

  const found = [...text.matchAll(/^id: 5-(\d+)\ndata/gm)].map(([, seq]) => Number(seq));
  expect(found).toEqual(Array.from({ length: 6_000 }, (_value, index) => index + 1));
});

it('gives up a client that takes nothing for too long', async () => {
  await using dir = await makeTempDir();
  const { log } = startLog(dir.path, { sizes: { maxBytes: 50_000_000, backupCount: 1 } });
  for (let seq = 1; seq <= 6_000; seq += 1) {
    log.write('c1', lineOf(seq, 4_000));
    if (seq % 200 === 0) await log.flush();
  }
  await using served = await serveLog(dir.path, { stallMs: 50 });
  await served.ended;
  expect(served.res.destroyed).toBe(true);
});

it('keeps no stop waiting for a client that takes nothing', async () => {
  await using dir = await makeTempDir();
  const { log } = startLog(dir.path, { sizes: { maxBytes: 50_000_000, backupCount: 1 } });
  for (let seq = 1; seq <= 6_000; seq += 1) {
    log.write('c1', lineOf(seq, 4_000));
    if (seq % 200 === 0) await log.flush();
  }
  await using served = await serveLog(dir.path);
  for (let still = 0; still < 500; still += 1) {
    await new Promise(setImmediate);
    if (!served.res.writableNeedDrain) still = 0;
  }

  served.stop.abort();
  await served.ended;

  expect(served.res.writableFinished).toBe(false);
  expect(served.res.destroyed).toBe(true);
});

it('beats while nothing comes, and says when it stops', async () => {
  await using dir = await makeTempDir();
  await using served = await serveLog(dir.path, { beatMs: 1 });
  expect(await textUntil(served.socket, ': nothing new')).toContain('event: start\ndata: {"container":"c1"');
});

it('finds what was written although nobody woke it, and what a failed write repeats only once', async () => {
  await using dir = await makeTempDir();
  await using served = await serveLog(dir.path, { beatMs: 1 });
  const { log } = startLog(dir.path);
  for (const seq of [1, 2, 1, 2, 3]) log.write('c1', lineOf(seq));
  await log.close();

  const text = await textUntil(served.socket, '"seq":3,');

  expect([...text.matchAll(/"seq":(\d)/g)].map(([, seq]) => seq)).toEqual(['1', '2', '3']);
});

it('resolves when the client leaves', async () => {
  await using dir = await makeTempDir();
  await using served = await serveLog(dir.path);
  await once(served.socket.resume(), 'data');
  served.socket.destroy();
  await expect(served.ended).resolves.toBeUndefined();
});
