import {
  type CallContext,
  type ContainerSupply,
  GlassgateError,
  notes,
  type ProfileLeases,
  type Wish,
} from 'glassgate/plugin-api';
import type { QueueConfig } from './config.ts';
import { keyOf, Lane } from './lane.ts';
import type { QueueCounts } from './metrics.ts';
import { lackedBy, queueClosed, queueFull, queueTimeout } from './queue-errors.ts';
import type { Room } from './room.ts';
import { Stay } from './stay.ts';
import type { Ticket } from './ticket.ts';

export interface QueueParts {
  readonly room: Room;
  readonly counts: QueueCounts;
  readonly leases: () => ProfileLeases;
  readonly supply: () => ContainerSupply;
  readonly now: () => number;
  /** As they are now. */
  readonly settings: { readonly config: QueueConfig; readonly isClosed: boolean };
}

interface Visitor {
  readonly patienceMs: number;
  /** The line of those who leave the profile to the gateway; undefined for a request that names one. */
  readonly openLine: string | undefined;
}

/** One request in the queue, from its arrival until it leaves. */
export class Visit implements Disposable {
  readonly #call: CallContext;
  readonly #visitor: Visitor;
  readonly #parts: QueueParts;
  readonly #ticket: Ticket;
  readonly #stay: Stay;
  #until: number | undefined;
  #wishesSeen = 0;

  constructor(call: CallContext, visitor: Visitor, parts: QueueParts) {
    this.#call = call;
    this.#visitor = visitor;
    this.#parts = parts;
    this.#ticket = parts.room.enter(call.journal.runId, call.requestId);
    this.#stay = new Stay(call, parts.counts, parts.now);
  }

  /** Returns when it is worth another try; throws what the request is to be answered with otherwise. */
  async wait(cause: GlassgateError): Promise<void> {
    const { room, now } = this.#parts;
    this.#until ??= now() + this.#visitor.patienceMs;
    const wishes = this.#newWishes();
    const key = this.#visitor.openLine ?? keyOf(wishes);
    const lane = room.lane(key) ?? new Lane(key, wishes);
    this.#stay.arrive(room.waiting);
    try {
      this.#refuse(cause, lane);
      const waiting = room.rivals(lane, lackedBy(cause));
      const behind = lane.line.last?.requestId ?? cause.details['locked_by'];
      this.#stay.begin({ cause, position: waiting + 1, waiting, behind });
      const place = { key, wishes, until: this.#until, isOpen: this.#visitor.openLine !== undefined };
      room.join(this.#ticket, place);
      const { ending, turn } = await room.wait(this.#ticket, this.#call.signal);
      if (ending === 'shutdown') throw queueClosed();
      if (ending === 'timeout') throw this.#timeout(cause, lane);
      this.#stay.pause(turn);
    } catch (failure) {
      this.#stay.fail(GlassgateError.from(failure));
      throw failure;
    }
  }

  [Symbol.dispose](): void {
    this.#parts.room.leave(this.#ticket);
    this.#stay.end();
  }

  #refuse(cause: GlassgateError, lane: Lane): void {
    const { room, now, settings } = this.#parts;
    if (settings.isClosed) throw queueClosed();
    if (this.#until !== undefined && this.#until <= now()) throw this.#timeout(cause, lane);
    const isNew = this.#stay.position === 0;
    const limit = settings.config.max_waiting;
    if (isNew && room.waiting >= limit) throw queueFull({ cause, ...this.#outlook(cause, lane) }, limit);
  }

  #timeout(cause: GlassgateError, lane: Lane): GlassgateError {
    const { position, waitMs } = this.#stay;
    const { patienceMs } = this.#visitor;
    return queueTimeout({ cause, ...this.#outlook(cause, lane) }, { position, waitMs, patienceMs });
  }

  #outlook(cause: GlassgateError, lane: Lane): { waiting: number; expectedWaitMs: number } {
    const { room, leases, supply } = this.#parts;
    const waiting = room.rivals(lane, lackedBy(cause));
    const expectedWaitMs =
      lackedBy(cause) === 'profile'
        ? leases().expectedWaitMs([...lane.profileIds], waiting + 1)
        : supply().expectedWaitMs(lane.containerIds && [...lane.containerIds], waiting + 1);
    return { waiting, expectedWaitMs };
  }

  /** What the last try has asked for; nothing when there was none. */
  #newWishes(): readonly Wish[] {
    const all = this.#call.journal.all(notes.wish);
    const fresh = all.slice(this.#wishesSeen);
    this.#wishesSeen = all.length;
    return fresh;
  }
}
