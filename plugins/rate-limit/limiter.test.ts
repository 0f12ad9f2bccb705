import { type Asked, finish, left, limits, type TestLimiter, testLimiter } from './test-limiter.ts';

/** No token is left, and the next one comes after `60 / rate_rpm` seconds. */
async function drained(changed: Parameters<typeof testLimiter>[0] = {}): Promise<TestLimiter> {
  const test = testLimiter({ rate_rpm: 60, bucket_capacity: 1, ...changed });
  const first = test.ask('first');
  await test.clock.advance(0);
  finish(first);
  return test;
}

describe('Limiter', () => {
  it('lets a burst through at once, and the next with the next token', async () => {
    const { clock, ask, order } = testLimiter({ rate_rpm: 40, bucket_capacity: 2, window_guard: false });
    const [, , third] = [ask('1'), ask('2'), ask('3')];
    await clock.advance(0);
    expect(order).toEqual(['1', '2']);
    await clock.advance(1499);
    expect(order).toEqual(['1', '2']);
    await clock.advance(1);
    expect(order).toEqual(['1', '2', '3']);
    expect(third?.admitted).toMatchObject({ waitedMs: 1500, position: 1, isOverflow: false });
    expect(clock.timers).toBe(0);
  });

  it('lets URGENT overtake those who wait already, and keeps the order within a class', async () => {
    const { clock, ask, order } = await drained();
    ask('low', { priority: 'low' });
    ask('normal 1');
    ask('normal 2');
    ask('urgent', { priority: 'urgent' });
    await clock.advance(3000);
    expect(order).toEqual(['first', 'urgent', 'normal 1', 'normal 2']);
  });

  it('does not starve LOW under a flood of URGENT', async () => {
    const { clock, ask, order } = await drained({ low_priority_timeout: 300, queue_timeout: 3600 });
    const low = ask('low', { priority: 'low' });
    const flood: Asked[] = [];
    while (low.settlements === 0 && clock.ms < 300_000) {
      flood.push(ask('urgent', { priority: 'urgent' }), ask('urgent', { priority: 'urgent' }));
      await clock.advance(1000);
      for (const asked of flood) finish(asked);
    }
    expect(order.at(-1)).toBe('low');
    expect(low.admitted?.waitedMs).toBeGreaterThanOrEqual(90_000);
    expect(low.admitted?.waitedMs).toBeLessThan(100_000);
  });

  it('keeps no more under way than it may, and goes on when one ends', async () => {
    const { clock, ask, order } = testLimiter({ rate_rpm: 600, max_inflight: 2 });
    const first = ask('1');
    ask('2');
    ask('3');
    await clock.advance(10_000);
    expect(order).toEqual(['1', '2']);
    finish(first);
    await clock.advance(0);
    expect(order).toEqual(['1', '2', '3']);
  });

  it('completes 38 or more a minute at 40 rpm when each takes 10 s', async () => {
    const { clock, ask, order } = testLimiter({ rate_rpm: 40, queue_timeout: 600 });
    const waiting = Array.from({ length: 200 }, (_, index) => ask(`${index}`));
    const running: { asked: Asked; endsAt: number }[] = [];
    const done: number[] = [];
    for (let second = 0; second < 240; second += 1) {
      for (const asked of waiting.filter(({ admitted }) => admitted !== undefined)) {
        waiting.splice(waiting.indexOf(asked), 1);
        asked.admitted?.permit.written();
        running.push({ asked, endsAt: clock.ms + 10_000 });
      }
      for (const { asked } of running.filter(({ endsAt }) => endsAt === clock.ms)) {
        finish(asked);
        done.push(clock.ms);
      }
      await clock.advance(1000);
    }
    const inMinute = (minute: number) => done.filter((at) => Math.floor(at / 60_000) === minute).length;
    expect(order.length).toBeGreaterThan(150);
    expect(inMinute(1)).toBeGreaterThanOrEqual(38);
    expect(inMinute(2)).toBeGreaterThanOrEqual(38);
  });
});

describe('Limiter, running out of time', () => {
  it.each([
    ['low', {}, 2000, 'low_priority_timeout'],
    ['normal', {}, 60_000, 'queue_timeout'],
    ['urgent', { waitMs: 500 }, 500, 'queue_timeout'],
    ['low', { waitMs: 10_000 }, 2000, 'low_priority_timeout'],
  ] as const)('refuses %s with %j after %i ms: %s', async (priority, wish, ms, reason) => {
    const { clock, ask, limiter } = await drained({ rate_rpm: 0.1 });
    const asked = ask('late', { priority, ...wish });
    await clock.advance(ms - 1);
    expect(asked.settlements).toBe(0);
    await clock.advance(1);
    expect(asked.error).toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      details: { reason, limiter: 'test/one', position: 1, waited_ms: ms },
    });
    expect(asked.error?.details['retry_after_seconds']).toBeGreaterThan(60);
    expect([limiter.queue.waiting, clock.timers]).toEqual([0, 0]);
  });

  it('lets as many without patience through as there is room for, though a row is to be written first', async () => {
    const { clock, ask, order } = testLimiter({ rate_rpm: 60, bucket_capacity: 3, max_inflight: 2 });
    const asked = ['1', '2', '3'].map((name) => ask(name, { waitMs: 0 }));
    await clock.advance(0);
    expect(order).toEqual(['1', '2']);
    expect(asked[2]?.error).toMatchObject({ code: 'RATE_LIMITED', details: { position: 3 } });
  });

  it('refuses one without patience at once, unless there is room', async () => {
    const { clock, ask, order } = testLimiter({ rate_rpm: 60, bucket_capacity: 1 });
    ask('room', { waitMs: 0 });
    await clock.advance(0);
    const refused = ask('no room', { waitMs: 0 });
    await clock.advance(0);
    expect(order).toEqual(['room']);
    expect(refused.error).toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('Limiter, abandoned', () => {
  it('forgets a thousand clients that leave at once, and spends nothing on them', async () => {
    const { clock, ask, limiter } = await drained({
      queue_max_size: 1000,
      rate_rpm: 0.5,
      window_guard: false,
    });
    const crowd = Array.from({ length: 1000 }, (_, index) => ask(`${index}`));
    await clock.advance(0);
    expect(limiter.queue.size).toBe(1000);
    for (const { leave } of crowd) leave();
    expect([limiter.queue.waiting, limiter.queue.bytes, clock.timers]).toEqual([0, 0, 0]);
    await clock.advance(240_000);
    expect(
      crowd.filter(({ error, settlements }) => (error as unknown) === left && settlements === 1),
    ).toHaveLength(1000);
    expect(limiter.gate.bucket.tokens).toBe(1);
  });

  it('takes the token back of a request that was not sent', async () => {
    const { clock, ask, limiter } = testLimiter({ rate_rpm: 1 });
    const asked = ask('unsent');
    await clock.advance(0);
    expect([limiter.gate.bucket.tokens, limiter.gate.guard.count]).toEqual([0, 1]);
    asked.admitted?.permit.unsent();
    asked.admitted?.permit.release();
    expect([limiter.gate.bucket.tokens, limiter.gate.guard.count, limiter.gate.inflight]).toEqual([1, 0, 0]);
  });

  it('counts a request that ended without a word as sent at its end', async () => {
    const { clock, ask, limiter } = testLimiter({ rate_rpm: 1 });
    const asked = ask('silent');
    await clock.advance(30_000);
    asked.admitted?.permit.release();
    asked.admitted?.permit.release();
    expect([limiter.gate.guard.waitMs(), limiter.gate.inflight]).toEqual([60_250, 0]);
  });

  it('sends everybody away when the gateway stops, and whoever comes then', async () => {
    const { clock, ask, limiter } = await drained();
    const waiting = ask('waiting');
    limiter.drain();
    const late = ask('late');
    await clock.advance(0);
    for (const { error } of [waiting, late]) {
      expect(error).toMatchObject({ code: 'SHUTTING_DOWN', details: { retry_after_seconds: 1 } });
    }
    expect(clock.timers).toBe(0);
  });
});

describe('Limiter, asked to pause', () => {
  it.each([429, 503])('sends nothing during the Retry-After of a %i', async (status) => {
    const { clock, ask, order, limiter } = testLimiter({ rate_rpm: 600 });
    const first = ask('first');
    await clock.advance(0);
    first.admitted?.permit.answered({ status, retryAfterMs: 20_000 });
    for (let index = 0; index < 50; index += 1) ask(`${index}`);
    await clock.advance(19_999);
    expect(order).toEqual(['first']);
    expect(limiter.gate.pauseMs).toBe(1);
    await clock.advance(1);
    expect(order.length).toBeGreaterThan(1);
  });

  it('pauses no longer than it may, and does not shorten a pause', async () => {
    const { clock, ask, limiter } = testLimiter({ adaptive: { max_pause_seconds: 30 } });
    const asked = [ask('1'), ask('2'), ask('3')];
    await clock.advance(0);
    asked[0]?.admitted?.permit.answered({ status: 429, retryAfterMs: 3_600_000 });
    asked[1]?.admitted?.permit.answered({ status: 429, retryAfterMs: 1000 });
    asked[2]?.admitted?.permit.answered({ status: 200, retryAfterMs: 90_000 });
    expect(limiter.gate.pauseMs).toBe(30_000);
    limiter.gate.reset();
    expect(limiter.gate.pauseMs).toBe(0);
  });
});

describe('Limiter and the operator', () => {
  it('follows 429 down, and the rate of the operator within it', async () => {
    const { clock, ask, limiter, changes } = testLimiter({ rate_rpm: 40, adaptive: { min_samples: 1 } });
    const asked = ask('1');
    await clock.advance(0);
    finish(asked, 429);
    expect(limiter.gate.bucket.ratePerMinute).toBe(5);
    expect(changes).toMatchObject([{ to: 'retreat', toRpm: 5, isFloor: true }]);
    limiter.gate.setRate(60);
    expect([limiter.gate.rate.configuredRpm, limiter.gate.bucket.ratePerMinute]).toEqual([60, 5]);
    for (let second = 0; second < 700; second += 1) {
      clock.ms += 1000;
      limiter.tick();
    }
    expect([limiter.gate.rate.state, limiter.gate.bucket.ratePerMinute]).toEqual(['normal', 60]);
  });

  it('never recovers above a lowered rate', async () => {
    const { clock, ask, limiter } = testLimiter({
      rate_rpm: 40,
      adaptive: { min_samples: 1, floor_429_threshold: 1 },
    });
    const asked = [ask('1'), ask('2'), ask('3'), ask('4')];
    await clock.advance(0);
    for (const [index, one] of asked.entries()) finish(one, index === 3 ? 429 : 200);
    expect(limiter.gate.bucket.ratePerMinute).toBe(30);
    limiter.gate.setRate(20);
    expect([
      limiter.gate.bucket.ratePerMinute,
      limiter.gate.guard.limit,
      limiter.gate.bucket.capacity,
    ]).toEqual([20, 20, 20]);
    for (let second = 0; second < 700; second += 1) {
      clock.ms += 1000;
      limiter.tick();
    }
    expect([limiter.gate.rate.state, limiter.gate.bucket.ratePerMinute]).toEqual(['normal', 20]);
  });

  it('wakes up sooner when the rate is raised', async () => {
    const { clock, ask, order, limiter } = await drained({ rate_rpm: 0.1, window_guard: false });
    ask('next');
    await clock.advance(0);
    limiter.gate.setRate(60);
    await clock.advance(1000);
    expect(order).toEqual(['first', 'next']);
  });

  it.each([0, -1, Number.NaN, 100_001])('refuses a rate of %d', (rpm) => {
    expect(() => testLimiter().limiter.gate.setRate(rpm)).toThrow('more than 0');
  });

  it('takes other limits while requests wait', async () => {
    const { clock, ask, order, limiter } = await drained({ rate_rpm: 0.1, max_inflight: 1 });
    ask('1');
    ask('2');
    await clock.advance(0);
    limiter.configure(limits({ rate_rpm: 600, max_inflight: 2 }));
    await clock.advance(1000);
    expect(order).toEqual(['first', '1', '2']);
  });
});
