import { GlassgateError, normalInstant } from 'glassgate/plugin-api';
import { z } from 'zod';
import { readCursor } from './cursor.ts';

const id = z.string().max(256).optional();

const instant = z
  .string()
  .transform((text, issues) => {
    const normal = normalInstant(text);
    if (normal !== undefined) return normal;
    issues.addIssue({ code: 'custom', message: 'no ISO 8601 time' });
    return z.NEVER;
  })
  .optional();

const schema = z.object({
  status: z.enum(['running', 'succeeded', 'failed']).optional(),
  container: id,
  profile: id,
  request_id: id,
  from: instant,
  to: instant,
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'no number from 1 to 500')
    .transform(Number)
    .pipe(z.number().min(1).max(500))
    .default(50),
  cursor: z.string().transform(readCursor).optional(),
});

export type ListQuery = z.infer<typeof schema>;

/** The parameters of `GET /v1/jobs`, or INVALID_REQUEST with every mistake in them. */
export function parseListQuery(query: Readonly<Record<string, unknown>>): ListQuery {
  // A form sends its empty fields too.
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const [first] = issues;
  const message = `There is a mistake in '${first?.field ?? ''}': ${first?.message ?? ''}.`;
  throw new GlassgateError('INVALID_REQUEST', message, { details: { issues: issues.slice(0, 20) } });
}
