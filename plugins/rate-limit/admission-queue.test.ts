import { priorities } from 'glassgate/plugin-api';
import { seeded, settled } from './test-clock.ts';
import { type Asked, finish, testLimiter } from './test-limiter.ts';

type Limits = NonNullable<Parameters<typeof testLimiter>[0]>;

/** A limiter that lets nobody through for the time of a test. */
async function stuck(changed: Limits) {
  const test = testLimiter({ rate_rpm: 0.1, queue_timeout: 3600, low_priority_timeout: 300, ...changed });
  finish(test.ask('first'));
  await test.clock.advance(0);
  const ask = async (name: string, options?: Parameters<typeof test.ask>[1]) => {
    const asked = test.ask(name, options);
    await settled();
    return asked;
  };
  return { ...test, ask };
}

describe('a full queue', () => {
  it('refuses the newcomer by default', async () => {
    const { ask, limiter } = await stuck({ queue_max_size: 2 });
    const waiting = [await ask('1', { priority: 'low' }), await ask('2')];
    const third = await ask('3', { priority: 'urgent' });
    expect(third.error).toMatchObject({
      code: 'QUEUE_FULL',
      status: 503,
      details: { limiter: 'test/one', waiting: 2, retry_after_seconds: expect.any(Number) },
    });
    expect(waiting.every(({ settlements }) => settlements === 0)).toBe(true);
    expect(limiter.queue.totals).toEqual({ enqueued: 3, dequeued: 1, dropped: 1, overflow: 0 });
  });

  it('lets some wait behind it with passthrough, and serves them last', async () => {
    const { ask, limiter, clock, order } = await stuck({
      queue_max_size: 1,
      overflow_max: 1,
      queue_full_policy: 'passthrough',
    });
    await ask('low', { priority: 'low' });
    await ask('urgent', { priority: 'urgent' });
    const third = await ask('3');
    expect(third.error).toMatchObject({ code: 'QUEUE_FULL' });
    expect([limiter.queue.size, limiter.queue.overflowSize]).toEqual([1, 1]);
    limiter.gate.setRate(600);
    await clock.advance(2000);
    expect(order).toEqual(['first', 'low', 'urgent']);
  });

  it('sends a strictly less urgent one away with drop_lowest, at once', async () => {
    const { ask, limiter } = await stuck({ queue_max_size: 2, queue_full_policy: 'drop_lowest' });
    const [low, normal] = [await ask('low', { priority: 'low' }), await ask('normal')];
    const urgent = await ask('urgent', { priority: 'urgent' });
    expect(low.error).toMatchObject({
      code: 'QUEUE_EVICTED',
      status: 503,
      details: { limiter: 'test/one', retry_after_seconds: expect.any(Number) },
    });
    const second = await ask('normal too');
    expect(second.error).toMatchObject({ code: 'QUEUE_FULL' });
    expect([normal.settlements, urgent.settlements]).toEqual([0, 0]);
    expect(limiter.queue.depths()).toEqual({ urgent: 1, high: 0, normal: 1, low: 0 });
  });

  it.each(['reject', 'passthrough'] as const)(
    'holds no more bytes than it may (%s)',
    async (queue_full_policy) => {
      const { ask, limiter } = await stuck({ queue_max_bytes: 100, queue_full_policy });
      const big = await ask('big', { bytes: 500 });
      const more = await ask('more', { bytes: 1 });
      expect([big.settlements, more.error?.code]).toEqual([0, 'QUEUE_FULL']);
      big.leave();
      const fits = await ask('fits', { bytes: 100 });
      expect([fits.settlements, limiter.queue.bytes]).toEqual([0, 100]);
    },
  );

  it('sends as many away as their bytes take, and none when that is not enough', async () => {
    const { ask } = await stuck({ queue_max_bytes: 100, queue_full_policy: 'drop_lowest' });
    const low = [
      await ask('1', { priority: 'low', bytes: 40 }),
      await ask('2', { priority: 'low', bytes: 40 }),
    ];
    await ask('normal', { bytes: 20 });
    const tooBig = await ask('too big', { bytes: 101 });
    expect(tooBig.error).toMatchObject({ code: 'QUEUE_FULL' });
    const high = await ask('high', { priority: 'high', bytes: 70 });
    expect([high, ...low].map(({ error }) => error?.code)).toEqual([
      undefined,
      'QUEUE_EVICTED',
      'QUEUE_EVICTED',
    ]);
  });
});

interface Expected {
  readonly asked: Asked;
  readonly rank: number;
  readonly number: number;
}

const capacity = 8;

/** A limiter beside a sorted list of who should be waiting for it. */
async function modelOf(policy: 'reject' | 'drop_lowest') {
  const test = await stuck({
    queue_max_size: capacity,
    queue_full_policy: policy,
    priority: { age_seconds: 0 },
  });
  const { limiter, clock, ask, order } = test;
  const all: Asked[] = [];
  let waiting: Expected[] = [];
  const byTurn = () => waiting.toSorted((a, b) => a.rank - b.rank || a.number - b.number);
  const victimFor = (rank: number) => {
    const lowest = byTurn().at(-1);
    return policy === 'drop_lowest' && lowest !== undefined && lowest.rank > rank ? lowest : undefined;
  };
  return {
    come: async (rank: number) => {
      const isFull = waiting.length === capacity;
      const victim = isFull ? victimFor(rank) : undefined;
      const asked = await ask(`${all.length}`, { priority: priorities[rank] ?? 'low' });
      all.push(asked);
      expect(victim?.asked.error?.code).toBe(victim && 'QUEUE_EVICTED');
      expect(asked.error?.code).toBe(isFull && victim === undefined ? 'QUEUE_FULL' : undefined);
      waiting.push({ asked, rank, number: all.length });
    },
    leave: (index: number) => waiting[index]?.asked.leave(),
    serve: async () => {
      const [turn] = byTurn();
      limiter.gate.bucket.giveBack();
      limiter.gate.guard.setLimit(1000);
      limiter.tick();
      await clock.advance(1100);
      if (turn === undefined) return;
      expect(order.at(-1)).toBe(turn.asked.name);
      finish(turn.asked);
    },
    compare: async () => {
      await settled();
      waiting = waiting.filter(({ asked }) => asked.settlements === 0);
      expect(limiter.queue.size).toBe(waiting.length);
      return waiting.length;
    },
    end: async () => {
      limiter.drain();
      await settled();
      return all;
    },
  };
}

it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
  'agrees with a sorted list, and settles everybody exactly once (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    const model = await modelOf(seed % 2 === 0 ? 'reject' : 'drop_lowest');
    let count = 0;
    for (let step = 0; step < 150; step += 1) {
      const what = random();
      if (what < 0.6) await model.come(Math.floor(random() * 4));
      else if (what < 0.75) model.leave(Math.floor(random() * count));
      else await model.serve();
      count = await model.compare();
    }
    const all = await model.end();
    expect(all.every(({ settlements }) => settlements === 1)).toBe(true);
  },
);
