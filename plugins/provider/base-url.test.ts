import { baseUrlProblem, joinedBaseUrl } from './base-url.ts';

it.each([
  ['https://api.example.com', '/v1', 'https://api.example.com/v1'],
  ['https://api.example.com/v1', '/v1', 'https://api.example.com/v1'],
  ['https://api.example.com/v1/', 'v1/', 'https://api.example.com/v1'],
  ['https://api.example.com/openai', '/v1', 'https://api.example.com/openai/v1'],
  ['https://api.example.com/', '', 'https://api.example.com'],
])('joins %s and %s once', (base, prefix, joined) => {
  expect(joinedBaseUrl(base, prefix)).toBe(joined);
});

it.each([
  'http://127.0.0.1:1',
  'http://localhost',
  'http://[::1]:8080',
  'http://10.1.2.3',
  'http://169.254.169.254',
  'http://[fd00::1]',
  'http://box.internal',
  'http://2130706433',
  'http://[::ffff:127.0.0.1]',
  'http://[::127.0.0.1]',
  'http://[64:ff9b::7f00:1]',
  'http://[ff02::1]',
  'http://198.18.0.1',
  'http://239.0.0.1',
])('takes the private address %s only when it is meant', (url) => {
  expect(baseUrlProblem(url, { allowPrivate: false })).toMatch(/private/);
  expect(baseUrlProblem(url, { allowPrivate: true })).toBeUndefined();
});

it.each([
  ['ftp://x', /http/],
  ['no url', /http/],
  ['https://user:pw@x', /password/],
  ['https://x/?a=1', /query/],
])('refuses %s', (url, problem) => {
  expect(baseUrlProblem(url, { allowPrivate: true })).toMatch(problem);
});

it('takes a public address', () => {
  expect(baseUrlProblem('https://integrate.api.nvidia.com/v1', { allowPrivate: false })).toBeUndefined();
});
