import { type CallContext, type Chat, GlassgateError, notes, type WorkerAnswer } from 'glassgate/plugin-api';
import type { ChatRow } from './chat-row.ts';
import type { ChatSessions } from './chat-sessions.ts';
import { chatIdIn } from './chat-url.ts';

/** The chat of one request: keeps its row true to what the worker answers. */
export class OpenChat implements Chat {
  readonly #sessions: ChatSessions;
  readonly #call: CallContext;
  #row: ChatRow;

  constructor(sessions: ChatSessions, call: CallContext, row: ChatRow) {
    this.#sessions = sessions;
    this.#call = call;
    this.#row = row;
    this.#note();
  }

  get chatSessionId(): number {
    return this.#row.id;
  }

  get pageUrl(): string {
    return this.#row.page_url;
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
  }

  #used(answer: WorkerAnswer): void {
    const chatId = chatIdIn(answer.pageUrl);
    const isFirstSeen = this.#row.chat_id === null && chatId !== undefined && answer.pageUrl !== undefined;
    this.#row = this.#sessions.change(this.#row, {
      uses_count: this.#row.uses_count + 1,
      ...(isFirstSeen && { chat_id: chatId, page_url: answer.pageUrl }),
    });
    if (isFirstSeen) this.#note();
  }

  #refuseLostChat({ pageUrl }: WorkerAnswer): void {
    const chatId = chatIdIn(pageUrl);
    if (chatId === 'guest') {
      this.#row = this.#sessions.change(this.#row, { chat_id: 'guest', tag: 'guest', disabled: 1 });
      const message = `Profile '${this.#row.profile_id}' is logged out: its chat ended on a guest page.`;
      throw new GlassgateError('PROFILE_BLOCKED', message, {
        details: { reason: 'guest', profile_id: this.#row.profile_id },
      });
    }
    if (chatId === 'archive') {
      this.#row = this.#sessions.change(this.#row, { tag: 'archive', disabled: 1 });
      throw new GlassgateError('CHAT_BLOCKED', 'The chat turned out to be archived.');
    }
  }

  #note(): void {
    const { id, chat_id: chatId, page_url: pageUrl } = this.#row;
    this.#call.note(notes.chat, { chatSessionId: id, chatId: chatId ?? undefined, pageUrl });
  }
}
