import { openRoom, wish } from './test-room.ts';

/** Visitors who wait in this order, each for its wishes. */
function lineUp(world: ReturnType<typeof openRoom>, ...wishes: readonly string[]) {
  return wishes.map((text, index) => {
    const visitor = world.visitor(`${index + 1}`);
    visitor.join(text.split(' | ').map(wish));
    return visitor;
  });
}

const turns = (visitors: readonly { readonly turn: string | undefined }[]) =>
  visitors.map(({ turn }) => turn);

describe('Room', () => {
  it('hands a profile to whoever came first, and keeps it for nobody else', async () => {
    const world = openRoom({ containers: ['c1', 'c2', 'c3'] });
    world.use('p1');
    const [first, second] = lineUp(world, 'p1', 'p1');

    await world.release('p1');

    expect([first?.turn, second?.turn]).toEqual(['p1 in c1', undefined]);
    expect(first?.endings).toEqual(['turn']);
    const newcomer = world.visitor('late');
    expect(world.room.gate.hindrance(wish('p1'), newcomer.ticket.runId)).toMatchObject({
      code: 'PROFILE_BUSY',
      requestId: '1',
      waiting: 1,
      expectedWaitMs: 4000,
    });
    expect(world.room.gate.keptFor('c1', newcomer.ticket.runId)).toBe('1');
    expect(world.room.gate.mayUse('c2', newcomer.ticket.runId)).toBe(true);
  });

  it('hands a container to the oldest who wants it, whatever else would do for the others', async () => {
    const world = openRoom({ containers: ['c1', 'c2'] });
    world.use('c1', 'c2');
    const visitors = lineUp(world, 'p1: c2', 'p2', 'p3: c1', 'p4');

    await world.release('c1');
    expect(turns(visitors)).toEqual([undefined, 'p2 in c1', undefined, undefined]);
    await world.release('c2');
    expect(turns(visitors)).toEqual(['p1 in c2', 'p2 in c1', undefined, undefined]);
  });

  it('passes over whoever could not use it now', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('p1', 'c1');
    const visitors = lineUp(world, 'p1', 'p2');

    await world.release('c1');

    expect(turns(visitors)).toEqual([undefined, 'p2 in c1']);
  });

  it('sees a container and a profile that are freed one after the other as one', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('p1', 'c1');
    const visitors = lineUp(world, 'p1', 'p2');

    await world.release('c1', 'p1');

    expect(turns(visitors)).toEqual(['p1 in c1', undefined]);
  });

  it('takes any profile for those who leave it open, in the order of their wishes', async () => {
    const world = openRoom({ containers: ['c1', 'c2'] });
    world.use('p1', 'p2', 'p3', 'c2');
    const visitors = lineUp(world, 'p3: c1 | p2: c1 | p1: c2');

    await world.release('p1');
    expect(turns(visitors)).toEqual([undefined]);
    await world.release('p2', 'p3');
    expect(turns(visitors)).toEqual(['p3 in c1']);
  });

  it('lets nobody pass at the gate who wants what somebody waits for', () => {
    const world = openRoom({ containers: ['c1', 'c2'] });
    world.use('c1', 'c2');
    lineUp(world, 'p1: c1');

    const same = world.visitor('same');
    expect(world.room.gate.hindrance(wish('p1'), same.ticket.runId)).toMatchObject({
      code: 'CONTAINER_BUSY',
    });
    expect(world.attempt(same.ticket, wish('p1'))).toBeUndefined();
  });

  it('hands over at the gate what became free unnoticed', () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const [first] = lineUp(world, 'p1');
    world.freeUnnoticed('c1');
    const newcomer = world.visitor('late');

    expect(world.room.gate.mayUse('c1', newcomer.ticket.runId)).toBe(false);
    expect(first?.turn).toBe('p1 in c1');
  });

  it('lets a later one have what the older cannot use, but not for ever', async () => {
    const world = openRoom({ containers: ['c1', 'c2'] });
    world.use('c1');
    const [waiting] = lineUp(world, 'p1: c1');
    let passed = 0;

    for (; passed < 20; passed += 1) {
      const visitor = world.visitor(`late ${passed}`);
      if (world.attempt(visitor.ticket, wish('p1: c2')) === undefined) break;
      await world.release('c2', 'p1');
      world.room.leave(visitor.ticket);
    }

    expect(passed).toBe(8);
    const late = world.visitor('late');
    expect(world.room.gate.hindrance(wish('p1: c2'), late.ticket.runId)).toMatchObject({
      code: 'PROFILE_BUSY',
      requestId: '1',
    });
    await world.release('c1');
    expect(waiting?.turn).toBe('p1 in c1');
  });

  it('does not keep a profile for one whose containers nobody of ours uses', async () => {
    const world = openRoom({ containers: ['c1', 'c2'] });
    lineUp(world, 'p1: gone');

    for (let round = 0; round < 20; round += 1) {
      const visitor = world.visitor(`late ${round}`);
      expect(world.attempt(visitor.ticket, wish('p1: c2'))).toBe('c2');
      await world.release('c2', 'p1');
      world.room.leave(visitor.ticket);
    }
  });

  it('lets somebody go at once, and the next one has its turn', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const [first, second, third] = lineUp(world, 'p1', 'p2', 'p2');

    first?.leave();
    second?.leave();
    await world.release('c1');

    expect([first?.endings, second?.endings]).toEqual([['left'], ['left']]);
    expect(third?.turn).toBe('p2 in c1');
    expect(world.room.waiting).toBe(0);
    expect(world.isNeeded()).toBe(false);
  });

  it('passes on what was kept for somebody who leaves', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const [first, second] = lineUp(world, 'p1', 'p1');
    await world.release('c1');
    expect(first?.turn).toBe('p1 in c1');

    if (first !== undefined) world.room.leave(first.ticket);
    await world.settle();

    expect(second?.turn).toBe('p1 in c1');
  });

  it('ends the waiting of those whose patience is over, in time and no others', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const visitors = [1000, 50, 2000, 1000].map((until, index) => {
      const visitor = world.visitor(`${index}`);
      visitor.join([wish('p1')], { until });
      return visitor;
    });
    const endingsAt = async (now: number) => {
      world.clock.now = now;
      world.room.expire();
      await world.settle();
      return visitors.map(({ endings }) => endings.join());
    };

    expect(await endingsAt(99)).toEqual(['', '', '', '']);
    expect(await endingsAt(100)).toEqual(['', 'timeout', '', '']);
    expect(await endingsAt(1000)).toEqual(['timeout', 'timeout', '', 'timeout']);
    expect(await endingsAt(90_000)).toEqual(['timeout', 'timeout', 'timeout', 'timeout']);
    expect(world.room.waiting).toBe(0);
  });

  it('puts somebody whose turn came to nothing back to its place, after a pause that grows', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const [first, second] = lineUp(world, 'p1', 'p1');
    await world.release('c1');
    // Another one is found in the container, which will be done at once.
    first?.join([wish('p1')]);
    await world.settle();

    expect([first?.turn, second?.turn]).toEqual([undefined, undefined]);
    world.clock.now = 199;
    world.room.recheck();
    expect(first?.turn).toBeUndefined();
    world.clock.now = 200;
    world.room.recheck();
    expect([first?.turn, second?.turn]).toEqual(['p1 in c1', undefined]);
    await world.settle();
    first?.join([wish('p1')]);
    world.clock.now = 599;
    world.room.recheck();
    expect(first?.turn).toBeUndefined();
    world.clock.now = 600;
    world.room.recheck();
    expect(first?.turn).toBe('p1 in c1');
  });

  it('does not let somebody who rests hold up the others who would take any profile', async () => {
    const world = openRoom({ containers: ['c1', 'c2'] });
    world.use('c1', 'c2');
    const any = [wish('p1'), wish('p2')];
    const [first, second] = [world.visitor('1'), world.visitor('2')];
    for (const visitor of [first, second]) visitor.join(any, { key: 'any', isOpen: true });
    await world.release('c1');
    expect([first.turn, second.turn]).toEqual(['p1 in c1', undefined]);
    // Another one is found in the container.
    world.use('c1');
    first.join(any, { key: 'any', isOpen: true });
    await world.settle();

    await world.release('c2');

    expect([first.turn, second.turn]).toEqual([undefined, 'p1 in c2']);
    expect(second.endings).toEqual(['turn']);
  });

  it('asks for news of the containers that are wanted, and only while somebody waits', () => {
    const world = openRoom({ containers: ['c1', 'c2', 'c3'] });
    world.use('c1', 'c2', 'c3');
    world.room.recheck();
    expect(world.rechecked).toEqual([]);

    lineUp(world, 'p1: c1 c2', 'p2: c2');
    world.room.recheck();
    lineUp(world, 'p3');
    world.room.recheck();

    expect(world.rechecked).toEqual([['c1', 'c2'], undefined]);
  });

  it('has the first of an open line look around from time to time, and all after a change', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const open = [world.visitor('1'), world.visitor('2')];
    for (const visitor of open) visitor.join([wish('p1')], { key: 'any', isOpen: true });
    const [named] = lineUp(world, 'p2');
    const endingsAfter = async (act: () => void) => {
      act();
      await world.settle();
      return [...open, named].map((visitor) => visitor?.endings.join());
    };

    expect(await endingsAfter(() => world.room.recheck())).toEqual(['', '', '']);
    world.clock.now = 2000;
    expect(await endingsAfter(() => world.room.recheck())).toEqual(['look', '', '']);
    open[0]?.join([wish('p1')], { key: 'any', isOpen: true });
    world.clock.now = 5999;
    expect(await endingsAfter(() => world.room.recheck())).toEqual(['look', '', '']);
    expect(await endingsAfter(() => world.room.gate.changed())).toEqual(['look,look', '', 'look']);
  });

  it('has the next one look when what the first found made it leave', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const visitors = lineUp(world, 'p1', 'p1', 'p1');
    world.room.gate.changed();
    await world.settle();

    for (const { ticket } of visitors.slice(0, 2)) {
      world.room.leave(ticket);
      await world.settle();
    }

    expect(visitors.map(({ endings }) => endings)).toEqual([['look'], ['look'], ['look']]);
  });

  it('gives a turn also to somebody who is looking around, and does not make it wait again', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const [first] = lineUp(world, 'p1');
    world.room.gate.changed();
    await world.settle();
    expect(first?.endings).toEqual(['look']);

    await world.release('c1');
    first?.join([wish('p1')]);
    await world.settle();

    expect(first?.endings).toEqual(['look', 'turn']);
    expect(world.room.waiting).toBe(0);
  });

  it('sends everybody away when it closes', async () => {
    const world = openRoom({ containers: ['c1'] });
    world.use('c1');
    const visitors = lineUp(world, 'p1', 'p1', 'p2: c1');

    world.room.close();
    await world.settle();

    expect(visitors.map(({ endings }) => endings)).toEqual([['shutdown'], ['shutdown'], ['shutdown']]);
    expect(world.isNeeded()).toBe(false);
  });

  it('counts those who wait for the same profile or the same containers', () => {
    const world = openRoom({ containers: ['c1', 'c2'] });
    world.use('c1', 'c2', 'p1');
    lineUp(world, 'p1', 'p1: c1', 'p2: c1', 'p3: c2', 'p3 | p2');
    const rivals = (text: string, thing: 'profile' | 'container') => {
      const lane = world.room.lane(JSON.stringify([[wish(text).profileId, wish(text).containerIds ?? null]]));
      return lane && world.room.rivals(lane, thing);
    };

    expect([rivals('p1', 'profile'), rivals('p2: c1', 'profile')]).toEqual([2, 2]);
    expect([rivals('p1', 'container'), rivals('p2: c1', 'container'), rivals('p3: c2', 'container')]).toEqual(
      [5, 4, 3],
    );
  });
});
