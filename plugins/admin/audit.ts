import { GlassgateError, orderedId, type Repository, timestamp } from 'glassgate/plugin-api';
import { z } from 'zod';
import type { AuditRow } from './tables.ts';

export interface Caller {
  readonly who: string;
  /** Address of the connection. */
  readonly source: string;
  readonly requestId: string;
}

export interface Deed {
  readonly action: 'override' | 'remove' | 'reset';
  readonly limiter: string;
  readonly name?: string;
  readonly old?: unknown;
  readonly new?: unknown;
}

const querySchema = z.object({
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(500))
    .default(50),
  before: z
    .string()
    .regex(/^[a-f0-9-]{1,64}$/)
    .optional(),
});

/** Who has changed what, on disk. */
export class Audit {
  readonly #repository: Repository<AuditRow>;

  constructor(repository: Repository<AuditRow>) {
    this.#repository = repository;
  }

  /** What one request did, in this order. */
  add({ who, source, requestId }: Caller, deeds: readonly Deed[]): void {
    const [id, at] = [orderedId(), timestamp()];
    for (const [index, { action, limiter, name, old, new: fresh }] of deeds.entries()) {
      this.#repository.put({
        audit_id: `${id}-${String(index).padStart(5, '0')}`,
        at,
        who,
        source,
        request_id: requestId,
        action,
        limiter,
        name: name ?? null,
        old_json: jsonOf(old),
        new_json: jsonOf(fresh),
      });
    }
  }

  /** One page, newest first. */
  async list(query: unknown): Promise<object> {
    const parsed = querySchema.safeParse(query);
    if (!parsed.success) {
      const message = "Give 'limit' as 1 to 500 and 'before' as the 'next' of a former page.";
      throw new GlassgateError('INVALID_REQUEST', message);
    }
    const { limit, before } = parsed.data;
    const rows = await this.#repository.find({
      ...(before !== undefined && { where: { audit_id: { lt: before } } }),
      order: [['audit_id', 'desc']],
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    const next = rows.length > limit ? (page.at(-1)?.audit_id ?? null) : null;
    return { entries: page.map(entryOf), next };
  }
}

function jsonOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function entryOf({ audit_id, at, who, source, request_id, action, limiter, ...row }: AuditRow): object {
  const [former, fresh] = [parsedOrNull(row.old_json), parsedOrNull(row.new_json)];
  return { audit_id, at, who, source, request_id, action, limiter, name: row.name, old: former, new: fresh };
}

function parsedOrNull(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
