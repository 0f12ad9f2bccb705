import type { Response, Routes } from '../plugin-api/http.ts';
import { startApp } from './test-app.ts';
import { openSocket, type RawAnswer, sendRaw } from './test-socket.ts';

const open = { access: 'public', summary: 'For this test' } as const;

const routes: Routes = (router, http) => {
  router.post('/echo', open, http.jsonBody({ limitBytes: 1_000 }), (req, res) => {
    res.json({ got: req.body });
  });
  router.get('/things/:id', open, ({ params }, res) => {
    res.json({ id: params.id });
  });
};

function expectRefusal(answer: RawAnswer, [status, code]: readonly [number, string]): void {
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.json).toEqual({
    ok: false,
    error: { code, message: expect.stringMatching(/^[A-Z].+\.$/), details: expect.any(Object) },
    meta: { request_id: answer.headers['x-request-id'] },
  });
  expect(answer.status).toBe(status);
  expect(answer.headers['x-request-id']).toMatch(/^[\w-]{30,}$/);
  expect(answer.text).not.toMatch(/<|node_modules| {4}at /);
}

const invalid = [400, 'INVALID_REQUEST'] as const;
const json = 'Host: x\r\nContent-Type: application/json\r\n';
const slow = { headersMs: 100, requestMs: 300, bodyIdleMs: 100 };

describe('a request that is not as it should be', () => {
  it.each([
    ['is no HTTP', 'hello\r\n\r\n', invalid],
    ['has an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', invalid],
    ['is TLS', '\x16\x03\x01\x02\x00\x01\x00', invalid],
    ['is HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', invalid],
    ['has no Host', 'GET /health HTTP/1.1\r\n\r\n', invalid],
    ['has NUL in its path', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n', invalid],
    ['has NUL in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n', invalid],
    ['has an address that is no URL', 'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n', invalid],
    ['has a parameter that is no text', 'GET /things/%ff HTTP/1.1\r\nHost: x\r\n\r\n', invalid],
    ['has a long line', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, [431, 'HEADERS_TOO_LARGE']],
    ['has long headers', `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, [431, 'HEADERS_TOO_LARGE']],
    ['has a length that is no number', `POST /echo HTTP/1.1\r\n${json}Content-Length: x\r\n\r\n{}`, invalid],
    ['has a negative length', `POST /echo HTTP/1.1\r\n${json}Content-Length: -1\r\n\r\n{}`, invalid],
    [
      'has two lengths',
      `POST /echo HTTP/1.1\r\n${json}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      invalid,
    ],
    [
      'has a length and chunks',
      `POST /echo HTTP/1.1\r\n${json}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      invalid,
    ],
    [
      'has a transfer encoding that nobody knows',
      `POST /echo HTTP/1.1\r\n${json}Transfer-Encoding: gzip\r\n\r\n{}`,
      invalid,
    ],
    [
      'has a chunk without a size',
      `POST /echo HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
      invalid,
    ],
    ['wants a tunnel', 'CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n', [405, 'METHOD_NOT_ALLOWED']],
    ['is for a path with two slashes', 'GET //health HTTP/1.1\r\nHost: x\r\n\r\n', [404, 'NOT_FOUND']],
    ['is for a path with garbage', 'GET /%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n', [404, 'NOT_FOUND']],
    ['is about the whole server', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', [404, 'NOT_FOUND']],
  ] as const)('and %s gets a clear answer', async (_what, text, expected) => {
    await using app = await startApp(routes);

    expectRefusal(await sendRaw(app.server, text), expected);
  });

  it.each([
    ['its head', 'GET /health HTTP/1.1\r\nHost:'],
    ['its body', `POST /echo HTTP/1.1\r\n${json}Content-Length: 10\r\n\r\n{`],
    ['a chunk of its body', `POST /echo HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n5\r\n{`],
  ])('and stops in the middle of %s is not waited for', async (_what, text) => {
    await using app = await startApp(routes, { limits: slow });
    await using client = await openSocket(app.server);
    client.write(text);

    expectRefusal(await client.answer, [408, 'REQUEST_TIMEOUT']);
    await client.closed;
    expect(app.count('too_slow')).toBe(1);
  });

  it('and never ends although it trickles is cut in the end', async () => {
    await using app = await startApp(routes, { limits: { ...slow, bodyIdleMs: 10_000 } });
    await using client = await openSocket(app.server);
    client.write(`POST /echo HTTP/1.1\r\n${json}Content-Length: 1000\r\n\r\n`);
    const trickle = setInterval(() => client.write(' '), 20);

    const answer = await client.answer.finally(() => clearInterval(trickle));

    expectRefusal(answer, [408, 'REQUEST_TIMEOUT']);
    expect(app.results).toEqual([]);
    expect(await app.nextResult()).toMatchObject({ code: 'REQUEST_TIMEOUT' });
  });

  it('does not take the answer from the one before it', async () => {
    const reached = Promise.withResolvers<Response>();
    await using app = await startApp((router) => {
      router.get('/slow', open, (_req, res) => reached.resolve(res));
    });
    await using client = await openSocket(app.server);
    client.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\nhello\r\n\r\nhello\r\n\r\n');
    const res = await reached.promise;
    await new Promise(setImmediate);

    res.json({ done: true });

    expect(await client.answer).toMatchObject({ status: 200, json: { done: true } });
    await client.closed;
  });

  it('is closed without a word when it was never begun', async () => {
    await using app = await startApp(routes, { limits: { headersMs: 50 } });
    await using client = await openSocket(app.server);

    expect(await client.closed).toBe('');
    expect(app.count('too_slow')).toBe(0);
  });

  it('is counted by what was wrong with it', async () => {
    await using app = await startApp(routes);

    await sendRaw(app.server, 'hello\r\n\r\n');
    await sendRaw(app.server, `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`);

    expect([app.count('malformed'), app.count('head_too_large')]).toEqual([1, 1]);
  });
});

describe('a request that is unusual', () => {
  it.each([
    ['names the whole address', 'GET http://other:1/things/a HTTP/1.1\r\nHost: x\r\n\r\n', '{"id":"a"}'],
    ['is HTTP/1.0 without Host', 'GET /things/a HTTP/1.0\r\n\r\n', '{"id":"a"}'],
    [
      'wants another protocol',
      'GET /things/a HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n',
      '{"id":"a"}',
    ],
    [
      'expects what nobody knows',
      'GET /things/a HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n',
      '{"id":"a"}',
    ],
    [
      'sends chunks',
      `POST /echo HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      '{"got":{}}',
    ],
  ])('and %s is served', async (_what, text, body) => {
    await using app = await startApp(routes);

    expect(await sendRaw(app.server, text)).toMatchObject({ status: 200, text: body });
  });
});

describe('Expect: 100-continue', () => {
  const head = `POST /echo HTTP/1.1\r\n${json}Expect: 100-continue\r\n`;

  it('is told to go on', async () => {
    await using app = await startApp(routes);
    await using client = await openSocket(app.server);
    client.write(`${head}Connection: close\r\nContent-Length: 2\r\n\r\n`);
    client.socket.once('data', () => client.write('{}'));

    expect(await client.closed).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  it('is not told to go on with a body that is too large', async () => {
    await using app = await startApp(routes, { limits: { lingerIdleMs: 50 } });
    await using client = await openSocket(app.server);
    client.write(`${head}Content-Length: 5000\r\n\r\n`);

    expect(await client.closed).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('a method that a path does not have', () => {
  it.each([
    ['PUT', '/echo', 'POST'],
    ['DELETE', '/things/a', 'GET, HEAD'],
    ['TRACE', '/health', 'GET, HEAD'],
  ])('%s %s is refused with those that it has', async (method, path, allow) => {
    await using app = await startApp(routes);

    const answer = await sendRaw(
      app.server,
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );

    expect(answer).toMatchObject({ status: 405, headers: { allow } });
    expectRefusal(answer, [405, 'METHOD_NOT_ALLOWED']);
    expect(app.results).toMatchObject([{ code: 'METHOD_NOT_ALLOWED', status: 405 }]);
  });

  it('HEAD is what GET is, without a body', async () => {
    await using app = await startApp(routes);

    const known = await fetch(`${app.url}/health`, { method: 'HEAD' });
    const other = await fetch(`${app.url}/echo`, { method: 'HEAD' });

    expect([known.status, await known.text()]).toEqual([200, '']);
    expect([other.status, await other.text()]).toEqual([405, '']);
  });

  it('OPTIONS lists the methods', async () => {
    await using app = await startApp(routes);

    const known = await fetch(`${app.url}/echo`, { method: 'OPTIONS' });
    const unknown = await fetch(`${app.url}/nowhere`, { method: 'OPTIONS' });

    expect([known.status, known.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
    expect(unknown.status).toBe(404);
  });
});
