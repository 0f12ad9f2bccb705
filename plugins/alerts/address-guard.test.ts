import { isBlockedAddress } from './address-guard.ts';
import { post } from './post.ts';

const outgoing = (url: string) => ({ method: 'POST', url, headers: {}, body: '{}' });

it.each([
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/',
  'http://[::ffff:169.254.169.254]/',
  'http://[64:ff9b::169.254.169.254]/',
  'http://[2002:a9fe:a9fe::]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://100.100.100.200/',
  'http://0.0.0.0:9/',
  'http://[::]/',
  'http://224.0.0.1/',
])('does not connect to %s', async (url) => {
  const sending = post(outgoing(url), { signal: AbortSignal.timeout(2_000), allowLinkLocal: false });
  await expect(sending).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

it.each(['127.0.0.1', '10.1.2.3', '192.168.0.1', '8.8.8.8', '::1', '2001:db8::1', '::ffff:10.0.0.1'])(
  'lets %s pass',
  (address) => expect(isBlockedAddress(address)).toBe(false),
);

it('goes where the operator allows it', async () => {
  const sending = post(outgoing('http://[::]:1/'), {
    signal: AbortSignal.timeout(2_000),
    allowLinkLocal: true,
  });
  await expect(sending).rejects.not.toMatchObject({ code: 'FORBIDDEN' });
});
