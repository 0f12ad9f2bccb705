/** What is known on disk: enough to cover sends that are not listed there yet. */
interface Lease {
  readonly reserve: number;
  used: number;
  /** Monotonic milliseconds. */
  until: number;
}

/** What a row says besides the sends that have left. */
export interface Snapshot {
  /** Sends that may leave before the next row. */
  readonly openSends: number;
}

export interface SendRecordOptions {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** How many may leave in so many milliseconds from now, at most. */
  readonly reserveFor: (ms: number) => number;
  /** Sends that were let through, and are not known to have left. */
  readonly pending: () => number;
  /** Put the row; resolves when it is on disk. */
  readonly write: (snapshot: Snapshot) => Promise<void>;
  /** A row is on disk: look again whether a send may go. */
  readonly onReady: () => void;
}

/** A send is covered this long after the row that covers it was written. */
const leaseMs = 2000;
const renewMs = 1000;

/**
 * Keeps on disk what a limiter has sent, with about one write a second. Before the first send of a while a row
 * says how many may follow; a process that is killed then leaves a row that lists too many, never too few.
 */
export class SendRecord {
  readonly #options: SendRecordOptions;
  #current: Lease | undefined;
  /** On its way to the disk, which may hold this one or the former after a kill. */
  #next: Lease | undefined;
  #leasedAt = Number.NEGATIVE_INFINITY;
  #isDirty = false;

  constructor(options: SendRecordOptions) {
    this.#options = options;
  }

  /** Milliseconds until a send may go; Infinity while the row that covers it is being written: see `onReady`. */
  waitMs(): number {
    if (this.#isCovered()) return 0;
    if (this.#next !== undefined) return Number.POSITIVE_INFINITY;
    const pauseMs = this.#leasedAt + renewMs - this.#options.now();
    if (pauseMs > 0) return pauseMs;
    this.#lease();
    return Number.POSITIVE_INFINITY;
  }

  /** One was let through, after `waitMs` said so. */
  sent(): void {
    this.#isDirty = true;
    for (const lease of [this.#current, this.#next]) {
      if (lease !== undefined) lease.used += 1;
    }
    const isOld = this.#options.now() - this.#leasedAt >= renewMs;
    if (isOld && this.#next === undefined) this.#lease();
  }

  /** Something that a row says is another now. */
  changed(): void {
    this.#isDirty = true;
  }

  /** Called once a second: brings the row up to date, and closes it when nothing was sent for a while. */
  tick(): void {
    if (this.#next !== undefined) return;
    const { now, pending } = this.#options;
    if (now() < (this.#current?.until ?? 0)) {
      if (this.#isDirty && now() - this.#leasedAt >= renewMs) this.#lease();
      return;
    }
    // A row that leaves sends open is renewed as long as they are: its age limits how long ago they can have been.
    const isOpen = (this.#current?.reserve ?? 0) > 0 || pending() > 0;
    if (this.#isDirty || isOpen) this.#put(closing());
  }

  /** The last row: nothing is sent any more. */
  close(): void {
    if (this.#isDirty || this.#current !== undefined || this.#next !== undefined) {
      this.#put(closing());
    }
  }

  #isCovered(): boolean {
    const [current, next] = [this.#current, this.#next];
    if (current === undefined || this.#options.now() >= current.until) return false;
    return [current, next].every((lease) => lease === undefined || lease.used < lease.reserve);
  }

  #lease(): void {
    const { now, reserveFor } = this.#options;
    this.#leasedAt = now();
    this.#put({ reserve: reserveFor(leaseMs + renewMs), used: 0, until: this.#leasedAt + leaseMs });
  }

  #put(lease: Lease): void {
    const { now, pending, write, onReady } = this.#options;
    this.#isDirty = false;
    this.#next = lease;
    // A store that cannot write must not stop the traffic: this process counts on in memory.
    const settled = () => {
      if (this.#next !== lease) return;
      this.#next = undefined;
      this.#current = lease;
      if (lease.reserve > 0) lease.until = Math.max(lease.until, now() + renewMs);
      onReady();
    };
    write({ openSends: lease.reserve + pending() }).then(settled, settled);
  }
}

function closing(): Lease {
  return { reserve: 0, used: 0, until: Number.NEGATIVE_INFINITY };
}
