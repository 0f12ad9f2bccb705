import { type Store, timestamp } from 'glassgate/plugin-api';
import { chatsTable } from './chat-row.ts';
import { type ChatState, chatStates } from './metrics.ts';

export interface ChatCount {
  readonly state: ChatState;
  readonly chats: number;
}

const intervalMs = 60_000;

const count = `SELECT CASE
    WHEN chat_id = 'guest' OR tag = 'guest' THEN 'guest'
    WHEN chat_id = 'archive' OR tag = 'archive' THEN 'archived'
    WHEN tag = 'unknown_fate' THEN 'unknown_fate'
    WHEN disabled <> 0 THEN 'disabled'
    WHEN locked_until > ?1 THEN 'locked'
    ELSE 'usable'
  END AS state, COUNT(*) AS chats
  FROM ${chatsTable.name} GROUP BY 1`;

/** How many chats of each state are stored: counted from time to time, so that no scrape waits for the database. */
export class ChatCensus {
  readonly #store: Pick<Store, 'query'>;
  readonly #end = new AbortController();
  #counts: readonly ChatCount[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(store: Pick<Store, 'query'>) {
    this.#store = store;
  }

  /** Empty while nobody knows. */
  get counts(): readonly ChatCount[] {
    return this.#counts;
  }

  start(): void {
    const next = () => {
      this.#running = this.#running.then(() => this.take());
    };
    this.#timer = setInterval(next, intervalMs).unref();
    next();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#end.abort();
    await this.#running;
  }

  async take(): Promise<void> {
    try {
      const rows = await this.#store.query<ChatCount>(count, [timestamp()], { signal: this.#end.signal });
      this.#counts = chatStates.map((state) => ({
        state,
        chats: rows.find((row) => row.state === state)?.chats ?? 0,
      }));
    } catch {
      // A database that cannot be read has metrics and alerts of its own; old numbers would hide it.
      this.#counts = [];
    }
  }
}
