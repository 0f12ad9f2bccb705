import { createHash, timingSafeEqual } from 'node:crypto';
import type { Principal } from 'glassgate/plugin-api';

export interface HeldKey {
  readonly key: string;
  readonly principal: Principal;
}

/** Knows who holds which key. Keeps digests only. */
export class KeyRing {
  readonly #known: readonly { readonly digest: Buffer; readonly principal: Principal }[];

  constructor(held: readonly HeldKey[]) {
    this.#known = held.map(({ key, principal }) => ({ digest: digestOf(key), principal }));
  }

  /** Compares all keys, also after a match: the time it takes says nothing about them. */
  holderOf(key: string): Principal | undefined {
    const digest = digestOf(key);
    let holder: Principal | undefined;
    for (const known of this.#known) {
      if (timingSafeEqual(known.digest, digest)) holder = known.principal;
    }
    return holder;
  }
}

// Digests have one length, which timingSafeEqual needs and which hides the length of the key.
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
