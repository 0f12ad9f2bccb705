import { makeContainer } from 'glassgate/testing';
import { ContainerPool } from './container-pool.ts';
import { ContainerView } from './container-view.ts';

const anyContainer = { allowed: undefined, tried: new Map<string, string>() };
const inUse = 100;

/** Counts how often a pool asks a view one question: once for each that it looks at. */
function countLooks(question: 'isAvailable' | 'isDown' = 'isAvailable'): Disposable & { take(): number } {
  const own = Object.getOwnPropertyDescriptor(ContainerView.prototype, question);
  const { get } = own ?? {};
  if (own === undefined || get === undefined) throw new Error(`A view does not say '${question}'.`);
  let count = 0;
  Object.defineProperty(ContainerView.prototype, question, {
    ...own,
    get() {
      count += 1;
      return get.call(this);
    },
  });
  return {
    take: () => {
      const taken = count;
      count = 0;
      return taken;
    },
    [Symbol.dispose]: () => Object.defineProperty(ContainerView.prototype, question, own),
  };
}

/** Take and give back containers, with so many in use all the time; how many were looked at per choice. */
function looksPerChoice(pool: ContainerPool, choices: number): number[] {
  using looks = countLooks();
  const taken: ContainerView[] = [];
  return Array.from({ length: choices }, (_value, turn) => {
    const view = pool.leastRecentlySelected(anyContainer);
    if (view === undefined) throw new Error('No container is free.');
    view.reservedBy = 'a request';
    pool.selected(view);
    taken.push(view);
    // Every third request is a long one, so that they do not end in the order in which they began.
    const done = taken.length < inUse ? undefined : taken.splice(turn % 3 === 0 ? 50 : 0, 1)[0];
    if (done !== undefined) pool.release(done);
    return looks.take();
  });
}

function poolOf(size: number): ContainerPool {
  const ids = Array.from({ length: size }, (_value, index) => `c${String(index).padStart(4, '0')}`);
  return new ContainerPool(ids.map((id) => ({ ...makeContainer('http://127.0.0.1:1'), id, retries: 0 })));
}

describe('the cost of a choice', () => {
  it.each([128, 1_000, 10_000])(
    'is bounded by the containers in use, not by the %i that are configured',
    (size) => {
      const looks = looksPerChoice(poolOf(size), 3 * size);

      expect(Math.max(...looks)).toBeLessThanOrEqual(inUse + 1);
    },
  );

  it('is on average one look when containers are given back in turn', () => {
    const looks = looksPerChoice(poolOf(1_000), 10_000);

    const average = looks.reduce((sum, count) => sum + count, 0) / looks.length;
    expect(average).toBeLessThan(2);
  });

  it.each(['isAvailable', 'isDown'] as const)(
    'does not grow with the containers that are down (%s)',
    (question) => {
      const pool = poolOf(1_000);
      for (const view of [...pool.views].slice(0, 900)) view.saw('unreachable');
      const choose = () => pool.leastRecentlySelected(anyContainer);
      choose();

      using looks = countLooks(question);
      for (let choice = 0; choice < 1_000; choice += 1) {
        const view = choose();
        if (view !== undefined) pool.selected(view);
      }

      expect(looks.take()).toBeLessThan(10_000);
    },
  );
});
