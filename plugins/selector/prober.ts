import type { ContainerPool } from './container-pool.ts';
import type { ContainerView } from './container-view.ts';
import type { StatusProbe } from './status-probe.ts';

export interface ProberOptions {
  readonly pool: ContainerPool;
  readonly probe: StatusProbe;
  readonly intervalMs: number;
  onError(error: unknown): void;
}

/** Questions under way at once: a large pool is asked in waves, not in one burst. */
const maxConcurrent = 32;
const ticksPerInterval = 4;

/** Keeps the views fresh in the background, so that a request need not ask the whole pool. */
export class Prober implements Disposable {
  readonly #options: ProberOptions;
  #isStopped = false;
  #intervalMs: number;
  readonly #asked = new Set<ContainerView>();
  /** Those whose turn it is. The one with the oldest news comes last, to be taken from there. */
  #due: ContainerView[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProberOptions) {
    this.#options = options;
    this.#intervalMs = options.intervalMs;
  }

  start(): void {
    this.#tick();
    this.setInterval(this.#options.intervalMs);
  }

  /** Ask as often as a new configuration says, from now on. */
  setInterval(intervalMs: number): void {
    this.#intervalMs = intervalMs;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), intervalMs / ticksPerInterval);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#isStopped = true;
  }

  #tick(): void {
    this.#due = [...this.#options.pool.views]
      .filter((view) => this.#isDue(view))
      .sort((a, b) => b.checkedAt - a.checkedAt || (b.id < a.id ? -1 : 1));
    this.#askNext();
  }

  #askNext(): void {
    while (this.#asked.size < maxConcurrent && !this.#isStopped) {
      const view = this.#due.pop();
      if (view === undefined) return;
      if (this.#isDue(view)) void this.#ask(view);
    }
  }

  // Our own traffic tells about a reserved container, and a question would only disturb it.
  #isDue(view: ContainerView): boolean {
    const before = performance.now() - this.#intervalMs;
    const isFree = view.reservedBy === undefined && !view.isDraining;
    return isFree && view.checkedAt <= before && !this.#asked.has(view);
  }

  async #ask(view: ContainerView): Promise<void> {
    this.#asked.add(view);
    try {
      await this.#options.probe.refresh(view);
    } catch (err) {
      // What a container does wrong is a finding; only a stop of the gateway or a fault of ours gets here.
      if (!this.#isStopped) this.#options.onError(err);
    } finally {
      this.#asked.delete(view);
    }
    this.#askNext();
  }
}
