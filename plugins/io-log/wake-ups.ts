export interface WaitOptions {
  /** What `count` said before there was nothing to do: whatever came since is reason to go on at once. */
  readonly after: number;
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** Tells readers that a container has new lines on the disk. */
export class WakeUps {
  readonly #counts = new Map<string, number>();
  readonly #sleepers = new Map<string, Set<() => void>>();

  wake(containerId: string): void {
    this.#counts.set(containerId, this.count(containerId) + 1);
    for (const goOn of this.#sleepers.get(containerId) ?? []) goOn();
  }

  wakeAll(): void {
    for (const containerId of [...this.#sleepers.keys()]) this.wake(containerId);
  }

  count(containerId: string): number {
    return this.#counts.get(containerId) ?? 0;
  }

  /** Whether something woke it: false when the time is over or the signal was given. */
  until(containerId: string, { after, ms, signal }: WaitOptions): Promise<boolean> {
    const isWoken = () => this.count(containerId) !== after;
    if (isWoken() || signal.aborted) return Promise.resolve(isWoken());
    const sleepers = this.#sleepers.get(containerId) ?? new Set();
    this.#sleepers.set(containerId, sleepers);
    return new Promise((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', goOn);
        sleepers.delete(goOn);
        if (sleepers.size === 0) this.#sleepers.delete(containerId);
        resolve(isWoken());
      };
      const timer = setTimeout(goOn, ms);
      signal.addEventListener('abort', goOn);
      sleepers.add(goOn);
    });
  }
}
