import { timestamp } from './timestamp.ts';

it('writes an instant with six decimals and an explicit offset', () => {
  expect(timestamp(new Date('2026-11-20T18:13:42.347Z'))).toBe('2026-11-20T18:13:42.347000+00:00');
});

it('takes now when it is given no date', () => {
  const before = Date.now();
  const written = new Date(timestamp()).getTime();
  expect(written).toBeGreaterThanOrEqual(before);
  expect(written).toBeLessThanOrEqual(Date.now());
});
