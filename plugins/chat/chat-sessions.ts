import { type SpanReference, type Store, timestamp } from 'glassgate/plugin-api';
import { ChatMemory } from './chat-memory.ts';
import { type ChatKey, type ChatRow, isUsable } from './chat-row.ts';
import { ChatTable } from './chat-table.ts';
import { rootUrl } from './chat-url.ts';
import { maxKept } from './recent-chats.ts';

/** What memory knows of a deleted chat: nobody may use it, and it blocks and locks nothing. */
const gone = { chat_id: null, tag: null, disabled: 1, locked_by: null, locked_until: null };

type Columns = Partial<Omit<ChatRow, 'id'>>;

/** The stored chats: those in use in memory, all of them in the database. */
export class ChatSessions {
  readonly table: ChatTable;
  readonly memory: ChatMemory;
  #lastId: number;

  private constructor(table: ChatTable, lastId: number) {
    this.table = table;
    this.#lastId = lastId;
    this.memory = new ChatMemory((promptId) =>
      table.find({
        where: { prompt_id: promptId, disabled: 0 },
        order: [
          ['updated_at', 'desc'],
          ['id', 'desc'],
        ],
        limit: maxKept,
      }),
    );
  }

  static async open(store: Store): Promise<ChatSessions> {
    const table = new ChatTable(store);
    return new ChatSessions(table, await table.lastId());
  }

  /** The newest usable chat of a key. */
  async newest(key: ChatKey): Promise<ChatRow | undefined> {
    const known = this.memory.current(key);
    if (known !== undefined && isUsable(known)) return known;
    const rows = await this.table.find({
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
    if (row !== undefined) this.memory.makeCurrent(row);
    return row;
  }

  async byId(id: number): Promise<ChatRow | undefined> {
    const [row] = await this.table.find({ where: { id }, limit: 1 });
    return row;
  }

  create({ containerId, promptId, profileId, proxyId }: ChatKey, creator?: SpanReference): ChatRow {
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
      pending_since: null,
      created_trace: creator?.traceId ?? null,
      created_span: creator?.spanId ?? null,
      created_at: now,
      updated_at: now,
    };
    this.table.put(row);
    this.memory.makeCurrent(row);
    return row;
  }

  /** Delete the chat. What a request that still works in it has to say of it later changes nothing. */
  remove(row: ChatRow): void {
    this.table.delete(row.id);
    this.memory.saw({ ...this.memory.latest(row), ...gone });
  }

  /** The chat changed: it was used, or may no longer be. Returns the row as it is now. */
  change(row: ChatRow, columns: Columns): ChatRow {
    return this.annotate(row, { ...columns, updated_at: timestamp() });
  }

  /** Note something beside the chat that makes it neither more nor less recent. */
  annotate(row: ChatRow, columns: Columns): ChatRow {
    const changed = { ...this.memory.latest(row), ...columns };
    this.table.change(row.id, columns);
    this.memory.saw(changed);
    return changed;
  }
}
