import { createHash } from 'node:crypto';
import type { LlmRequest } from 'glassgate/plugin-api';
import type { ChatCompletion } from './request.ts';

/** A chat of the pool that a conversation lives in. */
export interface Place {
  readonly profileId: string;
  readonly pageUrl: string;
}

/**
 * Where the conversations of the last clients live. Kept in memory: after a restart a conversation begins anew,
 * with everything that was said so far, because clients send it each time.
 */
export class Conversations {
  readonly #max: number;
  readonly #places = new Map<string, Place>();

  constructor(max: number) {
    this.#max = max;
  }

  find(key: string): Place | undefined {
    return this.#places.get(key);
  }

  remember(key: string, place: Place): void {
    this.#places.delete(key);
    this.#places.set(key, place);
    const oldest = this.#places.keys().next().value;
    if (this.#places.size > this.#max && oldest !== undefined) this.#places.delete(oldest);
  }

  forget(key: string): void {
    this.#places.delete(key);
  }
}

/** What a conversation is known by; undefined when the client names none. One client never meets another's. */
export function conversationKey({ client }: LlmRequest, asked: ChatCompletion): string | undefined {
  if (asked.conversation === undefined) return undefined;
  const parts = [client?.name ?? null, asked.promptId, asked.profileId ?? null, asked.conversation];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
