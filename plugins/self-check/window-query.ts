import { GlassgateError, normalInstant } from 'glassgate/plugin-api';
import { z } from 'zod';
import type { Window } from './self-check.ts';

const instant = z
  .string()
  .transform((text, issues) => {
    const normal = normalInstant(text);
    if (normal !== undefined) return Date.parse(normal);
    issues.addIssue({ code: 'custom', message: 'no ISO 8601 time' });
    return z.NEVER;
  })
  .optional();

const schema = z.object({
  from: instant,
  to: instant,
  minutes: z
    .string()
    .regex(/^\d{1,5}$/, 'no number from 1 to 99999')
    .transform(Number)
    .pipe(z.number().min(1))
    .optional(),
});

/** The window that is asked for, or INVALID_REQUEST with every mistake. `minutes` count back from `to`. */
export function parseWindow(query: Readonly<Record<string, unknown>>, now: number): Partial<Window> {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    const message = `There is a mistake in '${issues[0]?.field ?? ''}': ${issues[0]?.message ?? ''}.`;
    throw new GlassgateError('INVALID_REQUEST', message, { details: { issues: issues.slice(0, 20) } });
  }
  const { to = now, from, minutes } = result.data;
  if (from !== undefined) return { from, to };
  return minutes === undefined ? { to } : { from: to - minutes * 60_000, to };
}
