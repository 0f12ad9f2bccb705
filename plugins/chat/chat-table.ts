import type { Query, Repository, Store } from 'glassgate/plugin-api';
import { type ChatRow, chatsTable } from './chat-row.ts';

type Where = NonNullable<Query<ChatRow>['where']>;

/** The table of chats, for those who must see their own writes. */
export class ChatTable {
  readonly #store: Store;
  readonly #repository: Repository<ChatRow>;
  #maintenances = 0;
  #maintenance: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
    this.#repository = store.table(chatsTable);
  }

  put(row: ChatRow): void {
    this.#repository.put(row);
  }

  change(id: number, columns: Partial<ChatRow>): void {
    this.#repository.change(id, columns);
  }

  committed(): Promise<void> {
    return this.#store.committed();
  }

  /** Rows as they are with everything that was written or ordered before the answer. */
  async find(query: Query<ChatRow>): Promise<ChatRow[]> {
    for (;;) {
      const maintenances = this.#maintenances;
      await this.#maintenance;
      await this.#store.committed();
      const rows = await this.#repository.find(query);
      // What was read may be from before a change of many rows that was ordered meanwhile.
      if (maintenances === this.#maintenances) return rows;
    }
  }

  /** Change many rows at once. Whoever reads from now on sees the change. */
  changeWhere(where: Where, columns: Partial<ChatRow>): Promise<number> {
    this.#maintenances += 1;
    const changed = this.#repository.changeWhere(where, columns);
    // How it ends is its caller's business; those who read only wait for it.
    this.#maintenance = changed.catch(() => undefined);
    return changed;
  }

  /** What a start needs to know beyond ids: locks, guests, and messages whose fate is unknown. */
  special(): Promise<ChatRow[]> {
    return this.#store.query<ChatRow>(
      `SELECT * FROM ${chatsTable.name}
       WHERE locked_until IS NOT NULL OR pending_since IS NOT NULL OR tag = 'guest' OR chat_id = 'guest'`,
      [],
    );
  }
}
