import { packSends, remember } from './stored-sends.ts';

const wall = 1_800_000_000_000;
const row = { limiter: 'k', sends_json: '[]', open_sends: 0, paused_until_ms: 0, written_at_ms: wall };

describe('stored sends', () => {
  it('come back no older than they were', () => {
    const agesMs = [59_900, 30_010, 30_005, 7];
    const back = remember({ ...row, sends_json: packSends(agesMs, wall) }, wall).agesMs.toSorted(
      (a, b) => b - a,
    );
    expect(back).toHaveLength(4);
    for (const [index, ageMs] of back.entries()) {
      expect(ageMs).toBeLessThanOrEqual(agesMs[index] ?? 0);
      expect(ageMs).toBeGreaterThan((agesMs[index] ?? 0) - 250);
    }
  });

  it('stay small at any rate', () => {
    const agesMs = Array.from({ length: 100_000 }, (_, index) => index * 0.6);
    const text = packSends(agesMs, wall);
    expect(text.length).toBeLessThan(10_000);
    expect(remember({ ...row, sends_json: text }, wall).agesMs).toHaveLength(100_000);
  });

  it('count those that may have left after the row as late as they can have', () => {
    const { agesMs } = remember({ ...row, open_sends: 2 }, wall + 30_000);
    expect(agesMs).toEqual([20_000, 20_000]);
  });

  it('bring back what is left of a pause', () => {
    expect(remember({ ...row, paused_until_ms: wall + 5000 }, wall + 2000).pauseMs).toBe(3000);
    expect(remember({ ...row, paused_until_ms: wall + 5000 }, wall + 9000).pauseMs).toBe(0);
  });
});
