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

  delete(id: number): void {
    this.#repository.delete(id);
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

  /** Rows as they are on disk, for those who only look: also while nothing can be written. */
  look(query: Query<ChatRow>): Promise<ChatRow[]> {
    return this.#repository.find(query);
  }

  /** Change many rows at once. Whoever reads from now on sees the change. */
  changeWhere(where: Where, columns: Partial<ChatRow>): Promise<number> {
    this.#maintenances += 1;
    const changed = this.#repository.changeWhere(where, columns);
    // How it ends is its caller's business; those who read only wait for it.
    this.#maintenance = changed.catch(() => undefined);
    return changed;
  }

  /** The highest id that any row has or had: attempts refer to chats by it, also to those that were deleted. */
  async lastId(): Promise<number> {
    const [newest] = await this.find({ order: [['id', 'desc']], limit: 1 });
    // SQLite counts only in tables that were made to, and has this one only with the first of them.
    const counters = "SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'";
    if ((await this.#store.query(counters, [])).length === 0) return newest?.id ?? 0;
    const counted = await this.#store.query<{ readonly seq: number }>(
      'SELECT seq FROM sqlite_sequence WHERE name = ?1',
      [chatsTable.name],
    );
    return Math.max(newest?.id ?? 0, counted[0]?.seq ?? 0);
  }

  /** Rows that an earlier version emptied because it could not delete them. */
  async emptied(): Promise<number[]> {
    const rows = await this.find({ where: { tag: 'cleared', page_url: '' } });
    return rows.map(({ id }) => id);
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
