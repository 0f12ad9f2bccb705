import { once } from 'node:events';
import { createServer } from 'node:net';
import { type ProviderTurn, sendError, startRawServer } from 'glassgate/testing';
import { type LlmGateway, post, providerEntry, question, raw, startLlmGateway } from './llm-gateway.ts';

let llm: LlmGateway;
let closedPort: number;
beforeAll(async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closedPort = (server.address() as { port: number }).port;
  server.close();
  llm = await startLlmGateway({
    entry: {
      timeouts: { connect_seconds: 0.3, first_byte_seconds: 0.3, idle_seconds: 0.3 },
      circuit: { fails: 1_000 },
    },
    config: {
      openai: { body_limit_bytes: 4096 },
      auth: { clients: [{ name: 'one', key: 'key-of-a-client-01' }] },
      provider_retries: { max: 0 },
    },
  });
});
afterAll(() => llm[Symbol.asyncDispose]());

const authorization = 'Bearer key-of-a-client-01';

function ask(body: unknown, headers: Record<string, string> = {}) {
  return post(llm.gateway, body, { headers: { authorization, ...headers } });
}

it.each([
  ['no JSON', '{"model":', 400, 'invalid_json'],
  ['nothing', '', 400, 'invalid_json'],
  ['one byte', 'x', 400, 'invalid_json'],
  ['a list', '[]', 400, 'invalid_request'],
  ['null', 'null', 400, 'invalid_request'],
  ['no model', '{}', 400, 'invalid_request'],
  ['a number as the model', '{"model":4}', 400, 'invalid_request'],
  [
    'too many levels',
    `{"model":"gpt-test","a":${'['.repeat(200)}${']'.repeat(200)}}`,
    400,
    'invalid_request',
  ],
  ['too many bytes', JSON.stringify({ model: 'gpt-test', a: 'x'.repeat(5000) }), 413, 'body_too_large'],
  ['an unknown model', '{"model":"nobody/knows"}', 404, 'model_not_found'],
])('refuses a body with %s', async (_what, body, status, code) => {
  const before = llm.provider.requests.length;
  const response = await ask(body);

  expect(response.status).toBe(status);
  expect(response.headers.get('x-request-id')).toMatch(/./);
  expect(await response.json()).toEqual({
    error: { message: expect.any(String), type: 'invalid_request_error', param: null, code },
  });
  expect(llm.provider.requests.length).toBe(before);
});

it.each([undefined, 'Bearer wrong'])('refuses the client key %s', async (given) => {
  const response = await post(
    llm.gateway,
    question,
    given === undefined ? {} : { headers: { authorization: given } },
  );

  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    error: { type: 'authentication_error', code: 'invalid_api_key' },
  });
});

it('refuses a wait that is no number', async () => {
  const response = await ask(question, { 'x-request-timeout-ms': 'soon' });

  expect(response.status).toBe(400);
});

it('passes an error of the provider on with its status, body, Retry-After and limits', async () => {
  llm.provider.next((_request, res) => {
    res.setHeader('retry-after', '7');
    res.setHeader('x-ratelimit-remaining-requests', '0');
    res.setHeader('x-request-id', 'of-the-provider');
    sendError(res, 429, { code: 'slow_down', message: 'Too fast.' });
  });
  const response = await ask({ ...question, stream: true });

  expect(response.status).toBe(429);
  expect(await response.json()).toMatchObject({ error: { code: 'slow_down', message: 'Too fast.' } });
  expect(response.headers.get('retry-after')).toBe('7');
  expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('0');
  expect(response.headers.get('x-upstream-request-id')).toBe('of-the-provider');
  expect(response.headers.get('x-request-id')).not.toBe('of-the-provider');
});

it('passes a page of a broken provider on with its status', async () => {
  llm.provider.next(
    (_request, res) => void res.writeHead(502, { 'content-type': 'text/html' }).end('<p>oh</p>'),
  );
  const response = await ask(question);

  expect([response.status, await response.text()]).toEqual([502, '<p>oh</p>']);
});

it.each<[string, ProviderTurn, number, string, string]>([
  [
    'sends a page instead of an answer',
    (_request, res) =>
      void res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>hi</p>'),
    502,
    'upstream_protocol_error',
    'api_error',
  ],
  [
    'sends the client elsewhere',
    (_request, res) => void res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    502,
    'upstream_protocol_error',
    'api_error',
  ],
  [
    'resets',
    (_request, res) => void res.socket?.resetAndDestroy(),
    502,
    'upstream_protocol_error',
    'api_error',
  ],
  [
    'answers no HTTP',
    (_request, res) => void res.socket?.end('garbage\r\n\r\n'),
    502,
    'upstream_protocol_error',
    'api_error',
  ],
  ['hangs before its headers', () => undefined, 504, 'upstream_timeout', 'timeout_error'],
])('says what is wrong when a provider %s', async (_what, turn, status, code, type) => {
  llm.provider.next(turn);
  const response = await ask(question);

  expect(response.status).toBe(status);
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({ error: { message: expect.any(String), type, param: null, code } });
  expect(text).not.toMatch(/127\.0\.0\.1|localhost/);
});

it.each([
  ['refuses the connection', () => `http://127.0.0.1:${closedPort}`, 502, 'upstream_connect_failed'],
  ['has no address', () => 'http://provider.invalid', 502, 'upstream_connect_failed'],
])('says that a provider cannot be reached when it %s', async (_what, url, status, code) => {
  await using other = await startLlmGateway({
    config: { providers: [providerEntry(url())], provider_retries: { max: 0 } },
  });
  const response = await post(other.gateway, question);

  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { type: 'api_error', code } });
});

it('calls no provider without a key', async () => {
  await using other = await startLlmGateway({ entry: { api_key: '' } });
  const response = await post(other.gateway, question);

  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    error: { type: 'api_error', code: 'provider_not_configured' },
  });
  expect(other.provider.requests).toEqual([]);
});

it('leaves a provider alone that failed, says until when, and tries it again', async () => {
  await using other = await startLlmGateway({
    entry: { circuit: { fails: 2, passes: 1, open_seconds: 0.2 } },
  });
  const cut: ProviderTurn = (_request, res) => void res.socket?.destroy();
  other.provider.next(cut, cut);
  const failed = [await post(other.gateway, question), await post(other.gateway, question)];
  const refused = await post(other.gateway, question);

  expect(failed.map(({ status }) => status)).toEqual([502, 502]);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ error: { code: 'upstream_unavailable' } });
  expect(other.provider.requests).toHaveLength(2);
  for (;;) {
    const { status } = await post(other.gateway, question);
    if (status === 200) break;
    expect(status).toBe(503);
  }
});

it('gives up in time when a connection is never complete', async () => {
  await using server = await startRawServer(() => undefined);
  await using other = await startLlmGateway({
    config: {
      providers: [providerEntry(`https://${server.address}`, { timeouts: { connect_seconds: 0.2 } })],
      provider_retries: { max: 0 },
    },
  });
  const response = await post(other.gateway, question);

  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ error: { code: 'upstream_timeout' } });
});

it.each(['/v1/models/../x', '/v1/models/a%2F..%2Fb', '/v1/models/%2e%2e/secret', '/v1/models/a//b'])(
  'refuses the path %s',
  async (path) => {
    const before = llm.provider.requests.length;
    const { status } = await raw(llm.gateway, { path, method: 'GET', headers: { authorization } });

    expect([400, 404]).toContain(status);
    expect(llm.provider.requests.length).toBe(before);
  },
);

it('survives an answer with a header that cannot be passed on', async () => {
  await using server = await startRawServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nbad header: 1\r\ncontent-length: 2\r\n\r\n{}'));
  });
  await using other = await startLlmGateway({ config: { providers: [providerEntry(server.url)] } });

  expect((await post(other.gateway, question)).status).toBe(502);
});

it.each([
  ['a status that is none', 'HTTP/1.1 099 Odd\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}'],
  ['a status that nobody knows', 'HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\n{}'],
  [
    'another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhi',
  ],
])(
  'answers at once, and leaves nothing of the provider in its answer, when that sends %s',
  async (_what, sent) => {
    await using server = await startRawServer((socket) => {
      socket.once('data', () => socket.write(sent));
    });
    await using other = await startLlmGateway({ config: { providers: [providerEntry(server.url)] } });
    const { status, headers, text } = await raw(other.gateway, { body: JSON.stringify(question) });

    expect(status).toBe(502);
    expect(headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'upstream_protocol_error' } });
  },
);

it('answers what no route saw in the same shape', async () => {
  const { status, text } = await raw(llm.gateway, { method: 'DELETE', path: '/v1/embeddings' });

  expect(status).toBe(405);
  expect(JSON.parse(text)).toMatchObject({
    error: { type: 'invalid_request_error', code: 'method_not_allowed', param: null },
  });
});
