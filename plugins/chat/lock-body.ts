import { GlassgateError } from 'glassgate/plugin-api';
import { z } from 'zod';
import type { LockWish } from './chat-locks.ts';

const defaultTtlSeconds = 600;
/** Ten years: what is longer is a mistake, and beyond what a date can hold. */
const maxTtlSeconds = 315_360_000;

const bodySchema = z.object({
  chat_url: z.string().trim(),
  locked_by: z.string().trim(),
  ttl_seconds: z.int().max(maxTtlSeconds).nullish(),
});

/**
 * The body of a lock or an unlock; undefined when a field is blank or the time is over before it begins.
 * INVALID_REQUEST when a field is missing or of the wrong type.
 */
export function parseLockBody(raw: unknown): LockWish | undefined {
  const result = bodySchema.safeParse(raw);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    const [first] = issues;
    const where = first === undefined || first.field === '' ? 'the body' : `'${first.field}'`;
    throw new GlassgateError('INVALID_REQUEST', `There is a mistake in ${where}: ${first?.message ?? ''}.`, {
      details: { issues },
    });
  }
  const { chat_url: chatUrl, locked_by: lockedBy, ttl_seconds: ttlSeconds } = result.data;
  const wish = { chatUrl, lockedBy, ttlSeconds: ttlSeconds ?? defaultTtlSeconds };
  return chatUrl === '' || lockedBy === '' || wish.ttlSeconds <= 0 ? undefined : wish;
}
