import type { Wish } from 'glassgate/plugin-api';
import { keyOf } from './lane.ts';
import { Room } from './room.ts';
import type { Ending, Ticket } from './ticket.ts';

interface World {
  readonly containers: readonly string[];
}

/** A room in front of profiles and containers that are nothing but names, with a clock that stands still. */
export function openRoom({ containers }: World) {
  const clock = { now: 0 };
  const free = new Set(containers);
  const held = new Set<string>();
  const later: (() => void)[] = [];
  const rechecked: (readonly string[] | undefined)[] = [];
  let needed = false;
  const isIn = (ids: readonly string[] | undefined) => (id: string) => ids?.includes(id) ?? true;
  const supply = {
    isFree: (id: string) => free.has(id),
    firstFree: (ids: readonly string[] | undefined, isKept: (id: string) => boolean) =>
      [...free].sort().find((id) => isIn(ids)(id) && !isKept(id)),
    isInUse: (ids: readonly string[] | undefined) => containers.some((id) => isIn(ids)(id) && !free.has(id)),
    recheck: (ids: readonly string[] | undefined) => rechecked.push(ids),
    expectedWaitMs: (_ids: readonly string[] | undefined, position: number) => position * 1000,
  };
  const leases = {
    isFree: (id: string) => !held.has(id),
    expectedWaitMs: (_ids: readonly string[], position: number) => position * 2000,
  };
  const room = new Room({
    leases: () => leases,
    supply: () => supply,
    now: () => clock.now,
    later: (task) => later.push(task),
    isNeeded: (isNeeded) => {
      needed = isNeeded;
    },
  });
  const settle = async () => {
    for (const task of later.splice(0)) task();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    room,
    supply,
    leases,
    clock,
    rechecked,
    settle,
    isNeeded: () => needed,
    visitor: (name: string) => newVisitor(name, room),
    /** What a lock and a selector do: lease, find a container, or refuse. */
    attempt: ({ runId }: Pick<Ticket, 'runId'>, wish: Wish): string | undefined => {
      if (held.has(wish.profileId) || room.gate.hindrance(wish, runId) !== undefined) return undefined;
      held.add(wish.profileId);
      const own = room.gate.turnOf(runId)?.containerId;
      const isKept = (id: string) => room.gate.keptFor(id, runId) !== undefined;
      const found = own ?? supply.firstFree(wish.containerIds, isKept);
      if (found === undefined || !room.gate.mayUse(found, runId)) {
        held.delete(wish.profileId);
        room.gate.profileFreed(wish.profileId);
        return undefined;
      }
      free.delete(found);
      room.gate.served(runId, found);
      return found;
    },
    use: (...names: readonly string[]) => {
      for (const name of names) {
        free.delete(name);
        if (!containers.includes(name)) held.add(name);
      }
    },
    /** Free a container, as when the lock of an operator expires: nobody says so. */
    freeUnnoticed: (containerId: string) => free.add(containerId),
    /** Free containers, then profiles, as a request does at its end. */
    release: async (...names: readonly string[]) => {
      for (const name of names) {
        if (containers.includes(name)) {
          free.add(name);
          room.gate.containerFreed(name);
        } else {
          held.delete(name);
          room.gate.profileFreed(name);
        }
      }
      await settle();
    },
  };
}

/** One request, with what has become of its waiting. */
function newVisitor(name: string, room: Room) {
  const ticket = room.enter(`run-${name}`, name);
  const client = new AbortController();
  const endings: (Ending | 'left')[] = [];
  const wait = () => {
    void room.wait(ticket, client.signal).then(
      ({ ending }) => endings.push(ending),
      () => endings.push('left'),
    );
  };
  return {
    ticket,
    endings,
    wait,
    leave: () => client.abort(),
    join: (wishes: readonly Wish[], { until = 60_000, key = keyOf(wishes), isOpen = false } = {}) => {
      room.join(ticket, { key, wishes, until, isOpen });
      wait();
    },
    get turn() {
      const turn = room.gate.turnOf(ticket.runId);
      return turn === undefined ? undefined : `${turn.profileId} in ${turn.containerId}`;
    },
  };
}

/** A wish, written as `p1` or `p1: c1 c2`. */
export function wish(text: string): Wish {
  const [profileId = '', containers] = text.split(': ');
  return { profileId, containerIds: containers?.split(' ') };
}
