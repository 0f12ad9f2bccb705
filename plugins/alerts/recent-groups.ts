import type { Repository } from 'glassgate/plugin-api';
import { z } from 'zod';
import { instant } from './outbox-entry.ts';
import type { GroupRow } from './tables.ts';

interface RecentParts {
  readonly rows: Repository<GroupRow>;
  readonly now: () => number;
}

interface Seen {
  readonly key: string;
  readonly at: number;
}

const storedSeen = z.array(z.object({ key: z.string(), at: z.number() }));

const sweepRows = 1_000;

/** Which webhooks were accepted lately. One row per group, so that the table does not grow with every alert. */
export class RecentGroups {
  readonly #parts: RecentParts;
  #windowMs = 0;
  #prunedAt = 0;
  readonly #seen = new Map<string, readonly Seen[]>();

  constructor(parts: RecentParts) {
    this.#parts = parts;
  }

  /** Remember for so long from now on. */
  keep(windowMs: number): void {
    this.#windowMs = windowMs;
  }

  /** Take up what a former process accepted. */
  async load(windowMs: number): Promise<void> {
    this.keep(windowMs);
    const since = instant(this.#parts.now() - windowMs);
    for (const row of await this.#parts.rows.find({ where: { updated_at: { gte: since } } })) {
      const seen = seenIn(row.seen_json);
      if (seen.length > 0) this.#seen.set(row.id, seen);
    }
  }

  /** Forget groups of which nothing was heard since. */
  async sweep(before: number): Promise<void> {
    const { rows } = this.#parts;
    const where = { updated_at: { lt: instant(before) } };
    for (const { id } of await rows.find({ where, limit: sweepRows })) rows.delete(id);
  }

  has(group: string, key: string): boolean {
    return this.#recent(group).some((seen) => seen.key === key);
  }

  /** Queue the row that says so; `remember` follows when it is on disk. */
  store(group: string, key: string): void {
    const at = this.#parts.now();
    const seen = [...this.#recent(group), { key, at }];
    this.#parts.rows.put({ id: group, seen_json: JSON.stringify(seen), updated_at: instant(at) });
  }

  remember(group: string, key: string): void {
    const at = this.#parts.now();
    this.#prune(at);
    this.#seen.set(group, [...this.#recent(group), { key, at }]);
  }

  #recent(group: string): readonly Seen[] {
    const since = this.#parts.now() - this.#windowMs;
    return (this.#seen.get(group) ?? []).filter(({ at }) => at > since);
  }

  #prune(now: number): void {
    if (now - this.#prunedAt < this.#windowMs) return;
    this.#prunedAt = now;
    for (const group of this.#seen.keys()) if (this.#recent(group).length === 0) this.#seen.delete(group);
  }
}

function seenIn(json: string): readonly Seen[] {
  try {
    return storedSeen.parse(JSON.parse(json));
  } catch {
    // A row that nobody can read costs a repeated message, never a lost one.
    return [];
  }
}
