import { type ColumnValue, GlassgateError, type Store } from 'glassgate/plugin-api';
import { z } from 'zod';
import { type OutboxRow, outboxStates } from './tables.ts';

const schema = z.object({
  state: z.enum(outboxStates).optional(),
  channel: z.string().max(64).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'no number from 1 to 500')
    .transform(Number)
    .pipe(z.number().min(1).max(500))
    .default(50),
  cursor: z
    .string()
    .regex(/^[a-f0-9-]{1,64}$/, 'none that this gateway has given out')
    .optional(),
});

export type OutboxQuery = z.infer<typeof schema>;

const columns = [
  'id',
  'channel',
  'state',
  'receiver',
  'severity',
  'status',
  'title',
  'dedup_key',
  'attempts',
  'created_at',
  'next_at',
  'expires_at',
  'finished_at',
  'last_error',
  'sent_in',
  'fallback_of',
  'fallback_to',
] as const satisfies readonly (keyof OutboxRow)[];

export type ListedRow = Pick<OutboxRow, (typeof columns)[number]>;

/** The parameters of the list, or INVALID_REQUEST with the first mistake in them. */
export function parseOutboxQuery(query: Readonly<Record<string, unknown>>): OutboxQuery {
  // A form sends its empty fields too.
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const message = `There is a mistake in '${first?.path.join('.') ?? ''}': ${first?.message ?? ''}.`;
  throw new GlassgateError('INVALID_REQUEST', message);
}

/** One page, newest first, and where the next one begins. */
export async function listOutbox(store: Store, query: OutboxQuery, signal: AbortSignal) {
  const parameters: ColumnValue[] = [];
  const conditions: string[] = [];
  const where = (column: string, comparison: '=' | '<', value: string | undefined) => {
    if (value !== undefined) conditions.push(`${column} ${comparison} ?${parameters.push(value)}`);
  };
  where('state', '=', query.state);
  where('channel', '=', query.channel);
  where('id', '<', query.cursor);
  const filter = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  // One more than asked for tells whether there is another page.
  const limit = `?${parameters.push(query.limit + 1)}`;
  const sql = `SELECT ${columns.join(', ')} FROM alert_outbox ${filter} ORDER BY id DESC LIMIT ${limit}`;
  const found = await store.query<ListedRow>(sql, parameters, { signal });
  const items = found.slice(0, query.limit);
  return { items, nextCursor: found.length > items.length ? (items.at(-1)?.id ?? null) : null };
}
