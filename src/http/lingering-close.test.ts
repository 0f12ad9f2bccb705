import { once } from 'node:events';
import type { Authenticator } from '../plugin-api/access.ts';
import { GlassgateError } from '../plugin-api/error.ts';
import type { Routes } from '../plugin-api/http.ts';
import { startApp } from './test-app.ts';
import { openSocket, type RawClient } from './test-socket.ts';

const open = { access: 'public', summary: 'For this test' } as const;
const mebibyte = 1024 * 1024;

const routes: Routes = (router, http) => {
  router.post('/small', open, http.jsonBody({ limitBytes: 1_000 }), (_req, res) => {
    res.json({});
  });
  router.post('/unread', open, (_req, res) => {
    res.json({ done: true });
  });
  router.post('/keyed', { ...open, access: 'client' }, (_req, res) => {
    res.json({});
  });
};

const noKeys: Authenticator = {
  guards: () => true,
  protectsMetrics: false,
  allowsOpenBind: false,
  admit: () => {
    throw new GlassgateError('UNAUTHORIZED', 'No key.');
  },
};

function head(path: string, length: number): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
}

/** Send as fast as the socket takes it, whatever the other side says, as a simple client does. */
async function upload({ socket }: RawClient, bytes: number): Promise<void> {
  const block = Buffer.alloc(mebibyte, 'x');
  for (let left = bytes; left > 0 && socket.writable; left -= block.length) {
    if (!socket.write(block.subarray(0, left))) await once(socket, 'drain');
  }
}

describe('an answer that comes before the end of the body', () => {
  it.each([
    ['/small', 413],
    ['/keyed', 401],
    ['/nowhere', 404],
    ['/unread', 200],
  ])('of %s (%i) reaches a client that sends everything before it listens', async (path, status) => {
    await using app = await startApp(routes, { authenticator: noKeys });
    await using client = await openSocket(app.server);
    client.write(head(path, 40 * mebibyte));

    await upload(client, 40 * mebibyte);

    expect(await client.answer).toMatchObject({ status, headers: { connection: 'close' } });
    await client.closed;
  });

  it('reaches the client of Node', async () => {
    await using app = await startApp(routes);

    const response = await fetch(`${app.url}/small`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.alloc(40 * mebibyte, 'x'),
    });

    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
  });

  it('reaches a client that sends chunks without saying how many', async () => {
    await using app = await startApp(routes);
    async function* chunks() {
      for (let index = 0; index < 40; index += 1) yield Buffer.alloc(mebibyte, 'x');
    }

    const response = await fetch(`${app.url}/small`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chunks() as unknown as ReadableStream,
      duplex: 'half',
    } as RequestInit);

    expect(response.status).toBe(413);
  });

  it('is there at once, not at the end of the upload', async () => {
    await using app = await startApp(routes);
    await using client = await openSocket(app.server);

    client.write(head('/small', 40 * mebibyte));

    expect(await client.answer).toMatchObject({ status: 413 });
    expect(app.results).toEqual([]);
  });

  it.each([
    ['bytes', { lingerBytes: 2 * mebibyte }],
    ['time', { lingerMs: 100 }],
  ])('is not paid for with endless %s', async (_what, limits) => {
    await using app = await startApp(routes, { limits });
    await using client = await openSocket(app.server);
    client.write(head('/small', 4_000 * mebibyte));

    const uploaded = upload(client, 4_000 * mebibyte).catch(() => undefined);

    await Promise.all([client.closed.catch(() => undefined), app.nextResult()]);
    client.socket.destroy();
    await uploaded;
    expect(app.results).toMatchObject([{ status: 413, code: 'PAYLOAD_TOO_LARGE' }]);
  });

  it('is not paid for with silence', async () => {
    await using app = await startApp(routes, { limits: { lingerIdleMs: 50 } });
    await using client = await openSocket(app.server);

    client.write(`${head('/small', 40 * mebibyte)}xxx`);

    expect(await client.closed).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('costs the connection only where a body was left over', async () => {
    await using app = await startApp(routes);
    await using client = await openSocket(app.server);

    client.write(`GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n`);
    await client.answer;
    client.write(`GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

    expect(await client.closed).toMatch(/404 Not Found.*200 OK/s);
  });
});
