import { GlassgateError, type Limiters, type OverridableKey, type Store } from 'glassgate/plugin-api';
import type { Audit, Caller } from './audit.ts';
import type { OverrideBook } from './override-book.ts';
import type { Wish } from './parse-change.ts';

export interface ChangeParts {
  readonly limiters: () => Limiters;
  readonly book: OverrideBook;
  readonly audit: Audit;
  readonly store: Store;
  /** Told of every change that is in force. */
  readonly changed: (changes: readonly Change[], caller: Caller) => void;
}

export interface Change {
  readonly limiter: string;
  readonly name: OverridableKey;
  /** What was in force before, and what is now. */
  readonly old: unknown;
  readonly new: unknown;
}

interface Asked {
  readonly wishes: readonly Wish[];
  readonly caller: Caller;
}

/** Put all wishes in force, or none. Resolves when they are on disk too. */
export async function changeConfig(
  { wishes, caller }: Asked,
  parts: ChangeParts,
): Promise<readonly Change[]> {
  const { limiters, book, audit, store, changed } = parts;
  const fresh = wishes.filter((wish) => book.find(wish)?.value !== wish.value);
  refuseShortQueues(fresh, limiters());
  const before = fresh.map((wish) => inForce(wish, limiters()));
  for (const wish of fresh) book.put(wish, caller.who);
  limiters().override(book.asOverrides());
  const changes = fresh.map((wish, index) => {
    const { limiter, name } = wish;
    return { limiter, name, old: before[index], new: inForce(wish, limiters()) };
  });
  const actionOf = (index: number) => (fresh[index]?.value === undefined ? 'remove' : 'override');
  audit.add(
    caller,
    changes.map((change, index) => ({ action: actionOf(index), ...change })),
  );
  if (changes.length > 0) changed(changes, caller);
  await store.committed();
  return changes;
}

/** Undefined while the limiter is not in the configuration. */
function inForce({ limiter, name }: Wish, limiters: Limiters): unknown {
  const isThere = limiters.list().some(({ key }) => key === limiter);
  return isThere ? limiters.limitsOf(limiter).inForce[name] : undefined;
}

// Nobody who was promised a place may lose it.
function refuseShortQueues(wishes: readonly Wish[], limiters: Limiters): void {
  const sizes = new Map(limiters.list().map(({ key, queue }) => [key, queue.current_size]));
  for (const { limiter, name, value } of wishes) {
    const waiting = sizes.get(limiter) ?? 0;
    if (name !== 'queue_max_size' || waiting === 0) continue;
    // Without the override it has the size of the config file again.
    const size = typeof value === 'number' ? value : limiters.limitsOf(limiter).configured.queue_max_size;
    if (size >= waiting) continue;
    const message = `${waiting} requests wait for '${limiter}' now; its queue cannot become smaller than that.`;
    throw new GlassgateError('INVALID_REQUEST', message, { details: { current_size: waiting } });
  }
}
