import { openTestStore } from 'glassgate/testing';
import { chatsTable } from './chat-row.ts';
import { ChatSessions } from './chat-sessions.ts';
import { ContainerLocks } from './container-locks.ts';

const row = (id: number, container = 'c1') => ({ id, container_id: container });

function openLocks() {
  const clock = { now: 1_000 };
  return { clock, locks: new ContainerLocks(() => clock.now) };
}

const until = (ms: number, lockedBy = 'op') => ({ lockedBy, until: new Date(ms) });

describe('ContainerLocks', () => {
  it('locks the container of a chat until the time is over, and needs nobody for the end', () => {
    const { clock, locks } = openLocks();
    locks.set(row(1), until(2_000));
    expect(locks.lockOf('c1')).toEqual(until(2_000));
    expect(locks.ids()).toEqual(['c1']);
    expect(locks.lockOf('c2')).toBeUndefined();

    clock.now = 2_000;
    expect(locks.get(row(1))).toBeUndefined();
    expect(locks.lockOf('c1')).toBeUndefined();
    expect(locks.ids()).toEqual([]);
  });

  it('keeps a container locked while any of its chats is', () => {
    const { locks } = openLocks();
    locks.set(row(1), until(2_000));
    locks.set(row(2), until(9_000, 'other'));
    expect(locks.lockOf('c1')).toEqual(until(9_000, 'other'));

    locks.clear(row(2));
    expect(locks.lockOf('c1')).toEqual(until(2_000));
    locks.clear(row(1));
    expect(locks.ids()).toEqual([]);
  });

  it.each([
    ['in force', '1970-01-01T00:00:02.000000+00:00', true],
    ['in force, with an offset', '1970-01-01T03:00:02+03:00', true],
    ['over', '1970-01-01T00:00:01.000000+00:00', false],
    ['no time', 'soon', false],
    ['absent', null, false],
  ])('takes over a stored lock that is %s', async (_, lockedUntil, isLocked) => {
    await using opened = await openTestStore(chatsTable);
    const sessions = await ChatSessions.open(opened.store);
    const key = { containerId: 'c1', promptId: 'default', profileId: 'p1', proxyId: '' };
    const { locks } = openLocks();
    locks.restore({ ...sessions.create(key), locked_by: 'op', locked_until: lockedUntil });
    expect(locks.lockOf('c1')).toEqual(isLocked ? until(2_000) : undefined);
  });
});
