import { overflowClass, PriorityQueue, type Waiter } from './priority-queue.ts';

function queueAt(ageMs = 0) {
  const clock = { ms: 0 };
  const queue = new PriorityQueue<string>({ now: () => clock.ms, ageMs });
  const add = (name: string, rank: number) => queue.add(name, { rank, bytes: 1 });
  const served = () => {
    const head = queue.head();
    if (head !== undefined) queue.remove(head);
    return head?.value;
  };
  return { clock, queue, add, served };
}

describe('PriorityQueue', () => {
  it('serves the most urgent class first, and in one class the oldest', () => {
    const { add, served } = queueAt();
    add('low', 3);
    add('normal 1', 2);
    add('urgent', 0);
    add('normal 2', 2);
    add('overflow', overflowClass);
    const order = Array.from({ length: 6 }, served);
    expect(order).toEqual(['urgent', 'normal 1', 'normal 2', 'low', 'overflow', undefined]);
  });

  it('lets one who waited long compete with the next class, by age', () => {
    const { clock, add, served } = queueAt(30_000);
    add('old low', 3);
    clock.ms = 30_000;
    add('new normal', 2);
    add('new high', 1);
    expect([served(), served(), served()]).toEqual(['new high', 'old low', 'new normal']);
  });

  it('does not starve the lowest class under a flood of the highest', () => {
    const { clock, add, served } = queueAt(30_000);
    add('low', 3);
    let rounds = 0;
    do {
      clock.ms += 1000;
      add(`urgent ${clock.ms}`, 0);
      add(`urgent too ${clock.ms}`, 0);
      rounds += 1;
    } while (served() !== 'low' && rounds < 1000);
    expect(rounds).toBeLessThan(200);
  });

  it('keeps the overflow behind everybody, however old it is', () => {
    const { clock, add, served } = queueAt(1000);
    add('overflow', overflowClass);
    clock.ms = 3_600_000;
    add('low', 3);
    expect(served()).toBe('low');
  });

  it('counts sizes, depths and bytes', () => {
    const { queue, add } = queueAt();
    add('a', 0);
    const b = add('b', 3);
    add('c', overflowClass);
    expect([queue.size, queue.overflowSize, queue.bytes]).toEqual([2, 1, 3]);
    expect(queue.depths()).toEqual({ urgent: 1, high: 0, normal: 0, low: 1 });
    expect(queue.remove(b)).toBe(true);
    expect(queue.remove(b)).toBe(false);
    expect([queue.size, queue.bytes]).toEqual([1, 2]);
  });

  it('finds the newest of the least urgent class as the victim, and none in its own class', () => {
    const { queue, add } = queueAt();
    add('normal 1', 2);
    add('normal 2', 2);
    const victims = (rank: number, places: number, bytes = 0) =>
      queue.victimsBelow(rank, { places, bytes })?.map(({ value }) => value);
    expect(victims(2, 1)).toBeUndefined();
    expect(victims(1, 1)).toEqual(['normal 2']);
    add('low', 3);
    expect(victims(0, 1)).toEqual(['low']);
    expect(victims(0, 1, 2)).toEqual(['low', 'normal 2']);
    expect(victims(0, 1, 4)).toBeUndefined();
  });

  it.each(Array.from({ length: 50 }, (_, seed) => seed + 1))(
    'agrees with a sorted list (seed %i)',
    (seed) => {
      const { queue, clock, add } = queueAt(5000);
      const random = randomOf(seed);
      const rankOf = ({ rank, enqueuedAt }: Waiter<string>) =>
        Math.max(0, rank - Math.floor((clock.ms - enqueuedAt) / 5000));
      let waiting: Waiter<string>[] = [];
      for (let step = 0; step < 400; step += 1) {
        clock.ms += random() * 1000;
        if (random() < 0.55) waiting.push(add(`${step}`, Math.floor(random() * 4)));
        waiting.sort((a, b) => rankOf(a) - rankOf(b) || a.sequence - b.sequence);
        expect(queue.head()).toBe(waiting[0]);
        const leaving = waiting[random() < 0.5 ? 0 : Math.floor(random() * waiting.length)];
        if (random() < 0.5 && leaving !== undefined) queue.remove(leaving);
        waiting = waiting.filter((waiter) => [...queue].includes(waiter));
        expect(queue.size).toBe(waiting.length);
      }
    },
  );
});

/** Numbers in [0, 1] that are the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}
