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
  return {
    id,
    defaultMaxChatUses,
    get version() {
      return file.digest;
    },
    text: async () => {
      const { text, use } = await file.read();
      onUsed(use);
      call.annotate({ 'glassgate.prompt.cache': use, ...digestOf(file) });
      if (use === 'unreadable') call.event('prompt.resolve_failed', { prompt_id: id, reason: 'unreadable' });
      else call.event('prompt.resolved', { prompt_id: id, cache: use });
      return text;
    },
  };
}

function digestOf({ digest }: PromptFile) {
  return digest === undefined ? {} : { 'glassgate.prompt.sha256_8': digest };
}
