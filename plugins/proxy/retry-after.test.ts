import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

it.each([
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Fri, 20 Nov 2026 12:01:30 GMT' }, 90_000],
  [{ 'retry-after': 'Fri, 20 Nov 2020 12:01:30 GMT' }, 0],
  [{ 'retry-after': '99999999' }, 86_400_000],
  [{ 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
  [{ 'x-ratelimit-reset': '20ms' }, 20],
  [{ 'x-ratelimit-reset': String(now / 1000 + 4) }, 4_000],
  [{ 'x-ratelimit-reset': String(now + 5_000) }, 5_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('reads %j as %p ms', (headers, ms) => {
  expect(retryAfterMs(headers, now)).toBe(ms);
});
