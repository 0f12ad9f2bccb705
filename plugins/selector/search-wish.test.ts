import type { ContainerLock } from 'glassgate/plugin-api';
import { openPool } from './test-pool.ts';

const lock: ContainerLock = { lockedBy: 'op', until: new Date('2100-01-01T00:00:00Z') };

describe('Search with a wish or a lock', () => {
  it('takes the container of the preferred chat first, whose turn it is not', async () => {
    await using world = await openPool(false, false);
    const preference = { chatSessionId: 7, containerId: 'w2' };

    expect((await world.search({ preference }).next()).id).toBe('w2');

    expect(world.call.journal.decisions).toMatchObject([
      { chosen: 'w2', reason: 'the most recent chat lives there' },
    ]);
  });

  it.each([
    ['busy', { allowed: [] }, 'the most recent chat lives there, but it is busy'],
    ['locked', { allowed: [] }, /^the most recent chat lives there, but it is locked by 'op' until /],
    ['not allowed', { allowed: ['w1'] }, undefined],
  ])('searches as ever when the container of the preferred chat is %s', async (what, wish, reason) => {
    await using world = await openPool(false, false);
    if (what === 'busy') world.pool.get('w2')?.saw('busy');
    if (what === 'locked') world.locks.set('w2', lock);

    const view = await world.search({ ...wish, preference: { chatSessionId: 7, containerId: 'w2' } }).next();

    expect(view.id).toBe('w1');
    const passedOver = world.call.journal.decisions[0]?.considered.filter(({ id }) => id === 'w2');
    expect(passedOver?.map((one) => one.reason)).toEqual(
      reason === undefined ? [] : [expect.stringMatching(reason)],
    );
  });

  it('asks a container that an operator keeps nothing, and says who keeps it', async () => {
    await using world = await openPool(false, false);
    world.locks.set('w1', lock);
    const reason = "locked by 'op' until 2100-01-01T00:00:00.000000+00:00";
    const passedOver = { id: 'w1', verdict: 'passed_over', reason };

    expect((await world.search().next()).id).toBe('w2');
    expect(world.call.journal.decisions[0]).toMatchObject({ considered: [passedOver, { id: 'w2' }] });

    await expect(world.search({ pin: { chatSessionId: 7, containerId: 'w1' } }).next()).rejects.toMatchObject(
      {
        code: 'CONTAINER_BUSY',
        details: { considered: [passedOver], counts: expect.objectContaining({ locked: 1, reserved: 1 }) },
      },
    );
    expect(world.workers[0]?.ledger.counts.statusCalls).toBe(0);
  });

  it('gives a container up that was locked while it was asked', async () => {
    await using world = await openPool(false);
    const [worker] = world.workers;
    worker?.script({ rules: [{ kind: 'hang', times: 1, paths: ['/status'] }] });
    const waiting = world.search().next();
    await worker?.until(({ counts }) => counts.statusCalls === 1);
    world.locks.set('w1', lock);
    worker?.release();

    await expect(waiting).rejects.toMatchObject({ code: 'CONTAINER_BUSY' });
    expect(world.pool.get('w1')?.reservedBy).toBeUndefined();
  });
});
