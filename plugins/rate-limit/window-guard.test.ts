import { mostInAMinute, seeded } from './test-clock.ts';
import { WindowGuard } from './window-guard.ts';

function guardOf(limit: number, earlierAgesMs: readonly number[] = []) {
  const clock = { ms: 0 };
  return { clock, guard: new WindowGuard({ limit, now: () => clock.ms, earlierAgesMs }) };
}

describe('WindowGuard', () => {
  it('lets the limit through and says when the next may follow', () => {
    const { guard, clock } = guardOf(2);
    guard.open().written();
    clock.ms = 1000;
    guard.open().written();
    expect(guard.waitMs()).toBe(60_250 - 1000);
    clock.ms = 60_250;
    expect(guard.waitMs()).toBe(0);
    expect(guard.count).toBe(1);
  });

  it('counts a send from when it was written, and as long as it is not', () => {
    const { guard, clock } = guardOf(1);
    const send = guard.open();
    clock.ms = 3_600_000;
    expect([guard.waitMs(), guard.pending]).toEqual([Number.POSITIVE_INFINITY, 1]);
    send.written();
    clock.ms += 1000;
    send.written();
    expect([guard.waitMs(), guard.pending]).toEqual([59_250, 0]);
  });

  it('makes room for a pending send among those that have left', () => {
    const { guard, clock } = guardOf(3);
    guard.open().written();
    clock.ms = 1000;
    guard.open().written();
    guard.open();
    expect(guard.waitMs()).toBe(59_250);
  });

  it.each([[false], [true]])(
    'does not count what was never sent, told so or not yet (written: %s)',
    (isWritten) => {
      const { guard } = guardOf(1);
      const send = guard.open();
      if (isWritten) send.written();
      send.takeBack();
      send.takeBack();
      send.written();
      expect([guard.waitMs(), guard.count, guard.pending]).toEqual([0, 0, 0]);
    },
  );

  it('remembers the sends of the process before', () => {
    const { guard } = guardOf(2, [10_000, 59_000, 70_000]);
    expect(guard.count).toBe(2);
    expect(guard.waitMs()).toBe(1250);
  });

  it('takes a send from the future for one of now', () => {
    const { guard } = guardOf(1, [-3_600_000]);
    expect(guard.waitMs()).toBe(60_250);
  });

  it('follows a lowered limit', () => {
    const { guard } = guardOf(40);
    for (let index = 0; index < 20; index += 1) guard.open().written();
    guard.setLimit(10);
    expect(guard.waitMs()).toBeGreaterThan(0);
  });

  it('never lets a provider see more than the limit in a minute, whatever the pattern', () => {
    const broken: number[] = [];
    for (let seed = 1; seed <= 10_000; seed += 1) {
      const { limit, arrivals } = arrivalsOf(seed);
      if (mostInAMinute(arrivals) > limit) broken.push(seed);
    }
    expect(broken).toEqual([]);
  });
});

/** When a provider sees the requests of some minutes, each on its way for up to a quarter of a second. */
function arrivalsOf(seed: number): { readonly limit: number; readonly arrivals: readonly number[] } {
  const random = seeded(seed);
  const limit = 1 + Math.floor(random() * 10);
  const { guard, clock } = guardOf(limit);
  const arrivals: number[] = [];
  const connecting: (() => void)[] = [];
  for (let step = 0; step < 100; step += 1) {
    clock.ms += random() < 0.7 ? random() * 2000 : random() * 90_000;
    if (random() < 0.5) connecting.shift()?.();
    if (guard.waitMs() > 0) continue;
    const send = guard.open();
    const arrive = () => {
      send.written();
      arrivals.push(clock.ms + random() * 249);
    };
    if (random() < 0.3) connecting.push(arrive);
    else arrive();
  }
  return { limit, arrivals: arrivals.sort((a, b) => a - b) };
}
