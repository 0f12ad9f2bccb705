import { Deadlines } from './deadlines.ts';
import { seeded } from './test-clock.ts';

describe('Deadlines', () => {
  it('hands out whose time is over, and nobody else', () => {
    const deadlines = new Deadlines<string>();
    expect(deadlines.next).toBe(Number.POSITIVE_INFINITY);
    deadlines.add('late', 20);
    deadlines.add('early', 10);
    expect([deadlines.next, deadlines.due(9)]).toEqual([10, undefined]);
    expect([deadlines.due(15), deadlines.due(15), deadlines.next]).toEqual(['early', undefined, 20]);
  });

  it.each(Array.from({ length: 50 }, (_, seed) => seed + 1))(
    'agrees with a sorted list (seed %i)',
    (seed) => {
      const random = seeded(seed);
      const deadlines = new Deadlines<number>();
      let listed: { item: number; at: number }[] = [];
      const first = () => listed[0]?.at ?? Number.POSITIVE_INFINITY;
      for (let item = 0; item < 300; item += 1) {
        const at = random() * 1000;
        deadlines.add(item, at);
        listed = [...listed, { item, at }].sort((a, b) => a.at - b.at);
        const gone = Math.floor(random() * 2 * item);
        deadlines.delete(gone);
        listed = listed.filter((one) => one.item !== gone);
        const now = random() * 100;
        const due = listed[0] !== undefined && listed[0].at <= now ? listed.shift()?.item : undefined;
        expect([deadlines.due(now), deadlines.next]).toEqual([due, first()]);
      }
    },
  );
});
