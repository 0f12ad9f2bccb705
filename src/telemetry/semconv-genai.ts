import type { SpanAttributes } from '../plugin-api/traces.ts';

/** Whether spans carry the conventions for generative AI, which are still changing. */
export type GenAiMode = 'off' | 'latest';

const prefix = 'gen_ai.';

/**
 * The attributes that a stage gave, without those of generative AI where they are not wanted. What a model or
 * a conversation is, the plugins know: this knows only how their conventions begin.
 */
export function withoutGenAi(attributes: SpanAttributes, mode: GenAiMode): SpanAttributes {
  if (mode === 'latest' || !Object.keys(attributes).some(isGenAi)) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !isGenAi(key)));
}

function isGenAi(key: string): boolean {
  return key.startsWith(prefix);
}
