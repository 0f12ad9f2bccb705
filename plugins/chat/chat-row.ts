import { defineTable } from 'glassgate/plugin-api';

/** One conversation in the web UI of one container. */
export type ChatRow = {
  readonly id: number;
  readonly container_id: string;
  readonly prompt_id: string;
  readonly profile_id: string;
  /** '' without a proxy. */
  readonly socks_id: string;
  /** null until the chat exists in the web UI. */
  readonly chat_id: string | null;
  readonly page_url: string;
  readonly uses_count: number;
  readonly disabled: number;
  readonly tag: string | null;
  readonly locked_by: string | null;
  readonly locked_until: string | null;
  /** Set while a message is under way: nobody knows yet whether it arrived. */
  readonly pending_since: string | null;
  /** The span that created it: null without tracing, and in rows of earlier versions. */
  readonly created_trace: string | null;
  readonly created_span: string | null;
  readonly created_at: string;
  readonly updated_at: string;
};

export const chatsTable = defineTable<ChatRow>({
  name: 'chat_sessions',
  columns: {
    id: { type: 'integer', primaryKey: true, autoIncrement: true },
    container_id: { type: 'text', notNull: true },
    prompt_id: { type: 'text', notNull: true },
    profile_id: { type: 'text', notNull: true, default: '' },
    socks_id: { type: 'text', notNull: true, default: '' },
    chat_id: { type: 'text' },
    page_url: { type: 'text', notNull: true },
    uses_count: { type: 'integer', notNull: true, default: 0 },
    disabled: { type: 'integer', notNull: true, default: 0 },
    tag: { type: 'text' },
    locked_by: { type: 'text' },
    locked_until: { type: 'text', verbatim: true },
    pending_since: { type: 'text', verbatim: true },
    created_trace: { type: 'text' },
    created_span: { type: 'text' },
    created_at: { type: 'text', notNull: true, verbatim: true },
    updated_at: { type: 'text', notNull: true, verbatim: true },
  },
  indexes: [
    ['container_id', 'prompt_id', 'profile_id', 'socks_id', 'disabled', 'id'],
    ['page_url'],
    ['tag'],
    ['prompt_id', 'updated_at'],
    ['profile_id'],
  ],
});

/** May new messages go there? */
export function isUsable({ disabled, chat_id: chatId, tag }: ChatRow): boolean {
  return disabled === 0 && !isSpecial(chatId) && !isSpecial(tag);
}

/** Does it show that its profile is logged out? */
export function isGuest({ chat_id: chatId, tag }: ChatRow): boolean {
  return chatId === 'guest' || tag === 'guest';
}

function isSpecial(name: string | null): boolean {
  return name === 'guest' || name === 'archive';
}

/** What a chat belongs to. */
export interface ChatKey {
  readonly containerId: string;
  readonly promptId: string;
  readonly profileId: string;
  readonly proxyId: string;
}

export function keyOf(row: ChatRow): ChatKey {
  return {
    containerId: row.container_id,
    promptId: row.prompt_id,
    profileId: row.profile_id,
    proxyId: row.socks_id,
  };
}
