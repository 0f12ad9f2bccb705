import type { HttpRequest, HttpTools, Principal, Request } from 'glassgate/plugin-api';
import { callerOf, doorkeeper } from './door.ts';

const admin: Principal = { name: 'ann', role: 'operator', limits: {} };
const local = { host: 'localhost:9000' };

interface Sender {
  readonly principal?: Principal;
  /** Where the connection comes from. */
  readonly remoteAddress?: string | undefined;
  /** Where the request comes from, as proxies say. */
  readonly clientAddress?: string | undefined;
  readonly headers?: Request['headers'];
}

function notAsked(): never {
  throw new Error('The door has no business with it.');
}

/** A request as the door sees it: the rest of it is missing. */
function arrive({ principal, remoteAddress, clientAddress, headers = local }: Sender) {
  const req = { headers, socket: { remoteAddress } } as unknown as Request;
  const request: HttpRequest = {
    requestId: 'request-1',
    clientAddress,
    arrivedAt: 0,
    signal: new AbortController().signal,
    principal,
    rename: notAsked,
    onEnd: notAsked,
    failed: notAsked,
  };
  const http: HttpTools = {
    jsonBody: notAsked,
    bytesOf: notAsked,
    of: () => request,
    shapeErrors: notAsked,
    errorOf: notAsked,
  };
  return { req, http };
}

function entries(sender: Sender, settings: { insecure?: boolean; hosts?: readonly string[] } = {}): number {
  const { req, http } = arrive(sender);
  let entered = 0;
  const { insecure = false, hosts = [] } = settings;
  const door = doorkeeper(http, () => ({ insecure, hosts: [...hosts] }));
  door(req, undefined, () => {
    entered += 1;
  });
  return entered;
}

const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });

describe('without keys', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::ffff:127.0.0.1', '127.8.9.1'],
  ])('lets %s in, for %s, where the operator says so', (remoteAddress, clientAddress) => {
    const sender = { remoteAddress, clientAddress };

    expect(entries(sender, { insecure: true })).toBe(1);
    expect(() => entries(sender)).toThrow(forbidden);
  });

  it.each([
    ['10.0.0.5', '10.0.0.5'],
    ['::ffff:10.0.0.5', '::ffff:10.0.0.5'],
    ['0.0.0.0', '0.0.0.0'],
    ['::', '::'],
    ['::127.0.0.1', '::127.0.0.1'],
    ['1127.0.0.1', '1127.0.0.1'],
    // Through a proxy on this machine, and by one that says that the client is here.
    ['127.0.0.1', '203.0.113.9'],
    ['203.0.113.9', '127.0.0.1'],
    ['127.0.0.1', undefined],
    [undefined, '127.0.0.1'],
  ])('keeps %s out, for %s', (remoteAddress, clientAddress) => {
    expect(() => entries({ remoteAddress, clientAddress }, { insecure: true })).toThrow(forbidden);
  });

  it('looks at the settings for every request', () => {
    const { req, http } = arrive({ remoteAddress: '::1', clientAddress: '::1' });
    let insecure = true;
    let entered = 0;
    const door = doorkeeper(http, () => ({ insecure, hosts: [] }));
    const enter = () =>
      door(req, undefined, () => {
        entered += 1;
      });
    enter();
    insecure = false;

    expect(enter).toThrow(forbidden);
    expect(entered).toBe(1);
  });
});

describe('with the key', () => {
  const from = (headers: Request['headers']) => ({ principal: admin, remoteAddress: '203.0.113.9', headers });

  it.each([
    undefined,
    '',
    ':9000',
    'localhost.evil.example',
    'evil.example:9000',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    'localhost:9000:1',
    'localhost:x',
    '2130706433',
    '0x7f.1',
    '[::1',
    '[evil.example]',
    'gate.internal.',
    'sub.gate.internal',
    '__proto__',
  ])('asks for a name that leads here, which %j is not', (host) => {
    const sender = from(host === undefined ? {} : { host });

    expect(() => entries(sender, { hosts: ['gate.internal'] })).toThrow(forbidden);
  });

  it('asks for the name also where no key is needed', () => {
    const sender = { remoteAddress: '::1', clientAddress: '::1', headers: { host: 'evil.example' } };

    expect(() => entries(sender, { insecure: true })).toThrow(forbidden);
  });

  it.each([
    ['localhost:9000', 'HTTP://LOCALHOST:9000'],
    ['LocalHost', 'http://localhost'],
    ['[::1]:9000', 'http://[::1]:9000'],
    ['gate.internal', 'https://gate.internal'],
  ])('lets a page of %s in', (host, origin) => {
    expect(entries(from({ host, origin }), { hosts: ['gate.internal'] })).toBe(1);
  });

  it.each([
    'http://localhost',
    'http://localhost:9001',
    'http://localhost:9000.evil.example',
    'http://localhost:9000@evil.example',
    'http://evil.example/localhost:9000',
    'http://127.0.0.1:9000',
    'localhost:9000',
    'file://',
    '',
  ])('keeps a page of %j out of localhost:9000', (origin) => {
    expect(() => entries(from({ ...local, origin }))).toThrow(forbidden);
  });

  it('says nothing of the name that was tried', () => {
    expect(() => entries(from({ host: 'nvapi-0123456789abcdefghij' }))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('nvapi') }),
    );
  });
});

it('knows who calls, and makes do where nobody says', () => {
  const known = arrive({ principal: admin, clientAddress: '203.0.113.9' });
  const unknown = arrive({});

  expect(callerOf(known.req, known.http)).toEqual({
    who: 'ann',
    source: '203.0.113.9',
    requestId: 'request-1',
  });
  expect(callerOf(unknown.req, unknown.http)).toMatchObject({ who: 'anonymous', source: 'unknown' });
});
