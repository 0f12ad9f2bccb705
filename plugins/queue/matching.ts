import type { ContainerSupply, ProfileLeases, Turn } from 'glassgate/plugin-api';
import type { KeptThings } from './kept.ts';
import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';
import type { Ticket } from './ticket.ts';

export interface MatchingParts {
  readonly lanes: Lanes;
  readonly kept: KeptThings;
  readonly leases: () => ProfileLeases;
  readonly supply: () => ContainerSupply;
  readonly now: () => number;
}

/** After so many others, a profile is kept free for whoever was overtaken. */
const mostOvertakings = 8;

interface Match {
  readonly ticket: Ticket;
  readonly turn: Turn;
}

/** Finds who is next: the one who came first among those who could go on now. */
export class Matching {
  readonly #parts: MatchingParts;

  constructor(parts: MatchingParts) {
    this.#parts = parts;
  }

  next(lanes: Iterable<Lane>): Match | undefined {
    const free = new FreeContainers(this.#parts);
    let best: Match | undefined;
    for (const lane of lanes) {
      const ticket = this.#firstReady(lane);
      if (ticket === undefined) continue;
      if (best !== undefined && best.ticket.arrival < ticket.arrival) continue;
      const turn = this.#turnFor(lane, ticket.arrival, free);
      if (turn !== undefined) best = { ticket, turn };
    }
    return best;
  }

  /** The first of those who wait for the profile and came before. */
  olderWaiter(profileId: string, arrival: number): Ticket | undefined {
    let oldest: Ticket | undefined;
    for (const { line } of this.#parts.lanes.forProfile(profileId)) {
      const { first } = line;
      if (first !== undefined && first.arrival < (oldest?.arrival ?? arrival)) oldest = first;
    }
    return oldest;
  }

  /** The one who came before, has been overtaken often enough, and will get a container soon. */
  insistent(profileId: string, arrival: number): Ticket | undefined {
    for (const lane of this.#parts.lanes.forProfile(profileId)) {
      const { first } = lane.line;
      if (first === undefined || first.arrival >= arrival || first.overtaken < mostOvertakings) continue;
      const containerIds = lane.containerIds === undefined ? undefined : [...lane.containerIds];
      // Where nothing of ours runs nobody knows when that will be, and the profile would lie idle.
      if (this.#parts.supply().isInUse(containerIds)) return first;
    }
    return undefined;
  }

  /** Somebody got a profile: those who came before and wait for it were overtaken. */
  overtake(profileId: string, arrival: number): void {
    for (const { line } of this.#parts.lanes.forProfile(profileId)) {
      if (line.first !== undefined && line.first.arrival < arrival) line.first.overtaken += 1;
    }
  }

  // Those who want the one profile that somebody rests for would find the same as he did; with a choice of several
  // they need not.
  #firstReady({ line, profileIds }: Lane): Ticket | undefined {
    const now = this.#parts.now();
    let ticket = line.first;
    while (profileIds.size > 1 && ticket !== undefined && ticket.restsUntil > now) ticket = ticket.after;
    return ticket === undefined || ticket.restsUntil > now ? undefined : ticket;
  }

  #turnFor({ groups }: Lane, arrival: number, free: FreeContainers): Turn | undefined {
    for (const group of groups) {
      const containerId = free.among(group.containerIds, group.key);
      if (containerId === undefined) continue;
      const profileId = group.profileIds.find((id) => this.#isFree(id, arrival));
      if (profileId !== undefined) return { profileId, containerId };
    }
    return undefined;
  }

  #isFree(profileId: string, arrival: number): boolean {
    const { kept, leases } = this.#parts;
    if (kept.profile(profileId) !== undefined || !leases().isFree(profileId)) return false;
    return this.insistent(profileId, arrival) === undefined;
  }
}

/** Many lines want the same containers: each set is looked through once. */
class FreeContainers {
  readonly #parts: MatchingParts;
  readonly #found = new Map<string, string | undefined>();

  constructor(parts: MatchingParts) {
    this.#parts = parts;
  }

  among(containerIds: readonly string[] | undefined, key: string): string | undefined {
    if (this.#found.has(key)) return this.#found.get(key);
    const { supply, kept } = this.#parts;
    const found = supply().firstFree(containerIds, (id) => kept.container(id) !== undefined);
    this.#found.set(key, found);
    return found;
  }
}
