import type { RandomSource } from './random-source.ts';

/** One solve that a client wants, with a text and an id that no other has. */
export interface Order {
  /** Its request id and its text. */
  readonly id: string;
  readonly isPinned: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Choices {
  readonly random: RandomSource;
  readonly profileIds: readonly string[];
  /** Addresses of chats that were answered in. */
  readonly pages: readonly string[];
}

/** Mostly named profiles, but also free choice, new chats, short chats and pinned ones. */
export function placeOrder(id: string, { random, profileIds, pages }: Choices): Order {
  const profile = { profile_id: random.pick(profileIds) };
  const chance = random.below(100);
  if (chance < 10 && pages.length > 0) {
    return { id, isPinned: true, options: { chat_url: random.pick(pages) } };
  }
  if (chance < 30) return { id, isPinned: false, options: {} };
  if (chance < 40) return { id, isPinned: false, options: { ...profile, force_new_chat: true } };
  if (chance < 50) return { id, isPinned: false, options: { ...profile, max_chat_uses: 3 } };
  return { id, isPinned: false, options: profile };
}
