import { TokenBucket } from 'glassgate/plugin-api';
import { backoffMs, retryAfterMs } from './backoff.ts';
import { createTestClock, startOfTime } from './test-alerts.ts';
import { truncateUtf8 } from './truncate-utf8.ts';

it('doubles the bound of a pause up to its maximum, and takes any part of it', () => {
  const bounds = Array.from({ length: 11 }, (_, index) =>
    backoffMs(index + 1, { maxMs: 300_000, random: () => 0.9999999 }),
  );
  expect(bounds.map((ms) => Math.round(ms / 1000))).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  expect(backoffMs(5_000, { maxMs: 300_000, random: () => 0 })).toBe(0);
});

it.each([
  ['120', 120_000],
  ['1.5', 1_500],
  ['Fri, 20 Nov 2026 10:01:00 GMT', 60_000],
  ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
  ['999999999', 86_400_000],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads Retry-After: %s', (header, expected) => {
  expect(retryAfterMs(header, startOfTime)).toBe(expected);
});

it('lets a burst pass and then keeps the rate', async () => {
  const clock = createTestClock();
  const bucket = new TokenBucket({ ratePerMinute: 30, capacity: 2, now: () => clock.now() });
  bucket.take();
  bucket.take();

  expect([bucket.available, Math.ceil(bucket.waitMs())]).toEqual([0, 2_000]);
  await clock.advance(2_000);
  expect(bucket.available).toBe(1);
  await clock.advance(60_000);
  expect(bucket.available).toBe(2);
});

it.each([
  ['short', 10, 'short'],
  ['0123456789', 9, '012345…'],
  ['漢字漢字', 9, '漢字…'],
  ['a👨‍👩‍👧‍👦b', 20, 'a…'],
  ['e\u0301e\u0301e\u0301', 7, 'e\u0301…'],
  ['anything', 2, ''],
])('cuts %j to %i bytes', (text, bytes, expected) => {
  expect(truncateUtf8(text, bytes)).toBe(expected);
  expect(Buffer.byteLength(truncateUtf8(text, bytes))).toBeLessThanOrEqual(bytes);
});
