import type { Pool } from '../pool.ts';
import type { Executed } from './worker-books.ts';

/** Chats that were given up, and how many messages they had then: none may ever be added. */
export interface GivenUpChats {
  readonly size: number;
  /** Look for new ones, and for old ones that were used again. */
  compare(pool: Pool, executed: readonly Executed[]): string[];
}

export function createGivenUpChats(): GivenUpChats {
  const counts = new Map<string, number>();
  return {
    get size() {
      return counts.size;
    },
    compare: (pool, executed) => {
      const books = Map.groupBy(executed, ({ chat }) => chat);
      const countOf = (page: string) => books.get(page)?.length ?? 0;
      const reused = [...counts].filter(([page, count]) => countOf(page) !== count);
      const rows = pool.rows(
        "SELECT page_url FROM chat_sessions WHERE tag = 'unknown_fate' AND disabled = 1 AND chat_id IS NOT NULL",
      );
      for (const { page_url: page } of rows) {
        if (!counts.has(String(page))) counts.set(String(page), countOf(String(page)));
      }
      return reused.map(([page]) => `${page} was given up and used again`);
    },
  };
}
