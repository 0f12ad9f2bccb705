import type { Wish } from 'glassgate/plugin-api';
import { Lane } from './lane.ts';
import type { Ticket } from './ticket.ts';

/** All lines of waiting requests, by what they wait for. One that is empty is forgotten. */
export class Lanes {
  readonly #byTicket = new Map<Ticket, Lane>();
  readonly #byKey = new Map<string, Lane>();
  readonly #byProfile = new Map<string, Set<Lane>>();
  readonly #byContainer = new Map<string, Set<Lane>>();
  readonly #forAny = new Set<Lane>();

  /** Tickets in all lines. */
  get waiting(): number {
    return this.#byTicket.size;
  }

  get all(): Iterable<Lane> {
    return this.#byKey.values();
  }

  /** Where a ticket waits. */
  of(ticket: Ticket): Lane | undefined {
    return this.#byTicket.get(ticket);
  }

  get(key: string): Lane | undefined {
    return this.#byKey.get(key);
  }

  forProfile(profileId: string): Iterable<Lane> {
    return this.#byProfile.get(profileId) ?? [];
  }

  forContainer(containerId: string): Iterable<Lane> {
    return [...this.#forAny, ...(this.#byContainer.get(containerId) ?? [])];
  }

  /** Every container that somebody waits for; undefined means any. */
  wantedContainers(): readonly string[] | undefined {
    return this.#forAny.size > 0 ? undefined : [...this.#byContainer.keys()];
  }

  /** Let a ticket wait in the line of this name. The newest wishes are those of the whole line. */
  add(ticket: Ticket, key: string, wishes: readonly Wish[]): Lane {
    this.remove(ticket);
    const known = this.#byKey.get(key);
    const isKept = known !== undefined && (wishes.length === 0 || known.rearrange(wishes));
    const lane = isKept ? known : this.#open(key, wishes, known);
    lane.line.add(ticket);
    this.#byTicket.set(ticket, lane);
    return lane;
  }

  remove(ticket: Ticket): void {
    const lane = this.#byTicket.get(ticket);
    if (lane === undefined) return;
    lane.line.remove(ticket);
    this.#byTicket.delete(ticket);
    if (lane.line.size === 0) this.#close(lane);
  }

  /** Tickets that want a profile (or a container) that this line wants too, its own included. */
  rivals(lane: Lane, thing: 'profile' | 'container'): number {
    let count = 0;
    for (const other of this.#byKey.values()) {
      const isRival = thing === 'profile' ? other.sharesProfile(lane) : other.sharesContainer(lane);
      if (isRival) count += other.line.size;
    }
    return count;
  }

  #open(key: string, wishes: readonly Wish[], former: Lane | undefined): Lane {
    const lane = new Lane(key, wishes);
    if (former !== undefined) this.#close(former);
    this.#byKey.set(key, lane);
    for (const id of lane.profileIds) addTo(this.#byProfile, id, lane);
    if (lane.containerIds === undefined) this.#forAny.add(lane);
    for (const id of lane.containerIds ?? []) addTo(this.#byContainer, id, lane);
    for (let ticket = former?.line.first; ticket !== undefined; ) {
      const { after } = ticket;
      former?.line.remove(ticket);
      lane.line.add(ticket);
      this.#byTicket.set(ticket, lane);
      ticket = after;
    }
    return lane;
  }

  #close(lane: Lane): void {
    this.#byKey.delete(lane.key);
    this.#forAny.delete(lane);
    for (const id of lane.profileIds) removeFrom(this.#byProfile, id, lane);
    for (const id of lane.containerIds ?? []) removeFrom(this.#byContainer, id, lane);
  }
}

function addTo(index: Map<string, Set<Lane>>, id: string, lane: Lane): void {
  const lanes = index.get(id) ?? new Set();
  index.set(id, lanes.add(lane));
}

function removeFrom(index: Map<string, Set<Lane>>, id: string, lane: Lane): void {
  const lanes = index.get(id);
  lanes?.delete(lane);
  if (lanes?.size === 0) index.delete(id);
}
