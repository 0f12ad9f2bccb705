import {
  type CallContext,
  type Consideration,
  GlassgateError,
  type PinnedChat,
  type Profile,
} from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import type { StatusProbe } from './status-probe.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface SearchParts {
  readonly pool: ContainerPool;
  readonly probe: StatusProbe;
  /** Containers believed busy that are asked again before a request is refused. */
  readonly recheckLimit: number;
}

/** Candidates that a refusal lists. */
const maxListed = 64;

/** One request's search for a container: what it may use and what it has tried. */
export class Search {
  readonly #parts: SearchParts;
  readonly #call: CallContext;
  readonly #allowed: readonly string[] | undefined;
  readonly #pin: PinnedChat | undefined;
  readonly #tried = new Map<string, string>();
  readonly #startedAt = performance.now();
  #isRechecked = false;

  constructor(
    parts: SearchParts,
    call: CallContext,
    { profile, pin }: { profile: Profile; pin: PinnedChat | undefined },
  ) {
    this.#parts = parts;
    this.#call = call;
    this.#pin = pin;
    const allowed = allowedFor(profile, pin);
    this.#allowed = allowed;
    if (pin !== undefined && allowed?.length === 0) {
      this.#tried.set(pin.containerId, 'not allowed for the profile');
    }
  }

  /** The next container to use, reserved for this request; CONTAINER_BUSY when none is left. */
  async next(): Promise<ContainerView> {
    for (;;) {
      this.#call.signal.throwIfAborted();
      const view = this.#parts.pool.leastRecentlySelected({ allowed: this.#allowed, tried: this.#tried });
      if (view === undefined) {
        if (this.#isRechecked) throw this.#nothingLeft();
        this.#isRechecked = true;
        await this.#recheck();
        continue;
      }
      view.reservedBy = this.#call.requestId;
      if (await this.#isReady(view)) return view;
    }
  }

  /** Never choose this container again in this request. */
  passOver(view: ContainerView, reason: string): void {
    this.#tried.set(view.id, reason);
  }

  async #isReady(view: ContainerView): Promise<boolean> {
    try {
      // Just asked by the recheck of this search: asking twice would find nothing new.
      if (view.checkedAt < this.#startedAt) await this.#parts.probe.ask(view, this.#call);
    } catch (error) {
      view.reservedBy = undefined;
      throw error;
    }
    if (view.state !== 'busy' && view.state !== 'unreachable') {
      this.#parts.pool.selected(view);
      this.#recordChoice(view);
      return true;
    }
    view.reservedBy = undefined;
    this.passOver(view, `${view.describe} (asked before use)`);
    return false;
  }

  // What the gateway believes may be old. A refusal must rest on an answer, so the candidates whose
  // answers are oldest are asked once more; the limit keeps a refusal from costing a whole large pool.
  async #recheck(): Promise<void> {
    const doubtful = this.#parts.pool
      .candidates(this.#allowed)
      .filter((view) => view.reservedBy === undefined && !this.#tried.has(view.id))
      .sort((a, b) => a.checkedAt - b.checkedAt)
      .slice(0, this.#parts.recheckLimit);
    const asked = Promise.all(doubtful.map((view) => this.#parts.probe.refresh(view)));
    await unlessAborted(asked, this.#call.signal);
  }

  #recordChoice(view: ContainerView): void {
    const reason = this.#pin === undefined ? 'least recently selected of those free' : 'the chat lives there';
    const passedOver = [...this.#tried].map(([id, why]) => passedOverBecause(id, why));
    this.#call.decide({
      subject: 'container',
      chosen: view.id,
      reason,
      considered: [...passedOver, { id: view.id, verdict: 'chosen', reason }],
    });
  }

  #nothingLeft(): GlassgateError {
    const { pool } = this.#parts;
    const known = this.#allowed ?? [...pool.views].map(({ id }) => id);
    const considered = [...new Set([...this.#tried.keys(), ...known])]
      .slice(0, maxListed)
      .map((id) => passedOverBecause(id, this.#tried.get(id) ?? pool.get(id)?.describe ?? 'not enabled'));
    const counts = pool.countByState();
    this.#call.decide({
      subject: 'container',
      chosen: null,
      reason: 'no container is free',
      considered,
      counts,
    });
    return new GlassgateError('CONTAINER_BUSY', this.#refusal(), { details: { considered, counts } });
  }

  #refusal(): string {
    if (this.#pin !== undefined)
      return `Container '${this.#pin.containerId}', where the chat lives, is not free.`;
    return 'No container that the profile may use is free.';
  }
}

/** Ids of the containers that may be used; undefined means any. */
function allowedFor(
  { allowedContainers }: Profile,
  pin: PinnedChat | undefined,
): readonly string[] | undefined {
  const allowed = allowedContainers.length === 0 ? undefined : allowedContainers;
  if (pin === undefined) return allowed;
  // A pinned chat cannot move. One whose container is no longer allowed has nowhere to go.
  return allowed === undefined || allowed.includes(pin.containerId) ? [pin.containerId] : [];
}

function passedOverBecause(id: string, reason: string): Consideration {
  return { id, verdict: 'passed_over', reason };
}
