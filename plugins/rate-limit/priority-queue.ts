import { type Priority, priorities } from 'glassgate/plugin-api';
import { type Place, WaitingLine } from './waiting-line.ts';

/** Requests that found the queue full and wait behind everybody else. */
export const overflowClass = priorities.length;

export interface Waiter<T> {
  readonly value: T;
  /** Index of its class: 0 is the most urgent. */
  readonly rank: number;
  readonly sequence: number;
  readonly enqueuedAt: number;
  readonly bytes: number;
}

export interface QueueOptions {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** After each such time a waiter competes one class higher; 0 turns it off. */
  readonly ageMs: number;
}

/** What a newcomer lacks. */
export interface Room {
  readonly places: number;
  readonly bytes: number;
}

/**
 * Waiters in classes: the most urgent first, in one class the oldest first. With ageing a waiter rises by one
 * class for every `ageMs` it has waited, so that no class starves.
 */
export class PriorityQueue<T> {
  readonly #now: () => number;
  #ageMs: number;
  readonly #lines = [...priorities, 'overflow'].map(() => new WaitingLine<Waiter<T>>());
  readonly #places = new Map<Waiter<T>, Place<Waiter<T>>>();
  #sequence = 0;
  #bytes = 0;

  constructor({ now, ageMs }: QueueOptions) {
    this.#now = now;
    this.#ageMs = ageMs;
  }

  /** Those that count against the capacity: all but the overflow. */
  get size(): number {
    return this.#places.size - this.overflowSize;
  }

  get overflowSize(): number {
    return this.#lines[overflowClass]?.length ?? 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  setAgeMs(ageMs: number): void {
    this.#ageMs = ageMs;
  }

  depths(): Record<Priority, number> {
    const depths = priorities.map((priority, rank) => [priority, this.#lines[rank]?.length ?? 0] as const);
    return Object.fromEntries(depths) as Record<Priority, number>;
  }

  add(value: T, { rank, bytes }: { readonly rank: number; readonly bytes: number }): Waiter<T> {
    this.#sequence += 1;
    const waiter = { value, rank, bytes, sequence: this.#sequence, enqueuedAt: this.#now() };
    const place = this.#lines[rank]?.join(waiter);
    if (place === undefined) throw new RangeError(`There is no class ${rank}.`);
    this.#places.set(waiter, place);
    this.#bytes += bytes;
    return waiter;
  }

  /** False when it has left already. */
  remove(waiter: Waiter<T>): boolean {
    const place = this.#places.get(waiter);
    if (place === undefined) return false;
    this.#places.delete(waiter);
    this.#lines[waiter.rank]?.leave(place);
    this.#bytes -= waiter.bytes;
    return true;
  }

  /** Whose turn it is. Within a class the first has waited longest, so only the first of each can be best. */
  head(): Waiter<T> | undefined {
    let best: Waiter<T> | undefined;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const line of this.#lines) {
      const waiter = line.first?.value;
      if (waiter === undefined) continue;
      const rank = this.#effectiveRank(waiter);
      const isBetter = rank < bestRank || (rank === bestRank && waiter.sequence < (best?.sequence ?? 0));
      if (!isBetter) continue;
      best = waiter;
      bestRank = rank;
    }
    return best;
  }

  /** How many are served before a newcomer of this class, as things stand. */
  ahead(rank: number): number {
    return this.#lines.slice(0, rank + 1).reduce((sum, line) => sum + line.length, 0);
  }

  /**
   * Whom to turn away to make room for one of this class: of the least urgent classes below it the newest, as few
   * as will do. Undefined when all of them would not do.
   */
  victimsBelow(rank: number, room: Room): Waiter<T>[] | undefined {
    const victims: Waiter<T>[] = [];
    let bytes = 0;
    for (const waiter of this.#newestBelow(rank)) {
      if (victims.length >= room.places && bytes >= room.bytes) break;
      victims.push(waiter);
      bytes += waiter.bytes;
    }
    return victims.length >= room.places && bytes >= room.bytes ? victims : undefined;
  }

  /** Everybody who waits, to be turned away. */
  [Symbol.iterator](): IterableIterator<Waiter<T>> {
    return this.#places.keys();
  }

  *#newestBelow(rank: number): Generator<Waiter<T>> {
    for (let lower = priorities.length - 1; lower > rank; lower -= 1) {
      for (let place = this.#lines[lower]?.last; place !== undefined; place = place.before) yield place.value;
    }
  }

  #effectiveRank({ rank, enqueuedAt }: Waiter<T>): number {
    if (this.#ageMs === 0 || rank === overflowClass) return rank;
    return Math.max(0, rank - Math.floor((this.#now() - enqueuedAt) / this.#ageMs));
  }
}
