import { GlassgateError } from 'glassgate/plugin-api';
import { z } from 'zod';
import { type Cursor, readCursor } from './cursor.ts';

export interface ReadQuery {
  /** Undefined: the newest records, or those to come. */
  readonly after: Cursor | undefined;
  readonly limit: number;
  readonly follow: boolean;
}

interface Asked {
  readonly query: Readonly<Record<string, unknown>>;
  /** The header: where a stream broke off. It wins over the address, which a browser repeats unchanged. */
  readonly lastEventId: string | undefined;
}

const place = (currentEpoch: number) =>
  z
    .string()
    .transform((text, issues) => {
      const cursor = readCursor(text, currentEpoch);
      if (cursor !== undefined) return cursor;
      issues.addIssue({
        code: 'custom',
        message: 'no place in the log: <epoch>-<seq>, or <seq> of this run',
      });
      return z.NEVER;
    })
    .optional();

const schemaFor = (currentEpoch: number) =>
  z.object({
    after: place(currentEpoch),
    'Last-Event-ID': place(currentEpoch),
    limit: z
      .string()
      .regex(/^\d{1,4}$/, 'no number from 1 to 1000')
      .transform(Number)
      .pipe(z.number().min(1).max(1000))
      .default(100),
    follow: z
      .enum(['0', '1'])
      .transform((flag) => flag === '1')
      .default(false),
  });

/** The parameters of the route, or INVALID_REQUEST with every mistake in them. */
export function parseReadQuery({ query, lastEventId }: Asked, currentEpoch: number): ReadQuery {
  const asked = { ...query, 'Last-Event-ID': lastEventId };
  // A form sends its empty fields too.
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
  const result = schemaFor(currentEpoch).safeParse(given);
  if (result.success) {
    const { after, limit, follow, 'Last-Event-ID': resumed } = result.data;
    return { after: (follow ? resumed : undefined) ?? after, limit, follow };
  }
  const issues = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const [first] = issues;
  const message = `There is a mistake in '${first?.field ?? ''}': ${first?.message ?? ''}.`;
  throw new GlassgateError('INVALID_REQUEST', message, { details: { issues } });
}
