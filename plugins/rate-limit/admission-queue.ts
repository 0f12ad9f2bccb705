import type { FullPolicy, GlassgateError, LimiterConfig, Priority } from 'glassgate/plugin-api';
import { priorities } from 'glassgate/plugin-api';
import { Deadlines } from './deadlines.ts';
import { overflowClass, PriorityQueue, type Waiter } from './priority-queue.ts';

/** A request that asks to be let through. */
export interface Ticket<T> {
  readonly priority: Priority;
  readonly bytes: number;
  /** Monotonic milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly admit: (admitted: T) => void;
  readonly refuse: (error: unknown) => void;
  readonly expire: () => void;
}

export interface AdmissionQueueOptions {
  readonly now: () => number;
  readonly settings: () => QueueSettings;
  readonly full: () => GlassgateError;
  readonly evicted: () => GlassgateError;
  /** Somebody left by himself. */
  readonly onLeft: () => void;
}

type QueueSettings = Pick<
  LimiterConfig,
  'queue_max_size' | 'queue_max_bytes' | 'queue_full_policy' | 'overflow_max' | 'priority'
>;

/** Where somebody waits. */
export interface Place {
  /** From 1, when it came. */
  readonly position: number;
  readonly isOverflow: boolean;
}

/** Those who wait for one limiter. Each is settled exactly once: admitted, refused, evicted or gone. */
export class AdmissionQueue<T> {
  readonly #options: AdmissionQueueOptions;
  readonly #queue: PriorityQueue<Ticket<T>>;
  readonly #deadlines = new Deadlines<Waiter<Ticket<T>>>();
  readonly #leave = new Map<Waiter<Ticket<T>>, () => void>();
  readonly #totals = { enqueued: 0, dequeued: 0, dropped: 0, overflow: 0 };

  constructor(options: AdmissionQueueOptions) {
    this.#options = options;
    this.#queue = new PriorityQueue({ now: options.now, ageMs: 0 });
  }

  get totals(): Readonly<Record<'enqueued' | 'dequeued' | 'dropped' | 'overflow', number>> {
    return this.#totals;
  }

  /** Those that count against the capacity. */
  get size(): number {
    return this.#queue.size;
  }

  get overflowSize(): number {
    return this.#queue.overflowSize;
  }

  get waiting(): number {
    return this.#queue.size + this.#queue.overflowSize;
  }

  get bytes(): number {
    return this.#queue.bytes;
  }

  depths(): Record<Priority, number> {
    return this.#queue.depths();
  }

  /** When somebody's time is over; Infinity without anybody. */
  get nextDeadline(): number {
    return this.#deadlines.next;
  }

  /** Let somebody wait. Throws QUEUE_FULL. */
  add(ticket: Ticket<T>): Place {
    const rank = this.#makeRoom(ticket);
    this.#queue.setAgeMs(this.#options.settings().priority.age_seconds * 1000);
    const position = this.#queue.ahead(rank) + 1;
    const waiter = this.#queue.add(ticket, { rank, bytes: ticket.bytes });
    this.#totals.enqueued += 1;
    if (rank === overflowClass) this.#totals.overflow += 1;
    if (Number.isFinite(ticket.deadline)) this.#deadlines.add(waiter, ticket.deadline);
    const leave = () => {
      this.#remove(waiter);
      ticket.refuse(ticket.signal.reason);
      this.#options.onLeft();
    };
    ticket.signal.addEventListener('abort', leave, { once: true });
    this.#leave.set(waiter, leave);
    return { position, isOverflow: rank === overflowClass };
  }

  /** Take out whose turn it is. */
  next(): Ticket<T> | undefined {
    const waiter = this.#queue.head();
    if (waiter === undefined) return undefined;
    this.#remove(waiter);
    this.#totals.dequeued += 1;
    return waiter.value;
  }

  /** Send away everybody whose time is over. */
  expire(): void {
    const now = this.#options.now();
    for (let late = this.#deadlines.due(now); late !== undefined; late = this.#deadlines.due(now)) {
      this.#remove(late);
      this.#totals.dropped += 1;
      late.value.expire();
    }
  }

  /** Count one that was refused before it could wait. Returns its error. */
  dropped(error: GlassgateError): GlassgateError {
    this.#totals.dropped += 1;
    return error;
  }

  refuseAll(error: GlassgateError): void {
    for (const waiter of [...this.#queue]) this.#refuse(waiter, error);
  }

  /** The class to wait in, after others had to go where that is the policy. */
  #makeRoom({ priority, bytes }: Ticket<T>): number {
    const { queue_max_size, queue_max_bytes, queue_full_policy } = this.#options.settings();
    const rank = priorities.indexOf(priority);
    const places = Math.max(0, this.#queue.size + 1 - queue_max_size);
    // One body alone may be larger than all may be together.
    const excess = this.waiting === 0 ? 0 : Math.max(0, this.#queue.bytes + bytes - queue_max_bytes);
    if (places === 0 && excess === 0) return rank;
    if (this.#mayOverflow(queue_full_policy, excess)) return overflowClass;
    const victims =
      queue_full_policy === 'drop_lowest'
        ? this.#queue.victimsBelow(rank, { places, bytes: excess })
        : undefined;
    if (victims === undefined) throw this.dropped(this.#options.full());
    for (const victim of victims) this.#refuse(victim, this.#options.evicted());
    return rank;
  }

  #mayOverflow(policy: FullPolicy, excess: number): boolean {
    const { overflow_max } = this.#options.settings();
    return policy === 'passthrough' && excess === 0 && this.#queue.overflowSize < overflow_max;
  }

  #refuse(waiter: Waiter<Ticket<T>>, error: GlassgateError): void {
    this.#remove(waiter);
    this.#totals.dropped += 1;
    waiter.value.refuse(error);
  }

  #remove(waiter: Waiter<Ticket<T>>): void {
    this.#queue.remove(waiter);
    this.#deadlines.delete(waiter);
    const leave = this.#leave.get(waiter);
    this.#leave.delete(waiter);
    if (leave !== undefined) waiter.value.signal.removeEventListener('abort', leave);
  }
}
