import {
  type ContainerDirectory,
  GlassgateError,
  type ListedContainer,
  type SolveContainer,
} from 'glassgate/plugin-api';
import type { ContainerPool } from './container-pool.ts';
import type { StatusProbe } from './status-probe.ts';

interface DirectoryParts {
  readonly pool: ContainerPool;
  readonly probe: StatusProbe;
  readonly disabled: readonly SolveContainer[];
}

/** The pool as operators see it: with what drains, and with what is switched off. */
export class PoolDirectory implements ContainerDirectory {
  readonly #pool: ContainerPool;
  readonly #probe: StatusProbe;
  #disabled: readonly SolveContainer[];

  constructor({ pool, probe, disabled }: DirectoryParts) {
    this.#pool = pool;
    this.#probe = probe;
    this.#disabled = disabled;
  }

  /** Take those of a new configuration. */
  setDisabled(containers: readonly SolveContainer[]): void {
    this.#disabled = containers;
  }

  list(): ListedContainer[] {
    const enabled = [...this.#pool.views].map(({ id }) => ({ id, isDraining: false }));
    return [...enabled, ...this.#pool.draining.map(({ id }) => ({ id, isDraining: true }))];
  }

  async ask(id: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    const view = this.#pool.get(id) ?? this.#pool.draining.find((draining) => draining.id === id);
    const container = view?.container ?? this.#disabled.find((disabled) => disabled.id === id);
    if (container !== undefined) return this.#probe.object(container, signal);
    throw new GlassgateError('NOT_FOUND', `There is no container '${id.slice(0, 200)}'.`);
  }
}
