import { GlassgateError, type Repository, type Store } from 'glassgate/plugin-api';
import { Limiter } from './limiter.ts';
import { openLimiterStore } from './limiter-store.ts';
import type { LimiterRow } from './tables.ts';
import { mostInAMinute, seeded, settled, type TestClock, testClock } from './test-clock.ts';
import { limits } from './test-limiter.ts';

interface World {
  readonly clock: TestClock;
  readonly random: () => number;
  /** What a process finds after a kill. */
  disk: LimiterRow | undefined;
  /** When the provider saw each request. */
  readonly arrivals: number[];
  writes: number;
}

/** A disk that takes a while; a row that is on its way at a kill is there afterwards, or is not. */
function openDisk(world: World): { readonly store: Store; kill(): void } {
  let isAlive = true;
  let queued: LimiterRow | undefined;
  const repository: Pick<Repository<LimiterRow>, 'find' | 'put' | 'delete'> = {
    find: async () => (world.disk === undefined ? [] : [world.disk]),
    put: (row) => {
      world.writes += 1;
      queued = row;
    },
    delete: () => undefined,
  };
  const commit = () => {
    if (isAlive && queued !== undefined) world.disk = queued;
  };
  const committed = () =>
    new Promise<void>((resolve) => {
      const latencyMs = world.random() < 0.9 ? world.random() * 20 : world.random() * 3000;
      world.clock.after(latencyMs, () => {
        commit();
        resolve();
      });
    });
  return {
    // Only what a limiter uses of a store.
    store: { location: 'none', table: () => repository, committed } as unknown as Store,
    kill: () => {
      if (world.random() < 0.5) commit();
      isAlive = false;
    },
  };
}

/** One life of the gateway. */
async function startProcess(world: World, rpm: number) {
  const { clock, random } = world;
  const disk = openDisk(world);
  const store = await openLimiterStore({ store: disk.store, wall: clock.wall });
  let isAlive = true;
  const own = {
    ...clock,
    now: clock.now,
    wall: clock.wall,
    after: (ms: number, task: () => void) => clock.after(ms, () => isAlive && task()),
  };
  const limiter: Limiter = new Limiter({
    key: 'openai/one',
    config: limits({ rate_rpm: rpm, queue_timeout: 3600, max_inflight: 1000 }),
    clock: own,
    remembered: store.recall('openai/one'),
    write: (snapshot) => store.save(limiter, snapshot),
    onChange: () => undefined,
  });
  const beat = () => {
    limiter.tick();
    own.after(1000, beat);
  };
  own.after(1000, beat);
  const client = new AbortController();
  const send = async () => {
    const { permit } = await limiter.admit({ priority: 'normal', bytes: 0, signal: client.signal });
    // Connecting takes a moment, and now and then long.
    const connectMs = random() < 0.8 ? random() * 100 : random() * 20_000;
    own.after(connectMs, () => {
      if (random() < 0.05) permit.unsent();
      else {
        permit.written();
        world.arrivals.push(clock.ms + random() * 249);
      }
      permit.release();
    });
  };
  return {
    ask: () => void send().catch(() => undefined),
    kill: () => {
      disk.kill();
      isAlive = false;
      client.abort(new GlassgateError('CLIENT_CANCELED', 'killed'));
    },
    stop: async () => {
      limiter.close();
      await clock.advance(5000);
      isAlive = false;
    },
  };
}

async function live(seed: number) {
  const random = seeded(seed);
  const world: World = { clock: testClock(), random, disk: undefined, arrivals: [], writes: 0 };
  const rpm = 1 + Math.floor(random() * 40);
  const mostly = (usual: number, otherwise: number) => random() * (random() < 0.7 ? usual : otherwise);
  let process = await startProcess(world, rpm);
  for (let step = 0; step < 60; step += 1) {
    const crowd = Math.floor(mostly(3, 60));
    for (let index = 0; index < crowd; index += 1) process.ask();
    await world.clock.advance(mostly(3000, 40_000));
    const fate = random();
    if (fate >= 0.2) continue;
    if (fate < 0.1) process.kill();
    else await process.stop();
    await world.clock.advance(mostly(2000, 50_000));
    process = await startProcess(world, rpm);
  }
  await process.stop();
  return { world, rpm };
}

it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
  'never lets a provider see more than the rate in a minute, through restarts and kills (seed %i)',
  async (seed) => {
    const { world, rpm } = await live(seed);
    expect(world.arrivals.length).toBeGreaterThanOrEqual(2);
    expect(mostInAMinute(world.arrivals.toSorted((a, b) => a - b))).toBeLessThanOrEqual(rpm);
    // About one write a second, and one more when it becomes quiet.
    expect(world.writes).toBeLessThan(60 + (world.clock.ms / 1000) * 1.5);
  },
);

async function startAgain(world: World, rpm: number) {
  const { clock } = world;
  const process = await startProcess(world, rpm);
  const before = world.arrivals.length;
  for (let index = 0; index < 2 * rpm; index += 1) process.ask();
  await clock.advance(20_000);
  return world.arrivals.length - before;
}

describe('a limiter after a restart', () => {
  async function oneMinuteSpent() {
    const world: World = { clock: testClock(), random: () => 0.1, disk: undefined, arrivals: [], writes: 0 };
    const process = await startProcess(world, 10);
    for (let index = 0; index < 10; index += 1) process.ask();
    await world.clock.advance(500);
    expect(world.arrivals).toHaveLength(10);
    return { world, process };
  }

  it('does not begin with a burst after a clean stop', async () => {
    const { world, process } = await oneMinuteSpent();
    await process.stop();
    expect(world.disk).toMatchObject({ open_sends: 0 });
    expect(await startAgain(world, 10)).toBe(0);
  });

  it('does not begin with a burst after a kill in the very second of the sends', async () => {
    const { world, process } = await oneMinuteSpent();
    process.kill();
    expect(await startAgain(world, 10)).toBe(0);
  });

  it('counts nothing twice when it had been quiet for a while', async () => {
    const { world, process } = await oneMinuteSpent();
    await world.clock.advance(10_000);
    process.kill();
    expect(world.disk).toMatchObject({ open_sends: 0 });
    await world.clock.advance(50_000);
    expect(await startAgain(world, 10)).toBe(10);
  });

  it('takes sends of a clock that was set back for sends of now', async () => {
    const { world, process } = await oneMinuteSpent();
    await process.stop();
    world.clock.epochMs -= 3_600_000;
    expect(await startAgain(world, 10)).toBe(0);
  });

  it('keeps a pause that the far side asked for', async () => {
    const world: World = { clock: testClock(), random: () => 0.1, disk: undefined, arrivals: [], writes: 0 };
    const disk = openDisk(world);
    const store = await openLimiterStore({ store: disk.store, wall: world.clock.wall });
    const limiter: Limiter = new Limiter({
      key: 'k',
      config: limits({}),
      clock: world.clock,
      remembered: store.recall('k'),
      write: (snapshot) => store.save(limiter, snapshot),
      onChange: () => undefined,
    });
    const admitted = limiter.admit({ priority: 'normal', bytes: 0, signal: new AbortController().signal });
    await world.clock.advance(100);
    (await admitted).permit.answered({ status: 429, retryAfterMs: 60_000 });
    limiter.close();
    await world.clock.advance(10_000);
    const later = await openLimiterStore({ store: disk.store, wall: world.clock.wall });
    expect(later.recall('k').pauseMs).toBeCloseTo(50_000, -1);
    await settled();
  });
});
