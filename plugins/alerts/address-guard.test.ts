import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { guardLookup, isBlockedAddress } from './address-guard.ts';
import { post } from './post.ts';
import { aWebhook } from './test-alerts.ts';
import { hook, openDesk, routes, settled } from './test-desk.ts';
import { startReceiver } from './test-receiver.ts';

const outgoing = (url: string) => ({ method: 'POST', url, headers: {}, body: '{}' });
const strict = () => ({ signal: AbortSignal.timeout(2_000), allowLinkLocal: false });

describe('an address', () => {
  it.each([
    // Of the link.
    ...['169.254.0.0', '169.254.169.254', '169.254.170.2', '169.254.255.255'],
    ...['fe80::1', 'fe80::a9fe:a9fe', 'febf::1', 'fe80::1%eth0'],
    // Of metadata services.
    ...['100.100.100.200', '168.63.129.16', '192.0.0.192'],
    ...['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254'],
    // Of nobody, and of everybody.
    ...['0.0.0.0', '0.1.2.3', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
    ...['::', 'ff02::1', 'ff05::1:3'],
    // Wrapped into IPv6: mapped, translated, compatible, NAT64, 6to4.
    ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::ffff:0.0.0.0', '::ffff:100.100.100.200'],
    ...['0:0:0:0:0:ffff:a9fe:a9fe', '::ffff:0:169.254.169.254', '::169.254.169.254', '::100.100.100.200'],
    ...['64:ff9b::169.254.169.254', '64:ff9b::a9fe:a9fe', '64:ff9b::100.100.100.200', '64:ff9b::0.0.0.0'],
    ...['2002:a9fe:a9fe::', '2002:a9fe:a9fe::1', '2002:6464:64c8::1', '2002:a83f:8110::'],
    // No address at all.
    ...['', 'localhost', '169.254.169', '1.2.3.4.5'],
  ])('%s is refused', (address) => {
    expect(isBlockedAddress(address)).toBe(true);
  });

  it.each([
    ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255'],
    ...['192.168.0.1', '192.168.255.255', '100.64.0.1', '100.100.100.199', '100.100.100.201'],
    ...['169.253.255.255', '169.255.0.0', '8.8.8.8', '1.0.0.0', '223.255.255.255', '192.0.0.193'],
    ...['::1', '2001:db8::1', 'fd00::1', 'fd00:ec1::254', 'fc00::1', 'fec0::1', 'fd20:ce::253'],
    ...['::ffff:10.0.0.1', '::ffff:127.0.0.1', '64:ff9b::8.8.8.8', '2002:0a00:0001::'],
  ])('%s may be somebody who takes alerts', (address) => {
    expect(isBlockedAddress(address)).toBe(false);
  });
});

describe('a URL', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://169.254.169.254./',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0XA9.0xFE.0xA9.0xFE/',
    'http://0251.0376.0251.0376/',
    'http://025177524776/',
    'http://169.254.43518/',
    'http://169.16689662/',
    'http://169.0xfe.0251.254/',
    'http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/',
    'http://169。254。169。254/',
    'http://%31%36%39.254.169.254/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[0:0:0:0:0:FFFF:169.254.169.254]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'http://0/',
    'http://0.0.0.0:9/',
    'http://[::]/',
    'http://224.0.0.1/',
  ])('%s is not connected to', async (url) => {
    await expect(post(outgoing(url), strict())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('leads there where the operator allows it', async () => {
    const sending = post(outgoing('http://[::]:1/'), { ...strict(), allowLinkLocal: true });

    await expect(sending).rejects.not.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a name', () => {
  const good: LookupAddress = { address: '192.0.2.7', family: 4 };
  const bad: LookupAddress = { address: '169.254.169.254', family: 4 };
  const mapped: LookupAddress = { address: '::ffff:169.254.169.254', family: 6 };
  const knowing = (...addresses: LookupAddress[]) =>
    guardLookup((_hostname, _options, callback) => callback(null, addresses));

  const ask = (lookup: LookupFunction, all: boolean) =>
    new Promise((resolve) => {
      lookup('hooks.example', { all }, (error, ...found) => resolve(error ?? found));
    });

  it.each([
    ['a forbidden address', [bad]],
    ['a wrapped one', [mapped]],
    ['a good one and a forbidden one', [good, bad]],
    ['a forbidden one and a good one', [bad, good]],
  ])('with %s is refused', async (_what, addresses) => {
    const lookup = knowing(...addresses);

    expect(await ask(lookup, true)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await ask(lookup, false)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('with good ones is told as Node asks for it', async () => {
    const other: LookupAddress = { address: '2001:db8::7', family: 6 };

    expect(await ask(knowing(good, other), true)).toEqual([[good, other]]);
    expect(await ask(knowing(good, other), false)).toEqual(['192.0.2.7', 4]);
  });

  it('that nobody knows keeps its error', async () => {
    const unknown = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    const lookup = guardLookup((_hostname, _options, callback) => callback(unknown, []));

    expect(await ask(lookup, true)).toBe(unknown);
  });

  it('is connected to at the address that was looked at, and not at all at a forbidden one', async () => {
    await using receiver = await startReceiver();
    const url = `http://hooks.example:${new URL(receiver.url).port}/`;
    const here: LookupAddress = { address: '127.0.0.1', family: 4 };

    const reply = await post(outgoing(url), { ...strict(), lookup: knowing(here) });
    const refused = post(outgoing(url), { ...strict(), lookup: knowing(here, bad) });

    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(reply.status).toBe(202);
    expect(receiver.posts).toHaveLength(1);
  });
});

it.each([301, 302, 303, 307, 308])('a redirect (%d) leads nowhere', async (status) => {
  await using canary = await startReceiver();
  await using receiver = await startReceiver({ status, headers: { location: `${canary.url}/caught` } });
  await using desk = await openDesk({ channels: [hook(receiver.url)], routes });

  await desk.post(aWebhook());
  const [row] = await settled(desk, ['dead']);

  expect(row).toMatchObject({ attempts: 1, last_error: `status ${status}` });
  expect(receiver.posts).toHaveLength(1);
  expect(canary.posts).toHaveLength(0);
  await fetch(canary.url, { method: 'POST', body: '{}' });
  expect(canary.posts).toHaveLength(1);
});
