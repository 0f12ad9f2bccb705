import { Attachment, type Consideration, type Journal } from 'glassgate/plugin-api';

/** How long an answer counts that a request has asked for. */
const freshMs = 1000;

/** What a request has found out and put down so far. It searches anew for each profile that it tries. */
export class RequestMemory {
  readonly #askedAt = new Map<string, number>();
  readonly #told = new Map<string, string>();

  /** Ids of the containers that it has asked again a moment ago. */
  justAsked(): ReadonlySet<string> {
    const since = performance.now() - freshMs;
    for (const [id, at] of this.#askedAt) if (at < since) this.#askedAt.delete(id);
    return new Set(this.#askedAt.keys());
  }

  asked(ids: readonly string[]): void {
    for (const id of ids) this.#askedAt.set(id, performance.now());
  }

  /** What its decisions do not say yet. They do from now on. */
  news(considered: readonly Consideration[]): Consideration[] {
    const fresh = considered.filter(({ id, reason }) => this.#told.get(id) !== reason);
    for (const { id, reason } of fresh) this.#told.set(id, reason);
    return fresh;
  }
}

export class RequestMemories {
  readonly #byJournal = new Attachment<Journal, RequestMemory>();

  of(journal: Journal): RequestMemory {
    const known = this.#byJournal.of(journal);
    if (known !== undefined) return known;
    const memory = new RequestMemory();
    this.#byJournal.set(journal, memory);
    return memory;
  }
}
