import type { CallContext, Prompt } from 'glassgate/plugin-api';
import type { PromptFile, PromptUse } from './prompt-file.ts';

/** A configured prompt. */
export interface KnownPrompt {
  readonly id: string;
  readonly defaultMaxChatUses: number;
  readonly file: PromptFile;
}

/** The prompt as one request sees it: where its text is needed the span of the request tells how it was had. */
export function promptFor(
  call: CallContext,
  { id, defaultMaxChatUses, file }: KnownPrompt,
  onUsed: (use: PromptUse) => void,
): Prompt {
  call.annotate({ 'glassgate.prompt.id': id, ...digestOf(file) });
  return new PromptOfCall({ id, defaultMaxChatUses, file }, (use) => {
    onUsed(use);
    call.annotate({ 'glassgate.prompt.cache': use, ...digestOf(file) });
    if (use === 'unreadable') call.event('prompt.resolve_failed', { prompt_id: id, reason: 'unreadable' });
    else call.event('prompt.resolved', { prompt_id: id, cache: use });
  });
}

class PromptOfCall implements Prompt {
  readonly id: string;
  readonly defaultMaxChatUses: number;
  readonly #file: PromptFile;
  readonly #onUsed: (use: PromptUse) => void;

  constructor({ id, defaultMaxChatUses, file }: KnownPrompt, onUsed: (use: PromptUse) => void) {
    this.id = id;
    this.defaultMaxChatUses = defaultMaxChatUses;
    this.#file = file;
    this.#onUsed = onUsed;
  }

  get version(): string | undefined {
    return this.#file.digest;
  }

  async text(): Promise<string> {
    const { text, use } = await this.#file.read();
    this.#onUsed(use);
    return text;
  }
}

function digestOf({ digest }: PromptFile) {
  return digest === undefined ? {} : { 'glassgate.prompt.sha256_8': digest };
}
