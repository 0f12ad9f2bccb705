import { type ChatRow, isUsable } from './chat-row.ts';

/** Chats kept of one prompt: more than a search looks at, because some will not fit the request. */
export const maxKept = 240;

/** One prompt's list. */
interface RecentList {
  /** The one used last comes last: a Map keeps the order of insertion. */
  rows: Map<number, ChatRow>;
  /** Ids that became useless while the database was being read, which may still have them. */
  gone: Set<number> | undefined;
  ready: Promise<void>;
}

/** Usable chats by prompt, the one used last first. Read once per prompt, then kept true by what is told. */
export class RecentChats {
  readonly #read: (promptId: string) => Promise<readonly ChatRow[]>;
  readonly #lists = new Map<string, RecentList>();

  /** `read` gives the newest chats of a prompt that are not disabled, newest first. */
  constructor(read: (promptId: string) => Promise<readonly ChatRow[]>) {
    this.#read = read;
  }

  /** The one used last first. */
  async of(promptId: string): Promise<ChatRow[]> {
    for (;;) {
      const list = this.#lists.get(promptId) ?? this.#open(promptId);
      await list.ready;
      if (this.#lists.get(promptId) === list) return [...list.rows.values()].reverse();
    }
  }

  get(promptId: string, id: number): ChatRow | undefined {
    return this.#lists.get(promptId)?.rows.get(id);
  }

  /** A row is as given now. */
  saw(row: ChatRow): void {
    const list = this.#lists.get(row.prompt_id);
    if (list === undefined) return;
    const { rows, gone } = list;
    if (!isRecentMaterial(row)) {
      rows.delete(row.id);
      gone?.add(row.id);
      return;
    }
    const known = rows.get(row.id);
    // A chat beyond the end of the list is none of the recent ones until it is used again.
    if (known === undefined && row.updated_at < newestTime(rows)) return;
    if (known?.updated_at !== row.updated_at) rows.delete(row.id);
    rows.set(row.id, row);
    trim(rows);
  }

  /** Many rows changed: read the lists again when they are next needed. */
  forget(): void {
    this.#lists.clear();
  }

  #open(promptId: string): RecentList {
    const list: RecentList = { rows: new Map(), gone: new Set(), ready: Promise.resolve() };
    this.#lists.set(promptId, list);
    list.ready = this.#fill(promptId, list);
    return list;
  }

  async #fill(promptId: string, list: RecentList): Promise<void> {
    try {
      const stored = await this.#read(promptId);
      const isOutdated = ({ id }: ChatRow) => list.rows.has(id) || list.gone?.has(id);
      const older = stored.filter((row) => isRecentMaterial(row) && !isOutdated(row)).reverse();
      list.rows = new Map([...older.map((row) => [row.id, row] as const), ...list.rows]);
      trim(list.rows);
    } catch (error) {
      if (this.#lists.get(promptId) === list) this.#lists.delete(promptId);
      throw error;
    } finally {
      list.gone = undefined;
    }
  }
}

/** A chat that does not exist in the web UI yet is nothing to go back to. */
function isRecentMaterial(row: ChatRow): boolean {
  return row.chat_id !== null && isUsable(row);
}

function newestTime(rows: ReadonlyMap<number, ChatRow>): string {
  return [...rows.values()].at(-1)?.updated_at ?? '';
}

function trim(rows: Map<number, ChatRow>): void {
  for (const id of rows.keys()) {
    if (rows.size <= maxKept) return;
    rows.delete(id);
  }
}
