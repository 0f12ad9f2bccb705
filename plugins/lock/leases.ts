/** Exclusive use of one thing, for as long as its holder runs. */
export interface Lease extends Disposable {
  readonly key: string;
  readonly owner: string;
  readonly acquiredAt: Date;
}

/** Who may use what. A driver in memory serves one process; a shared one can take its place. */
export interface Leases {
  /** The new lease, or the one that is in the way. */
  acquire(key: string, owner: string): { readonly lease: Lease } | { readonly holder: Lease };
  readonly size: number;
}

/** Leases that live and die with this process: no lock outlives its owner. */
export function createMemoryLeases(now: () => Date = () => new Date()): Leases {
  const held = new Map<string, Lease>();
  return {
    get size() {
      return held.size;
    },
    acquire: (key, owner) => {
      const holder = held.get(key);
      if (holder !== undefined) return { holder };
      const lease: Lease = {
        key,
        owner,
        acquiredAt: now(),
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
