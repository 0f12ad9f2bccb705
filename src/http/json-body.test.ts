import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Routes } from '../plugin-api/http.ts';
import { watchParsing } from '../testing/watch-parsing.ts';
import { startApp } from './test-app.ts';
import { openSocket } from './test-socket.ts';

const open = { access: 'public', summary: 'For this test' } as const;
const limitBytes = 40_000_000;

const routes: Routes = (router, http) => {
  router.post('/size', open, http.jsonBody({ limitBytes }), (req, res) => {
    res.json({ chars: JSON.stringify(req.body).length });
  });
  router.post('/echo', open, http.jsonBody({ limitBytes: 1_000 }), (req, res) => {
    res.json(req.body);
  });
};

interface Sent {
  readonly path?: string;
  readonly type?: string | undefined;
  readonly encoding?: string;
}

async function post(url: string, body: string | Buffer, sent: Sent = {}) {
  const { path = '/echo', encoding } = sent;
  const type = 'type' in sent ? sent.type : 'application/json';
  const response = await fetch(url + path, {
    method: 'POST',
    body,
    headers: { ...(type && { 'content-type': type }), ...(encoding && { 'content-encoding': encoding }) },
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

const document = JSON.stringify({ text: 'größe' });

describe('a JSON body', () => {
  it.each([
    ['plain', document, {}],
    ['with a byte order mark', `\ufeff${document}`, {}],
    ['with its charset', document, { type: 'application/json; charset="UTF-8"' }],
    ['gzipped', gzipSync(document), { encoding: 'gzip' }],
    ['deflated', deflateSync(document), { encoding: 'deflate' }],
    ['in brotli', brotliCompressSync(document), { encoding: 'BR' }],
  ])('is taken %s', async (_what, body, sent) => {
    await using app = await startApp(routes);
    expect(await post(app.url, body, sent)).toMatchObject({ status: 200, body: { text: 'größe' } });
  });

  it.each([
    ['without a type', document, { type: undefined }, /'Content-Type: application\/json'/],
    ['of another type', document, { type: 'application/jsonp' }, /'Content-Type: application\/json'/],
    ['in another charset', document, { type: 'application/json; charset=latin1' }, /UTF-8, not in 'latin1'/],
    ['that is latin1 all the same', Buffer.from(document, 'latin1'), {}, /not UTF-8/],
    ['that is empty', '', {}, /empty/],
    ['that is empty inside', gzipSync(''), { encoding: 'gzip' }, /empty/],
    ['that is no JSON', '{"a":', {}, /not valid JSON/],
    ['in an unknown encoding', document, { encoding: 'lzma' }, /'lzma' is not supported/],
    ['that is not what its encoding says', document, { encoding: 'gzip' }, /cannot be decompressed/],
    [
      'that is half a gzip',
      gzipSync(document).subarray(0, 15),
      { encoding: 'gzip' },
      /cannot be decompressed/,
    ],
  ])('is refused %s', async (_what, body, sent, message) => {
    await using app = await startApp(routes);

    expect(await post(app.url, body, sent)).toMatchObject({
      status: 400,
      body: { ok: false, error: { code: 'INVALID_REQUEST', message: expect.stringMatching(message) } },
    });
    expect(app.count('bytes')).toBe(0);
  });

  it('is measured by what is in it, not by what arrives', async () => {
    await using app = await startApp(routes);

    expect(await post(app.url, gzipSync(`"${'x'.repeat(100_000)}"`), { encoding: 'gzip' })).toMatchObject({
      status: 413,
      body: { error: { code: 'PAYLOAD_TOO_LARGE', details: { limit_bytes: 1_000 } } },
    });
    expect(app.count('too_large')).toBe(1);
  });

  it('leaves the connection usable when something follows its compressed end', async () => {
    await using app = await startApp(routes);
    await using client = await openSocket(app.server);
    const body = Buffer.concat([gzipSync('{}'), Buffer.alloc(200)]);
    const head = `POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n`;

    client.write(Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]));
    await client.answer;
    client.write('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');

    expect((await client.closed).match(/HTTP\/1\.1 \d+/g)).toHaveLength(2);
  });
});

describe('the structure of a JSON body', () => {
  const megabytes = 30_000_000;

  it.each([
    ['deep', '['.repeat(megabytes), 'nested deeper than 64 levels', { limit_depth: 64 }],
    ['wide', `[${'[],'.repeat(megabytes / 3)}1]`, 'holds more than 10000 values', { limit_values: 10_000 }],
    [
      'deep in keys',
      `${'{"a":'.repeat(megabytes / 5)}1`,
      'nested deeper than 64 levels',
      { limit_depth: 64 },
    ],
    [
      'full of keys',
      `{${Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":1`).join()}}`,
      'holds more than 10000 values',
      { limit_values: 10_000 },
    ],
    ['one number', '1'.repeat(megabytes), 'bytes outside of its strings', { limit_bare_bytes: 1_048_576 }],
  ])('is limited before it is parsed: %s', async (_what, text, message, details) => {
    await using app = await startApp(routes);
    const bytes = Buffer.from(text);
    using parsing = watchParsing();

    const { status, body } = await post(app.url, bytes, { path: '/size' });

    expect(status).toBe(400);
    expect(body.error).toEqual({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(message),
      details,
    });
    expect(app.count('too_complex')).toBe(1);
    expect(parsing.lengths.filter((length) => length > 1_000_000)).toEqual([]);
  });

  it('leaves room for a long string and for many values', async () => {
    await using app = await startApp(routes);
    const image = JSON.stringify({ image: 'A'.repeat(20_000_000), list: Array(9_000).fill(0) });

    expect(await post(app.url, image, { path: '/size' })).toMatchObject({
      status: 200,
      body: { chars: image.length },
    });
  });
});

describe('the bodies of all requests', () => {
  const head = 'POST /size HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

  it('together hold no more than allowed, and give everything back', async () => {
    await using app = await startApp(routes, { limits: { bodyBytesInFlight: 1_000 } });
    await using first = await openSocket(app.server);
    first.write(`${head}Connection: close\r\nContent-Length: 802\r\n\r\n"${'x'.repeat(700)}`);
    while (app.count('bytes') < 701) await new Promise(setImmediate);

    const refused = await post(app.url, JSON.stringify('y'.repeat(400)), { path: '/size' });
    const small = await post(app.url, JSON.stringify('y'.repeat(100)), { path: '/size' });
    first.write(`${'x'.repeat(100)}"`);

    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'OVERLOADED' } } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(small.status).toBe(200);
    expect(await first.closed).toContain('{"chars":802}');
    expect(app.count('no_room')).toBe(1);
    expect(app.count('bytes')).toBe(0);
  });

  it('are counted as they arrive, also without a length', async () => {
    await using app = await startApp(routes, { limits: { bodyBytesInFlight: 1_000 } });
    await using first = await openSocket(app.server);
    await using second = await openSocket(app.server);
    const chunk = `2bd\r\n"${'x'.repeat(700)}\r\n`;
    first.write(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk}`);
    while (app.count('bytes') < 701) await new Promise(setImmediate);

    second.write(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk}`);

    expect((await second.answer).json.error.code).toBe('OVERLOADED');
    expect(app.count('bytes')).toBe(701);
  });

  it('do not keep one alone from being larger', async () => {
    await using app = await startApp(routes, { limits: { bodyBytesInFlight: 1_000 } });

    expect(await post(app.url, JSON.stringify('y'.repeat(5_000)), { path: '/size' })).toMatchObject({
      status: 200,
    });
  });

  it('are given back when the client leaves in the middle', async () => {
    await using app = await startApp(routes);
    const ended = app.nextResult();
    await using client = await openSocket(app.server);
    client.write(`${head}Content-Length: 100\r\n\r\n{`);
    while (app.count('bytes') === 0) await new Promise(setImmediate);

    client.socket.destroy();

    expect(await ended).toMatchObject({ code: 'CLIENT_CANCELED' });
    expect(app.count('bytes')).toBe(0);
  });
});
