import type { SolveContainer } from 'glassgate/plugin-api';

/**
 * What the gateway believes of a container. `unknown`: not asked yet, or left by a cancelled task.
 * `logged_out`: idle, but its browser stands on a guest page.
 */
const containerStates = ['unknown', 'idle', 'busy', 'logged_out', 'unreachable'] as const;

export type ContainerState = (typeof containerStates)[number];

/** The gateway's own view of one container, kept true by probes and by its own traffic. */
export class ContainerView {
  container: SolveContainer;
  /** Removed from the configuration while a request of ours uses it: that one may finish, no other starts. */
  isDraining = false;
  /** When the belief was last confirmed, by `performance.now()`. */
  checkedAt = Number.NEGATIVE_INFINITY;
  /** The request of ours that uses the container now. */
  reservedBy: string | undefined;
  /** Since when, by `performance.now()`. */
  reservedAt = 0;
  /** Called when what was seen makes it available that was not. */
  onAvailable: (() => void) | undefined;
  /** Called when another state is seen than before. */
  onChanged: ((former: ContainerState) => void) | undefined;
  /** Grows with every selection over the whole pool; 0 = never selected. */
  selectedAs = 0;
  #state: ContainerState = 'unknown';
  #reason = '';

  constructor(container: SolveContainer) {
    this.container = container;
  }

  get id(): string {
    return this.container.id;
  }

  get state(): ContainerState {
    return this.#state;
  }

  /** Record what was seen, now. */
  saw(state: ContainerState, reason = ''): void {
    const wasAvailable = this.isAvailable;
    const former = this.#state;
    this.#state = state;
    this.#reason = reason;
    this.checkedAt = performance.now();
    if (state !== former) this.onChanged?.(former);
    if (this.isAvailable && !wasAvailable) this.onAvailable?.();
  }

  /** False once it did not answer; one that was never asked is given the benefit of the doubt. */
  get isReachable(): boolean {
    return this.#state !== 'unreachable';
  }

  get reason(): string {
    return this.#reason;
  }

  /** Nobody can use it now, us included. */
  get isDown(): boolean {
    return this.#state === 'busy' || this.#state === 'unreachable';
  }

  get isAvailable(): boolean {
    return !this.isDraining && this.reservedBy === undefined && !this.isDown;
  }

  /** Why it is passed over, or what it is. */
  get describe(): string {
    if (this.reservedBy !== undefined) return `in use by request '${this.reservedBy.slice(0, 128)}'`;
    return this.#reason === '' ? this.#state : `${this.#state}: ${this.#reason}`;
  }
}
