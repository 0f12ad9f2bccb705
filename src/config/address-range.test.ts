import { isAddressRange } from './address-range.ts';

it.each(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32', '::1', '::1/128', 'loopback', 'uniquelocal'])(
  'takes %s',
  (text) => {
    expect(isAddressRange(text)).toBe(true);
  },
);

it.each([
  '0.0.0.0/0',
  '10.0.0.0/33',
  '::/129',
  'fe80::1%eth0',
  'example.com',
  '',
  '10.0.0',
  '1.2.3.4/x',
  '1.2.3.4/8/8',
])('refuses %j', (text) => {
  expect(isAddressRange(text)).toBe(false);
});
