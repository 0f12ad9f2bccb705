import { maskUrl, maskUserinfo } from './mask-secrets.ts';

// Put together here, so that no text of the repository looks like a secret.
const password = `S3cr${'et'}`;

it.each([
  ['a proxy', `socks5://bob:${password}@1.2.3.4:1080`, 'socks5://REDACTED:REDACTED@1.2.3.4:1080'],
  ['an @ in the password', `http://bob:${password}@9@h/x`, 'http://REDACTED:REDACTED@h/x'],
  ['a slash in a proxy password', `socks5://bob:pa/${password}@h:1`, 'socks5://REDACTED:REDACTED@h:1'],
  ['a token as user', `https://${password}@example.com/r`, 'https://REDACTED:REDACTED@example.com/r'],
  ['no user', `SOCKS5H://:${password}@h`, 'SOCKS5H://REDACTED:REDACTED@h'],
  ['an IPv6 host', `http://u:${password}@[::1]:80/`, 'http://REDACTED:REDACTED@[::1]:80/'],
  [
    'two in one text',
    `http://a:${password}@h and http://b:${password}@i`,
    'http://REDACTED:REDACTED@h and http://REDACTED:REDACTED@i',
  ],
  [
    'an escaped quote on a JSON line',
    JSON.stringify({ url: `http://u:"${password}@h` }),
    '{"url":"http://REDACTED:REDACTED@h"}',
  ],
])('masks %s', (_name, text, masked) => {
  expect(maskUserinfo(text)).toBe(masked);
});

it.each([
  'http://127.0.0.1:8001/analyze',
  'write to bob@example.com',
  'see http://host/path@2x.png',
  '{"url":"http://host","mail":"bob@example.com"}',
  'http://host\nbob@example.com',
])('leaves %j alone', (text) => {
  expect(maskUserinfo(text)).toBe(text);
});

it('masks values of parameters that name a secret', () => {
  expect(maskUrl(`http://h/p?api_key=${password}&page=2&X-Amz-Signature=${password}#top`)).toBe(
    'http://h/p?api_key=REDACTED&page=2&X-Amz-Signature=REDACTED#top',
  );
});

it('stays fast on a text made to slow it down', () => {
  const start = performance.now();

  maskUserinfo(`${'socks5://'.repeat(5_000)} @`);

  expect(performance.now() - start).toBeLessThan(2_000);
});
