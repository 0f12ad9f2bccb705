import { type SpanReference, TransientMap } from 'glassgate/plugin-api';

/** Exclusive use of one thing, for as long as its holder runs. */
export interface Lease extends Disposable {
  readonly key: string;
  readonly owner: string;
  readonly acquiredAt: Date;
  /** The run that holds it. */
  readonly runId: string | undefined;
  /** The span that holds it, for whoever finds it in the way. */
  readonly span: SpanReference | undefined;
}

/** What others may want to know of a holder. */
interface Holding {
  readonly span?: SpanReference | undefined;
  readonly runId?: string | undefined;
}

/** Who may use what. A driver in memory serves one process; a shared one can take its place. */
export interface Leases {
  /** The new lease, or the one that is in the way. */
  acquire(
    key: string,
    owner: string,
    holding?: Holding,
  ): { readonly lease: Lease } | { readonly holder: Lease };
  holderOf(key: string): Lease | undefined;
  readonly size: number;
}

/** Leases that live and die with this process: no lock outlives its owner. */
export function createMemoryLeases(now: () => Date = () => new Date()): Leases {
  const held = new TransientMap<string, Lease>();
  return {
    get size() {
      return held.size;
    },
    holderOf: (key) => held.get(key),
    acquire: (key, owner, { span, runId } = {}) => {
      const holder = held.get(key);
      if (holder !== undefined) return { holder };
      const lease: Lease = {
        key,
        owner,
        acquiredAt: now(),
        span,
        runId,
        [Symbol.dispose]: () => {
          // A second disposal must not end the lease of whoever came next.
          if (held.get(key) === lease) held.delete(key);
        },
      };
      held.set(key, lease);
      return { lease };
    },
  };
}
