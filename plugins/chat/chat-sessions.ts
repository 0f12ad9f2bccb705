import { type Repository, type Store, type StoredChats, timestamp } from 'glassgate/plugin-api';
import { type ChatRow, chatsTable, isUsable } from './chat-row.ts';
import { rootUrl } from './chat-url.ts';

/** What a chat belongs to. */
export interface ChatKey {
  readonly containerId: string;
  readonly promptId: string;
  readonly profileId: string;
  readonly proxyId: string;
}

/** Keys remembered in memory; the others are looked up again when they are next used. */
const maxRemembered = 50_000;

/** The stored chats: the one in use for each key in memory, all of them in the database. */
export class ChatSessions implements StoredChats {
  readonly #store: Store;
  readonly #repository: Repository<ChatRow>;
  readonly #current = new Map<string, ChatRow>();
  #lastId: number;

  private constructor(store: Store, repository: Repository<ChatRow>, lastId: number) {
    this.#store = store;
    this.#repository = repository;
    this.#lastId = lastId;
  }

  static async open(store: Store): Promise<ChatSessions> {
    const repository = store.table(chatsTable);
    const [newest] = await repository.find({ order: [['id', 'desc']], limit: 1 });
    return new ChatSessions(store, repository, newest?.id ?? 0);
  }

  /** The newest usable chat of a key. */
  async newest(key: ChatKey): Promise<ChatRow | undefined> {
    const known = this.#current.get(nameOf(key));
    if (known !== undefined && isUsable(known)) return known;
    await this.#store.committed();
    const rows = await this.#repository.find({
      where: {
        container_id: key.containerId,
        prompt_id: key.promptId,
        profile_id: key.profileId,
        socks_id: key.proxyId,
        disabled: 0,
      },
      order: [['id', 'desc']],
      limit: 100,
    });
    const row = rows.find(isUsable);
    if (row !== undefined) this.#remember(row);
    return row;
  }

  /** The row of a pinned chat. */
  async byId(id: number): Promise<ChatRow | undefined> {
    await this.#store.committed();
    const [row] = await this.#repository.find({ where: { id }, limit: 1 });
    return row;
  }

  async findByUrl(pageUrl: string) {
    await this.#store.committed();
    const [row] = await this.#repository.find({
      where: { page_url: pageUrl },
      order: [['id', 'desc']],
      limit: 1,
    });
    if (row === undefined) return undefined;
    return {
      chatSessionId: row.id,
      containerId: row.container_id,
      promptId: row.prompt_id,
      profileId: row.profile_id,
      proxyId: row.socks_id,
      isUsable: isUsable(row),
    };
  }

  create({ containerId, promptId, profileId, proxyId }: ChatKey): ChatRow {
    const now = timestamp();
    this.#lastId += 1;
    const row: ChatRow = {
      id: this.#lastId,
      container_id: containerId,
      prompt_id: promptId,
      profile_id: profileId,
      socks_id: proxyId,
      chat_id: null,
      page_url: rootUrl,
      uses_count: 0,
      disabled: 0,
      tag: null,
      locked_by: null,
      locked_until: null,
      created_at: now,
      updated_at: now,
    };
    this.#repository.put(row);
    this.#remember(row);
    return row;
  }

  /** Change some columns of a row and return it as it is now. */
  change(row: ChatRow, columns: Partial<Omit<ChatRow, 'id'>>): ChatRow {
    const changes = { ...columns, updated_at: timestamp() };
    const changed = { ...row, ...changes };
    this.#repository.change(row.id, changes);
    // A pinned chat may be older than the one in use for its key, which stays the one in use.
    if ((this.#current.get(nameOfRow(row))?.id ?? row.id) === row.id) this.#remember(changed);
    return changed;
  }

  #remember(row: ChatRow): void {
    const name = nameOfRow(row);
    // Deleting first moves the key to the end: the first key is the one unused for longest.
    this.#current.delete(name);
    this.#current.set(name, row);
    const oldest = this.#current.keys().next();
    if (this.#current.size > maxRemembered && !oldest.done) this.#current.delete(oldest.value);
  }
}

function nameOf({ containerId, promptId, profileId, proxyId }: ChatKey): string {
  return JSON.stringify([containerId, promptId, profileId, proxyId]);
}

function nameOfRow(row: ChatRow): string {
  return nameOf({
    containerId: row.container_id,
    promptId: row.prompt_id,
    profileId: row.profile_id,
    proxyId: row.socks_id,
  });
}
