import { makeContainer } from '../testing/test-exchange.ts';
import { createPools } from './pool-per-container.ts';

const minute = 60_000;

function makePools() {
  const clock = { time: 0 };
  const pools = createPools({ idleMs: 10 * minute, now: () => clock.time });
  const route = (id: string, url = 'http://127.0.0.1:1') => pools.route({ ...makeContainer(url), id });
  return { clock, route, [Symbol.asyncDispose]: pools.close };
}

describe('the pools of the exchange', () => {
  it('let go of a container that nobody used for a while, and of no other', async () => {
    await using pools = makePools();
    const gone = pools.route('gone');
    const kept = pools.route('kept');

    pools.clock.time = 6 * minute;
    pools.route('kept');
    pools.clock.time = 12 * minute;
    pools.route('kept');

    expect(gone.pool.closed).toBe(true);
    expect(kept.pool.closed).toBe(false);
    expect(pools.route('kept')).toBe(kept);
    expect(pools.route('gone')).not.toBe(gone);
  });

  it('keep what was used a moment ago', async () => {
    await using pools = makePools();
    const first = pools.route('c1');

    for (let time = 0; time < 60 * minute; time += 9 * minute) {
      pools.clock.time = time;
      expect(pools.route('c1')).toBe(first);
    }
  });

  it('take a percent sign in a password as it stands', async () => {
    await using pools = makePools();

    const { authorization } = pools.route('c1', 'http://user:100%@127.0.0.1:1');

    expect(authorization).toBe(`Basic ${btoa('user:100%')}`);
  });
});
