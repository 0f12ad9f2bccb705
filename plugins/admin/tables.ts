import { defineTable } from 'glassgate/plugin-api';

export type OverrideRow = {
  readonly id: string;
  readonly limiter: string;
  readonly name: string;
  readonly value_json: string;
  readonly set_by: string;
  readonly set_at: string;
};

/** What operators have laid over the configuration. */
export const overrideTable = defineTable<OverrideRow>({
  name: 'admin_overrides',
  columns: {
    id: { type: 'text', primaryKey: true },
    limiter: { type: 'text', notNull: true },
    name: { type: 'text', notNull: true },
    value_json: { type: 'text', notNull: true },
    set_by: { type: 'text', notNull: true },
    set_at: { type: 'text', notNull: true },
  },
  indexes: [],
});

export type AuditRow = {
  readonly audit_id: string;
  readonly at: string;
  readonly who: string;
  readonly source: string;
  readonly request_id: string;
  readonly action: string;
  readonly limiter: string;
  /** Null where the action is about the limiter as a whole. */
  readonly name: string | null;
  readonly old_json: string | null;
  readonly new_json: string | null;
};

/** Who has changed what. */
export const auditTable = defineTable<AuditRow>({
  name: 'admin_audit',
  columns: {
    audit_id: { type: 'text', primaryKey: true },
    at: { type: 'text', notNull: true },
    who: { type: 'text', notNull: true },
    source: { type: 'text', notNull: true },
    request_id: { type: 'text', notNull: true },
    action: { type: 'text', notNull: true },
    limiter: { type: 'text', notNull: true },
    name: { type: 'text' },
    old_json: { type: 'text' },
    new_json: { type: 'text' },
  },
  indexes: [],
});
