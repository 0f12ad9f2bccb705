import type { ContainerSupply, ProfileLeases, Turn, WaitingRoom, Wish } from 'glassgate/plugin-api';
import { Expiry } from './expiry.ts';
import { Gate } from './gate.ts';
import type { Lane } from './lane.ts';
import { Lanes } from './lanes.ts';
import { nextLook, restUntil } from './pauses.ts';
import { type Ending, newTicket, type Ticket } from './ticket.ts';
import { Turns } from './turns.ts';

export interface RoomParts {
  readonly leases: () => ProfileLeases;
  readonly supply: () => ContainerSupply;
  readonly now: () => number;
  /** Runs a task after whatever the event loop does now. */
  readonly later: (task: () => void) => void;
  /** Told whenever somebody comes, and when the last one leaves. */
  readonly isNeeded: (isNeeded: boolean) => void;
}

interface Place {
  /** Name of the line. */
  readonly key: string;
  /** What it may use; none: the same as those who are in this line already. */
  readonly wishes: readonly Wish[];
  /** When its patience ends, by the clock of the room. */
  readonly until: number;
  /** Which profiles it may use can change without notice. */
  readonly isOpen: boolean;
}

/** Where requests wait. Nobody is given what somebody who came earlier could use now. */
export class Room {
  readonly gate: WaitingRoom;
  readonly #parts: RoomParts;
  readonly #lanes = new Lanes();
  readonly #tickets = new Map<string, Ticket>();
  readonly #turns: Turns;
  readonly #expiry: Expiry<Ticket>;
  #arrivals = 0;

  constructor(parts: RoomParts) {
    this.#parts = parts;
    this.#expiry = new Expiry(parts.now());
    const shared = { ...parts, lanes: this.#lanes, remove: (ticket: Ticket) => this.#remove(ticket) };
    this.#turns = new Turns(shared);
    const ticketOf = (runId: string) => this.#tickets.get(runId);
    this.gate = new Gate({ ...shared, turns: this.#turns, ticketOf, changed: () => this.#changed() });
  }

  /** Tickets in all lines. */
  get waiting(): number {
    return this.#lanes.waiting;
  }

  /** Requests that have entered and not left. */
  get present(): number {
    return this.#tickets.size;
  }

  /** Every request enters, also one that will not wait: its turn may not come before that of others. */
  enter(runId: string, requestId: string): Ticket {
    this.#arrivals += 1;
    const ticket = newTicket(runId, requestId, this.#arrivals);
    this.#tickets.set(runId, ticket);
    return ticket;
  }

  leave(ticket: Ticket): void {
    const lane = this.#lanes.of(ticket);
    this.#remove(ticket);
    this.#tickets.delete(ticket.runId);
    this.#turns.giveBack(ticket.runId);
    // It tried and failed for good; what it found may hold for the next one in its line as well.
    if (lane !== undefined) this.#lookIn([lane]);
  }

  /** The line of this name, while somebody stands in it. */
  lane(key: string): Lane | undefined {
    return this.#lanes.get(key);
  }

  /** Stand in a line, at the place of the arrival: whoever has tried in vain loses nothing by it. */
  join(ticket: Ticket, { key, wishes, until, isOpen }: Place): void {
    const [left, known] = [this.#lanes.of(ticket), this.#lanes.get(key)];
    const lane = this.#lanes.add(ticket, key, wishes);
    this.#expiry.set(ticket, until);
    this.#parts.isNeeded(true);
    const now = this.#parts.now();
    const hasLooked = left !== undefined || known === undefined;
    lane.lookAt = hasLooked ? nextLook(ticket, { now, isOpen }) : known.lookAt;
    if (left !== undefined && left !== lane) this.#lookIn([left]);
    if (ticket.hadTurn) restUntil(ticket, now);
    this.#turns.giveBack(ticket.runId);
    this.#turns.match([lane]);
  }

  /** How many wait for a profile (or a container) that a line is for, those in it included. */
  rivals(lane: Lane, thing: 'profile' | 'container'): number {
    return this.#lanes.rivals(lane, thing);
  }

  /** Wait for a turn, or for another ending. Rejects with the reason of the signal. */
  async wait(ticket: Ticket, signal: AbortSignal): Promise<{ ending: Ending; turn: Turn | undefined }> {
    const { promise, resolve, reject } = Promise.withResolvers<Ending>();
    const onAbort = () => {
      this.#remove(ticket);
      reject(signal.reason);
    };
    ticket.wake = resolve;
    if (this.#turns.kept.of(ticket.runId) !== undefined) resolve('turn');
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    try {
      const ending = await promise;
      const turn = this.#turns.kept.of(ticket.runId);
      ticket.hadTurn = turn !== undefined;
      return { ending, turn };
    } finally {
      ticket.wake = undefined;
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** End the waiting of those whose patience is over. */
  expire(): void {
    for (const ticket of this.#expiry.due(this.#parts.now())) this.#end(ticket, 'timeout');
  }

  /** Look for what became free without anybody saying so. */
  recheck(): void {
    if (this.waiting === 0) return;
    this.#parts.supply().recheck(this.#lanes.wantedContainers());
    this.#turns.match(this.#lanes.all);
    this.#lookIn(this.#lanes.all);
  }

  /** Send everybody away. */
  close(): void {
    for (const { line } of [...this.#lanes.all]) {
      while (line.first !== undefined) this.#end(line.first, 'shutdown');
    }
  }

  #changed(): void {
    if (this.waiting === 0) return;
    for (const lane of this.#lanes.all) lane.lookAt = this.#parts.now();
    this.#parts.later(() => this.recheck());
  }

  #lookIn(lanes: Iterable<Lane>): void {
    const now = this.#parts.now();
    for (const { lookAt, line } of [...lanes]) {
      // One without a wake is trying already.
      if (lookAt <= now) line.first?.wake?.('look');
    }
  }

  // A look may have ended by its patience or by a stop; then there is nobody to wake, and the next `wait` ends.
  #end(ticket: Ticket, ending: Ending): void {
    this.#remove(ticket);
    ticket.wake?.(ending);
  }

  #remove(ticket: Ticket): void {
    this.#expiry.delete(ticket);
    this.#lanes.remove(ticket);
    if (this.waiting === 0) this.#parts.isNeeded(false);
  }
}
