import type {
  ContainerSupply,
  Hindrance,
  ProfileLeases,
  Turn,
  WaitingRoom,
  Wish,
} from 'glassgate/plugin-api';
import type { Lanes } from './lanes.ts';
import type { Ticket } from './ticket.ts';
import type { Turns } from './turns.ts';

export interface GateParts {
  readonly lanes: Lanes;
  readonly turns: Turns;
  readonly leases: () => ProfileLeases;
  readonly supply: () => ContainerSupply;
  readonly ticketOf: (runId: string) => Ticket | undefined;
  readonly remove: (ticket: Ticket) => void;
  readonly changed: () => void;
}

/** What the lock and the selector ask before they give something away, and tell when they got it back. */
export class Gate implements WaitingRoom {
  readonly #parts: GateParts;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  hindrance(wish: Wish, runId: string): Hindrance | undefined {
    const { lanes, turns } = this.#parts;
    const { profileId } = wish;
    turns.match(lanes.forProfile(profileId));
    if (turns.kept.of(runId)?.profileId === profileId) return undefined;
    const other = turns.kept.profile(profileId);
    if (other !== undefined) return this.#hindrance('PROFILE_BUSY', wish, other.requestId);
    return this.#overtaking(wish, this.#parts.ticketOf(runId));
  }

  mayUse(containerId: string, runId: string): boolean {
    const { lanes, turns } = this.#parts;
    turns.match(lanes.forContainer(containerId));
    return this.keptFor(containerId, runId) === undefined;
  }

  keptFor(containerId: string, runId: string): string | undefined {
    const kept = this.#parts.turns.kept.container(containerId);
    return kept === undefined || kept.runId === runId ? undefined : kept.requestId;
  }

  turnOf(runId: string): Turn | undefined {
    return this.#parts.turns.kept.of(runId);
  }

  served(runId: string): void {
    const ticket = this.#parts.ticketOf(runId);
    if (ticket !== undefined) this.#parts.remove(ticket);
    this.#parts.turns.giveBack(runId);
  }

  profileFreed(profileId: string): void {
    this.#parts.turns.freed({ profileId });
  }

  containerFreed(containerId: string): void {
    this.#parts.turns.freed({ containerId });
  }

  changed(): void {
    this.#parts.changed();
  }

  // Whoever waits for the profile cannot use it now, or would have it. A later comer may, if that takes nothing
  // from them: with a container that is free at once, and not for ever.
  #overtaking(wish: Wish, ticket: Ticket | undefined): Hindrance | undefined {
    const { turns, supply } = this.#parts;
    const { profileId, containerIds } = wish;
    const arrival = ticket?.arrival ?? Number.POSITIVE_INFINITY;
    const older = turns.matching.olderWaiter(profileId, arrival);
    if (ticket === undefined || older === undefined) return undefined;
    const insistent = turns.matching.insistent(profileId, arrival);
    if (insistent !== undefined) return this.#hindrance('PROFILE_BUSY', wish, insistent.requestId);
    const isKept = (id: string) => turns.kept.container(id) !== undefined;
    const containerId = supply().firstFree(containerIds, isKept);
    if (containerId === undefined) return this.#hindrance('CONTAINER_BUSY', wish, older.requestId);
    turns.keep(ticket, { profileId, containerId });
    return undefined;
  }

  #hindrance(code: Hindrance['code'], { profileId, containerIds }: Wish, requestId: string): Hindrance {
    const { lanes, leases, supply } = this.#parts;
    const waiting = [...lanes.forProfile(profileId)].reduce((sum, { line }) => sum + line.size, 0);
    const expectedWaitMs =
      code === 'PROFILE_BUSY'
        ? leases().expectedWaitMs([profileId], waiting + 1)
        : supply().expectedWaitMs(containerIds, waiting + 1);
    return { code, requestId, waiting, expectedWaitMs };
  }
}
