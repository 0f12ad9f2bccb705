import { failedShare } from './measure.ts';

const load = { requests: 100, bytes: 50_000, seconds: 1, p50Ms: 1, p99Ms: 2, failures: 0 };

describe('failedShare', () => {
  it('is the share of answers that were refused or broke', () => {
    expect(failedShare({ ...load, failures: 3 })).toBe(0.03);
  });

  it('is the share of the bytes that did not come', () => {
    expect(failedShare(load, 1_000)).toBe(0.5);
  });

  it('is nothing when every answer is whole, its head beside it', () => {
    expect(failedShare(load, 400)).toBe(0);
  });
});
