import type { ContainerSupply, ProfileLeases, Turn } from 'glassgate/plugin-api';
import { KeptThings } from './kept.ts';
import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';
import { Matching } from './matching.ts';
import type { Ticket } from './ticket.ts';

export interface TurnParts {
  readonly lanes: Lanes;
  readonly leases: () => ProfileLeases;
  readonly supply: () => ContainerSupply;
  readonly now: () => number;
  /** Runs a task after whatever the event loop does now. */
  readonly later: (task: () => void) => void;
  /** Takes a ticket whose turn has come out of its line. */
  readonly remove: (ticket: Ticket) => void;
}

/** Hands what is free to whoever is next, and keeps it until it is taken or given back. */
export class Turns {
  readonly matching: Matching;
  readonly #parts: TurnParts;
  readonly #kept = new KeptThings();
  readonly #freedProfiles = new Set<string>();
  readonly #freedContainers = new Set<string>();
  #isHandOverPlanned = false;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    this.matching = new Matching({ ...parts, kept: this.#kept });
  }

  get kept(): Pick<KeptThings, 'of' | 'profile' | 'container'> {
    return this.#kept;
  }

  /** Give these lines whatever they can have now. */
  match(lanes: Iterable<Lane>): void {
    if (this.#parts.lanes.waiting === 0) return;
    const candidates = [...lanes];
    for (;;) {
      const match = this.matching.next(candidates);
      if (match === undefined) return;
      const { ticket, turn } = match;
      this.#parts.remove(ticket);
      this.keep(ticket, turn);
      ticket.wake?.('turn');
    }
  }

  keep({ runId, requestId, arrival }: Ticket, turn: Turn): void {
    this.giveBack(runId);
    this.#kept.add({ ...turn, runId, requestId });
    this.matching.overtake(turn.profileId, arrival);
  }

  giveBack(runId: string): void {
    const kept = this.#kept.drop(runId);
    if (kept === undefined) return;
    this.freed({ profileId: kept.profileId });
    this.freed({ containerId: kept.containerId });
  }

  // A request lets go of its container a moment before its profile: whoever waits for both must not lose the
  // one to a later comer in between.
  freed({ profileId, containerId }: Partial<Turn>): void {
    if (this.#parts.lanes.waiting === 0) return;
    if (profileId !== undefined) this.#freedProfiles.add(profileId);
    if (containerId !== undefined) this.#freedContainers.add(containerId);
    if (this.#isHandOverPlanned) return;
    this.#isHandOverPlanned = true;
    this.#parts.later(() => this.#handOver());
  }

  #handOver(): void {
    const { lanes } = this.#parts;
    this.#isHandOverPlanned = false;
    const profiles = [...this.#freedProfiles].flatMap((id) => [...lanes.forProfile(id)]);
    const containers = [...this.#freedContainers].flatMap((id) => [...lanes.forContainer(id)]);
    this.#freedProfiles.clear();
    this.#freedContainers.clear();
    this.match(new Set([...profiles, ...containers]));
  }
}
