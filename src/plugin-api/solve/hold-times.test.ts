import { expectedWaitMs, HoldTimes, retryAfterSeconds } from './hold-times.ts';

describe('HoldTimes', () => {
  it('knows the mean of the last 16 holds of each key, and of all when it knows none of the keys', () => {
    const holds = new HoldTimes();
    expect(holds.typicalMs(['a'])).toBeUndefined();
    for (let time = 0; time < 20; time += 1) holds.record('a', time < 4 ? 9000 : 100);
    holds.record('b', 300);
    expect(holds.typicalMs(['a'])).toBe(100);
    expect(holds.typicalMs(['a', 'b', 'c'])).toBe(200);
    expect(holds.typicalMs(['c'])).toBeCloseTo((4 * 9000 + 16 * 100 + 300) / 21);
    expect(holds.typicalMs()).toBe(holds.typicalMs(['c']));
  });
});

describe('expectedWaitMs', () => {
  it.each<[string, readonly number[], number | undefined, number, number]>([
    ['the first waits for the rest of the hold', [3000], 10_000, 1, 7000],
    ['the next ones wait a whole hold more each', [3000], 10_000, 3, 27_000],
    ['several places are taken in turn', [3000, 8000], 10_000, 1, 2000],
    ['several places are taken in turn', [3000, 8000], 10_000, 2, 7000],
    ['several places are taken in turn', [3000, 8000], 10_000, 3, 12_000],
    ['a hold longer than usual may end now', [30_000], 10_000, 1, 0],
    ['the present hold is all the experience there is', [4000], undefined, 2, 4000],
    ['without a holder it is a usual hold', [], 10_000, 1, 10_000],
    ['without anything it is now', [], undefined, 5, 0],
  ])('%s', (_, heldMs, typicalMs, position, expected) => {
    expect(expectedWaitMs({ heldMs, typicalMs, position })).toBe(expected);
  });
});

describe('retryAfterSeconds', () => {
  it.each([
    [0, 1],
    [1000, 1],
    [1001, 2],
    [1e12, 3600],
  ])('says of %s ms %s s', (ms, seconds) => {
    expect(retryAfterSeconds(ms)).toBe(seconds);
  });
});
