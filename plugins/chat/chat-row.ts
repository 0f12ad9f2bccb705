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
    locked_until: { type: 'text' },
    created_at: { type: 'text', notNull: true },
    updated_at: { type: 'text', notNull: true },
  },
  indexes: [['container_id', 'prompt_id', 'profile_id', 'socks_id', 'disabled', 'id'], ['page_url'], ['tag']],
});

/** May new messages go there? */
export function isUsable({ disabled, chat_id: chatId, tag }: ChatRow): boolean {
  return disabled === 0 && !isSpecial(chatId) && !isSpecial(tag);
}

function isSpecial(name: string | null): boolean {
  return name === 'guest' || name === 'archive';
}
