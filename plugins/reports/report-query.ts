import { GlassgateError, normalInstant } from 'glassgate/plugin-api';
import { z } from 'zod';

const instant = z.string('missing').transform((text, issues) => {
  const normal = normalInstant(text);
  if (normal !== undefined) return normal;
  issues.addIssue({ code: 'custom', message: 'no ISO 8601 time' });
  return z.NEVER;
});

const count = (pattern: RegExp, message: string) =>
  z.string(message).regex(pattern, message).transform(Number);

const schema = z.object({
  from: instant,
  to: instant,
  limit: count(/^\d{1,3}$/, 'no number from 1 to 500')
    .pipe(z.number().min(1).max(500))
    .default(50),
  offset: count(/^\d{1,15}$/, 'no number from 0').default(0),
  format: z.enum(['json', 'csv']).default('json'),
});

/** `from` and `to` in the form of the column `started_at`. */
export type ReportQuery = z.infer<typeof schema>;

/** The parameters of a report, or INVALID_REQUEST with every mistake in them. */
export function parseReportQuery(query: Readonly<Record<string, unknown>>): ReportQuery {
  // A form sends its empty fields too.
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const message = `There is a mistake in '${issues[0]?.field ?? ''}': ${issues[0]?.message ?? ''}.`;
  throw new GlassgateError('INVALID_REQUEST', message, { details: { issues: issues.slice(0, 20) } });
}
