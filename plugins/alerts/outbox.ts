import type { Repository } from 'glassgate/plugin-api';
import { entryOf, instant, type OutboxEntry, rowOf } from './outbox-entry.ts';
import type { OutboxRow } from './tables.ts';

interface OutboxParts {
  readonly rows: Repository<OutboxRow>;
  readonly now: () => number;
  readonly onDead: (channel: string) => void;
  /** Something new waits for a channel, or waits again. */
  readonly onWaiting: (channel: string) => void;
}

interface Failure {
  readonly reason: string;
  readonly nextAt: (entry: OutboxEntry) => number;
}

const sweepRows = 1_000;

/** Messages on their way, in memory and on disk: what is here is on disk, and what left is marked there. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #waiting = new Map<string, OutboxEntry>();
  /** Taken by a worker that has not said what became of them. */
  readonly #taken = new Set<string>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Take up what a former process left. */
  async load(): Promise<void> {
    for (const row of await this.#parts.rows.find({ where: { state: 'pending' }, order: [['id', 'asc']] })) {
      const entry = entryOf(row);
      if (entry === undefined) this.#bury(row, 'The stored message cannot be read.');
      else this.#waiting.set(entry.id, entry);
    }
  }

  /** Queue rows to be written. They are sent once `add` was told that they are on disk. */
  store(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) this.#parts.rows.put(rowOf(entry));
  }

  add(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) this.#waiting.set(entry.id, entry);
    for (const channel of new Set(entries.map((entry) => entry.channel))) this.#parts.onWaiting(channel);
  }

  /** What waits for a channel and is not being sent. */
  waitingFor(channel: string): OutboxEntry[] {
    return [...this.#waiting.values()].filter(
      ({ channel: own, id }) => own === channel && !this.#taken.has(id),
    );
  }

  count(channel: string): number {
    let count = 0;
    for (const entry of this.#waiting.values()) if (entry.channel === channel) count += 1;
    return count;
  }

  take(entries: readonly OutboxEntry[]): void {
    for (const { id } of entries) this.#taken.add(id);
  }

  /** The worker stops and does not know: they are tried again, by the next worker or the next process. */
  release(entries: readonly OutboxEntry[]): void {
    for (const { id } of entries) this.#taken.delete(id);
    for (const { channel } of entries.slice(0, 1)) this.#parts.onWaiting(channel);
  }

  sent(entries: readonly OutboxEntry[], key: string): void {
    for (const entry of entries) {
      this.#forget(entry);
      this.#parts.rows.change(entry.id, {
        state: 'sent',
        payload: '',
        attempts: entry.attempts + 1,
        finished_at: instant(this.#parts.now()),
        last_error: null,
        sent_in: key === entry.message.key ? null : key,
      });
    }
  }

  /** They stay and are tried again. Returns them as they are now. */
  failed(entries: readonly OutboxEntry[], { reason, nextAt }: Failure): OutboxEntry[] {
    const failed = entries.map((entry) => {
      const next = {
        ...entry,
        attempts: entry.attempts + 1,
        nextAt: Math.min(nextAt(entry), entry.expiresAt),
      };
      this.#taken.delete(entry.id);
      this.#waiting.set(entry.id, next);
      const { attempts } = next;
      this.#parts.rows.change(entry.id, { attempts, next_at: instant(next.nextAt), last_error: reason });
      return next;
    });
    for (const { channel } of failed.slice(0, 1)) this.#parts.onWaiting(channel);
    return failed;
  }

  fellBack(entry: OutboxEntry, channel: string): void {
    if (this.#waiting.has(entry.id)) this.#waiting.set(entry.id, { ...entry, fallbackTo: channel });
    this.#parts.rows.change(entry.id, { fallback_to: channel });
  }

  /** Dead letters: kept with all they say, and sent only when somebody asks for it. */
  bury(entries: readonly OutboxEntry[], reason: string): void {
    for (const entry of entries) {
      this.#forget(entry);
      this.#bury(entry, reason);
    }
  }

  /** Everything that waits is due now: its channel works again. */
  hurry(channel: string): void {
    const now = this.#parts.now();
    for (const entry of this.waitingFor(channel)) {
      if (entry.nextAt > now) this.#waiting.set(entry.id, { ...entry, nextAt: now });
    }
  }

  /** Forget what was sent or given up before. */
  async sweep(before: number): Promise<void> {
    const { rows } = this.#parts;
    const where = { state: { in: ['sent', 'dead'] }, finished_at: { lt: instant(before) } } as const;
    for (const { id } of await rows.find({ where, limit: sweepRows })) rows.delete(id);
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Channels that something waits for. */
  get channels(): ReadonlySet<string> {
    return new Set(Array.from(this.#waiting.values(), ({ channel }) => channel));
  }

  #forget({ id }: OutboxEntry): void {
    this.#waiting.delete(id);
    this.#taken.delete(id);
  }

  #bury({ id, channel, attempts }: Pick<OutboxEntry, 'id' | 'channel' | 'attempts'>, reason: string): void {
    const finishedAt = instant(this.#parts.now());
    this.#parts.rows.change(id, { state: 'dead', attempts, finished_at: finishedAt, last_error: reason });
    this.#parts.onDead(channel);
  }
}
