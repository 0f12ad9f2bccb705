import { timestamp } from 'glassgate/plugin-api';
import type { Pool } from '../pool.ts';
import type { Answered, Life } from './clients.ts';
import type { Executed } from './worker-books.ts';

/** What a start must have put in order. */
export function openRows({ rows }: Pool): unknown[] {
  return rows(
    `SELECT 'job' AS what, job_id AS id FROM jobs WHERE status IS NULL OR finished_at IS NULL
     UNION ALL SELECT 'attempt', attempt_id FROM job_attempts WHERE status IS NULL OR finished_at IS NULL
     UNION ALL SELECT 'chat', CAST(id AS TEXT) FROM chat_sessions WHERE pending_since IS NOT NULL`,
  );
}

/** Answers that a client has and the database does not. */
export function forgottenAnswers({ rows }: Pool, { answered, since }: Life): Answered[] {
  const succeeded = rows(
    `SELECT jobs.request_id, container_id, page_url FROM jobs JOIN job_attempts USING (job_id)
     WHERE jobs.status = 'succeeded' AND job_attempts.status = 'succeeded'
     AND jobs.started_at >= '${timestamp(since)}' AND jobs.result_text = 'echo: ' || jobs.request_id`,
  );
  const stored = new Map(
    succeeded.map((row) => [row['request_id'], `${row['container_id']} ${row['page_url']}`]),
  );
  return answered.filter(({ id, containerId, pageUrl }) => stored.get(id) !== `${containerId} ${pageUrl}`);
}

/** Where the rows of chats and the workers' books say different things. */
export function bookingFaults({ rows }: Pool, executed: readonly Executed[]): string[] {
  const chats = rows('SELECT * FROM chat_sessions WHERE disabled = 0');
  const books = Map.groupBy(executed, ({ chat }) => chat);
  return chats.flatMap((row) => {
    const messages = books.get(String(row['page_url'])) ?? [];
    const faults = [
      messages.length === row['uses_count'] ? '' : `${row['uses_count']} uses, ${messages.length} messages`,
      messages.some(({ isUnanswered }) => isUnanswered) ? 'usable after a message of unknown fate' : '',
      messages.every(({ containerId }) => containerId === row['container_id']) ? '' : 'another container',
      new Set(messages.map(({ profile }) => profile)).size > 1 ? 'several profiles' : '',
    ];
    return faults.filter(Boolean).map((fault) => `chat ${row['id']} at ${row['page_url']}: ${fault}`);
  });
}
