import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { ChatMessage } from './worker-ledger.ts';

/** Address of a chat that does not exist yet. */
const rootUrl = 'https://chat.qwen.ai/';

/** The one browser of a worker: the page it shows, and what was written into which chat. */
export interface WorkerBrowser {
  readonly pageUrl: string;
  /** Go to an address, or stay; the root address opens a new chat. Returns the address it ends on. */
  visit(url: string | undefined, landOn?: string): string;
  /** Go to an address without writing anything. */
  show(url: string): string;
  write(chat: string, message: ChatMessage): void;
  chats(): Readonly<Record<string, readonly ChatMessage[]>>;
}

/** With a file, chats outlive the worker: it is read at start, and every message is added to it. */
export function createBrowser(chatsFile?: string): WorkerBrowser {
  const chats = readChats(chatsFile);
  let pageUrl = rootUrl;
  return {
    get pageUrl() {
      return pageUrl;
    },
    visit: (url = pageUrl, landOn = undefined) => {
      pageUrl = landOn ?? (isRoot(url) ? `${rootUrl}c/${randomUUID()}` : url);
      return pageUrl;
    },
    show: (url) => {
      pageUrl = url;
      return pageUrl;
    },
    write: (chat, message) => {
      addTo(chats, chat, message);
      if (chatsFile !== undefined) appendFileSync(chatsFile, `${JSON.stringify({ chat, message })}\n`);
    },
    chats: () => Object.fromEntries([...chats].map(([chat, messages]) => [chat, [...messages]])),
  };
}

function isRoot(url: string): boolean {
  return url === rootUrl || `${url}/` === rootUrl;
}

function addTo(chats: Map<string, ChatMessage[]>, chat: string, message: ChatMessage): void {
  const messages = chats.get(chat);
  if (messages === undefined) chats.set(chat, [message]);
  else messages.push(message);
}

function readChats(chatsFile: string | undefined): Map<string, ChatMessage[]> {
  const chats = new Map<string, ChatMessage[]>();
  if (chatsFile === undefined || !existsSync(chatsFile)) return chats;
  for (const line of readFileSync(chatsFile, 'utf8').split('\n')) {
    if (line === '') continue;
    // This file is only ever written by `write` above.
    const { chat, message } = JSON.parse(line) as { chat: string; message: ChatMessage };
    addTo(chats, chat, message);
  }
  return chats;
}
