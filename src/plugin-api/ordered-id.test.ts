import { orderedId } from './ordered-id.ts';

describe('orderedId', () => {
  it('is a UUID of version 7 that begins with the time', () => {
    const id = orderedId(Date.UTC(2026, 10, 20, 18, 13, 42, 347));
    expect(id).toMatch(/^01a1fa2a-0d4b-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts by time and never repeats', () => {
    const ids = Array.from({ length: 1000 }, (_, ms) => orderedId(1_000_000_000_000 + ms));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(Array.from({ length: 10_000 }, () => orderedId(0))).size).toBe(10_000);
  });
});
