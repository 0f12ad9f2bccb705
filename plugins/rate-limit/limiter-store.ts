import type { Store } from 'glassgate/plugin-api';
import type { Limiter } from './limiter.ts';
import type { Snapshot } from './send-record.ts';
import { nothingRemembered, packSends, type Remembered, remember } from './stored-sends.ts';
import { type LimiterRow, limiterTable } from './tables.ts';

const keepMs = 3_600_000;

/** Where limiters keep what must outlive the process. */
export interface LimiterStore {
  /** What is known of a limiter from before; asked when it begins. */
  recall(key: string): Remembered;
  save(limiter: Limiter, snapshot: Snapshot): Promise<void>;
  forget(key: string): void;
}

export interface LimiterStoreOptions {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

export async function openLimiterStore({ store, wall }: LimiterStoreOptions): Promise<LimiterStore> {
  const repository = store.table(limiterTable);
  const rows = new Map<string, LimiterRow>();
  for (const row of await repository.find({})) {
    if (isOver(row, wall())) repository.delete(row.limiter);
    else rows.set(row.limiter, row);
  }
  return {
    recall: (key) => {
      const row = rows.get(key);
      return row === undefined ? nothingRemembered : remember(row, wall());
    },
    save: ({ key, gate }, { openSends }) => {
      // What was read is out of date now; what this process knows is kept by the limiter itself.
      rows.delete(key);
      const now = wall();
      repository.put({
        limiter: key,
        sends_json: packSends(gate.guard.ages(), now),
        open_sends: openSends,
        paused_until_ms: gate.pauseMs > 0 ? Math.ceil(now + gate.pauseMs) : 0,
        written_at_ms: Math.floor(now),
      });
      return store.committed();
    },
    forget: (key) => {
      rows.delete(key);
      repository.delete(key);
    },
  };
}

/** Nothing of it matters any more; its limiter may be gone from the configuration. */
function isOver({ written_at_ms, paused_until_ms }: LimiterRow, wallMs: number): boolean {
  return Math.max(written_at_ms, paused_until_ms) < wallMs - keepMs;
}
