import type { OutgoingHttpHeaders } from 'node:http';
import { type LlmGateway, question, raw, startLlmGateway } from './llm-gateway.ts';

let llm: LlmGateway;
beforeAll(async () => {
  llm = await startLlmGateway();
});
afterAll(() => llm[Symbol.asyncDispose]());

const body = JSON.stringify(question);

it.each<[string, OutgoingHttpHeaders, string[]]>([
  ['Trailer', { trailer: 'foo' }, ['trailer']],
  ['Connection that names others', { connection: 'close, x-secret', 'x-secret': '1' }, ['x-secret']],
  ['Keep-Alive', { 'keep-alive': 'timeout=5' }, ['keep-alive']],
  ['TE', { te: 'trailers, deflate' }, ['te']],
  ['Transfer-Encoding', { 'transfer-encoding': 'chunked' }, ['transfer-encoding']],
  [
    'Upgrade',
    { connection: 'upgrade', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' },
    ['upgrade', 'http2-settings'],
  ],
  [
    'Proxy-*',
    { 'proxy-authorization': 'Basic eA==', 'proxy-connection': 'keep-alive' },
    ['proxy-authorization', 'proxy-connection'],
  ],
  ['Cookie', { cookie: 'session=1' }, ['cookie']],
  [
    'X-Priority',
    { 'x-priority': 'urgent', 'x-glassgate-anything': '1' },
    ['x-priority', 'x-glassgate-anything'],
  ],
  [
    'Forwarded',
    { forwarded: 'for=1.2.3.4', 'x-forwarded-for': '1.2.3.4', 'x-forwarded-host': 'evil' },
    ['forwarded', 'x-forwarded-for', 'x-forwarded-host'],
  ],
  ['Expect', { expect: '100-continue' }, ['expect']],
  [
    'keys in other headers than Authorization',
    { 'x-api-key': 'mine', 'api-key': 'mine', 'x-goog-api-key': 'mine', 'x-auth-token': 'mine' },
    ['x-api-key', 'api-key', 'x-goog-api-key', 'x-auth-token'],
  ],
  ['another Host and Authorization', { host: 'evil.example', authorization: 'Bearer x' }, []],
  [
    'a Content-Encoding that is none',
    { 'content-encoding': 'identity', 'accept-encoding': 'br' },
    ['content-encoding'],
  ],
])('does not pass %s on', async (_what, headers, gone) => {
  const { status } = await raw(llm.gateway, { headers, body });

  expect(status).toBe(200);
  const got = llm.provider.requests.at(-1);
  for (const name of gone) expect(got?.headers).not.toHaveProperty(name);
  expect(got?.headers.host).toBe(new URL(llm.provider.url).host);
  expect(got?.headers.authorization).toMatch(/^Bearer key-of-the-provider/);
  expect(got?.headers['accept-encoding']).toBe('identity');
  expect(got?.body.toString()).toBe(body);
});

it('passes no header of the connection back, and keeps each cookie apart', async () => {
  llm.provider.next((_request, res) => {
    res.writeHead(
      200,
      [
        ['content-type', 'application/json'],
        ['content-length', '2'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['connection', 'x-hop'],
        ['x-hop', '1'],
        ['keep-alive', 'timeout=99'],
        ['proxy-authenticate', 'Basic'],
        ['alt-svc', 'h3=":443"'],
        ['x-kept', 'yes'],
      ].flat(),
    );
    res.end('{}');
  });
  const { headers, rawHeaders } = await raw(llm.gateway, { body, headers: { connection: 'close' } });

  expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(headers['x-kept']).toBe('yes');
  expect(headers['content-length']).toBe('2');
  for (const name of ['x-hop', 'proxy-authenticate', 'alt-svc']) expect(headers).not.toHaveProperty(name);
  expect(rawHeaders.join('\n')).not.toContain('timeout=99');
});

it('says which priority a request has', async () => {
  const priorities = [];
  for (const asked of ['URGENT ', 'low', 'whatever', undefined]) {
    const { headers } = await raw(llm.gateway, {
      body,
      headers: asked === undefined ? {} : { 'x-priority': asked },
    });
    priorities.push(headers['x-glassgate-priority']);
  }

  expect(priorities).toEqual(['urgent', 'low', 'normal', 'normal']);
});
