const keptPerKey = 16;
const keptInAll = 64;
const longestSeconds = 3600;

/** The newest of many numbers, and their mean. */
class Recent {
  readonly #values: number[] = [];
  readonly #limit: number;
  #next = 0;
  #sum = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(value: number): void {
    this.#sum += value - (this.#values[this.#next] ?? 0);
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#limit;
  }

  get mean(): number | undefined {
    return this.#values.length === 0 ? undefined : this.#sum / this.#values.length;
  }
}

/** How long requests have held things, of late. */
export class HoldTimes {
  readonly #byKey = new Map<string, Recent>();
  readonly #all = new Recent(keptInAll);

  record(key: string, ms: number): void {
    const recent = this.#byKey.get(key) ?? new Recent(keptPerKey);
    this.#byKey.set(key, recent);
    recent.add(ms);
    this.#all.add(ms);
  }

  /** The mean of the last holds of these, else of the last holds of all; undefined when there was none yet. */
  typicalMs(keys?: readonly string[]): number | undefined {
    const means = (keys ?? []).flatMap((key) => this.#byKey.get(key)?.mean ?? []);
    if (means.length === 0) return this.#all.mean;
    return means.reduce((sum, mean) => sum + mean, 0) / means.length;
  }
}

interface Holds {
  /** How long each of the present holders has held. */
  readonly heldMs: readonly number[];
  readonly typicalMs: number | undefined;
  /** Place in the queue for one of these things, from 1. */
  readonly position: number;
}

/**
 * When it is the turn of a place in a queue: the holders are done after the usual time, less what has passed,
 * and everybody who is ahead takes one of their places for the usual time again.
 */
export function expectedWaitMs({ heldMs, typicalMs, position }: Holds): number {
  // Without any experience: a hold takes at least as long as the longest one now.
  const typical = typicalMs ?? Math.max(0, ...heldMs);
  const places = Math.max(1, heldMs.length);
  const ahead = Math.max(0, position - 1);
  const remaining = heldMs.map((held) => Math.max(0, typical - held)).sort((a, b) => a - b);
  return (remaining[ahead % places] ?? typical) + Math.floor(ahead / places) * typical;
}

/** As the header `Retry-After` wants it: whole seconds, at least one. */
export function retryAfterSeconds(waitMs: number): number {
  return Math.min(Math.max(1, Math.ceil(waitMs / 1000)), longestSeconds);
}
