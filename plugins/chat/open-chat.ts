import {
  type CallContext,
  type Chat,
  chatIdIn,
  GlassgateError,
  notes,
  timestamp,
  type WorkerAnswer,
} from 'glassgate/plugin-api';
import { type ChatRow, isUsable } from './chat-row.ts';
import type { ChatSessions } from './chat-sessions.ts';
import type { Delivery } from './deliveries.ts';

export interface OpenChatOptions {
  readonly call: CallContext;
  readonly delivery: Delivery;
  /** Messages of the client: a text, an image or both. */
  readonly messages: number;
}

/** The chat of one request: keeps its row true to what is sent and to what the worker answers. */
export class OpenChat implements Chat {
  readonly #sessions: ChatSessions;
  readonly #options: OpenChatOptions;
  #row: ChatRow;
  #messagesLeft: number;

  constructor(sessions: ChatSessions, row: ChatRow, options: OpenChatOptions) {
    this.#sessions = sessions;
    this.#options = options;
    this.#row = row;
    this.#messagesLeft = options.messages;
    sessions.memory.hold(row);
    this.#note();
  }

  get chatSessionId(): number {
    return this.#row.id;
  }

  get pageUrl(): string {
    return this.#row.page_url;
  }

  /** A message is about to leave. The exchange awaits that this is on disk. */
  sending(): void {
    this.#options.delivery.begin();
    this.#row = this.#sessions.annotate(this.#row, { pending_since: timestamp() });
  }

  /** The start prompt was executed: the chat exists now. */
  loaded(answer: WorkerAnswer): void {
    this.#refuseLostChat(answer);
    const chatId = chatIdIn(answer.pageUrl);
    if (chatId !== undefined) {
      this.#used(answer);
      return;
    }
    throw new GlassgateError('UPSTREAM_ERROR', 'The worker took the start prompt but opened no chat.', {
      details: { container_id: this.#row.container_id, page_url: answer.pageUrl ?? null },
    });
  }

  /** A message was executed. */
  answered(answer: WorkerAnswer): void {
    this.#refuseLostChat(answer);
    this.#used(answer);
    this.#messagesLeft -= 1;
    if (this.#messagesLeft > 0) this.sending();
  }

  /** The request is over. True when nobody knows whether its last message is in the chat, which ends the chat. */
  close(): boolean {
    const isPending = this.#row.pending_since !== null;
    const isFateUnknown = isPending && this.#options.delivery.mayHaveArrived;
    if (isFateUnknown)
      this.#sessions.change(this.#row, withUnknownFate(this.#sessions.memory.latest(this.#row)));
    else if (isPending) this.#sessions.annotate(this.#row, { pending_since: null });
    this.#sessions.memory.letGo(this.#row.id);
    return isFateUnknown;
  }

  #used(answer: WorkerAnswer): void {
    const chatId = chatIdIn(answer.pageUrl);
    const isFirstSeen = this.#row.chat_id === null && chatId !== undefined && answer.pageUrl !== undefined;
    this.#row = this.#sessions.change(this.#row, {
      uses_count: this.#row.uses_count + 1,
      pending_since: null,
      ...(isFirstSeen && { chat_id: chatId, page_url: answer.pageUrl }),
    });
    if (isFirstSeen) this.#note();
  }

  #refuseLostChat({ pageUrl }: WorkerAnswer): void {
    const chatId = chatIdIn(pageUrl);
    if (chatId !== 'guest' && chatId !== 'archive') return;
    const lost = { tag: chatId, disabled: 1, pending_since: null };
    if (chatId === 'archive') {
      this.#row = this.#sessions.change(this.#row, lost);
      throw new GlassgateError('CHAT_BLOCKED', 'The chat turned out to be archived.');
    }
    const page = pageUrl === undefined ? {} : { page_url: pageUrl };
    this.#row = this.#sessions.change(this.#row, { ...lost, chat_id: 'guest', ...page });
    throw this.#sessions.memory.guests.blockade(this.#row.profile_id);
  }

  #note(): void {
    const { id, chat_id: chatId, page_url: pageUrl } = this.#row;
    this.#options.call.note(notes.chat, { chatSessionId: id, chatId: chatId ?? undefined, pageUrl });
  }
}

/** Nobody knows whether the last message is in the chat: nothing may be sent there again. */
export function withUnknownFate(row: ChatRow): Partial<ChatRow> {
  return { tag: isUsable(row) ? 'unknown_fate' : row.tag, disabled: 1, pending_since: null };
}
