import { StoreProbe } from './store-probe.ts';

function probeOf(write: () => Promise<void>) {
  const clock = { time: 0 };
  const counted = { writes: 0 };
  const probe = new StoreProbe({
    write: () => {
      counted.writes += 1;
      return write();
    },
    now: () => clock.time,
    patienceMs: 20,
  });
  return { probe, clock, counted };
}

describe('StoreProbe', () => {
  it('writes once in ten seconds, and once for all who ask at the same time', async () => {
    const { probe, clock, counted } = probeOf(async () => undefined);
    await Promise.all([probe.check(), probe.check()]);
    clock.time = 9_999;
    await probe.check();
    expect(counted.writes).toBe(1);
    clock.time = 10_000;
    expect(await probe.check()).toEqual({ ok: true, state: 'ok' });
    expect(counted.writes).toBe(2);
  });

  it('is not ready while rows are refused, and ready with the first that is not', async () => {
    const world = { isBroken: true };
    const { probe } = probeOf(async () => {
      if (world.isBroken) throw new Error('The disk is full.');
    });
    expect(await probe.check()).toEqual({ ok: false, state: 'unavailable' });
    world.isBroken = false;
    expect(await probe.check()).toEqual({ ok: true, state: 'ok' });
  });

  it('does not wait for a disk that hangs, and asks it once', async () => {
    const disk = Promise.withResolvers<void>();
    const { probe, counted } = probeOf(() => disk.promise);
    expect(await probe.check()).toEqual({ ok: false, state: 'slow' });
    const late = probe.check();
    disk.resolve();
    expect(await late).toEqual({ ok: true, state: 'ok' });
    expect(counted.writes).toBe(1);
  });
});
