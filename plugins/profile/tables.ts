import { defineTable } from 'glassgate/plugin-api';

export type ProfileRow = {
  readonly profile_id: string;
  readonly profile_value: string;
  readonly socks_id: string | null;
  readonly allowed_containers_json: string;
  readonly uses_count: number;
  readonly max_uses: number | null;
  readonly pending_replace: number;
  readonly created_at: string;
  readonly updated_at: string;
};

export const profilesTable = defineTable<ProfileRow>({
  name: 'profiles',
  columns: {
    profile_id: { type: 'text', primaryKey: true },
    profile_value: { type: 'text', notNull: true },
    socks_id: { type: 'text' },
    allowed_containers_json: { type: 'text', notNull: true, default: '[]' },
    uses_count: { type: 'integer', notNull: true, default: 0 },
    max_uses: { type: 'integer' },
    pending_replace: { type: 'integer', notNull: true, default: 0 },
    created_at: { type: 'text', notNull: true },
    updated_at: { type: 'text', notNull: true },
  },
  indexes: [['pending_replace']],
});

export type SocksRow = {
  readonly socks_id: string;
  /** The one column of the database that may hold a proxy password. */
  readonly url: string;
  readonly created_at: string;
  readonly updated_at: string;
};

export const socksTable = defineTable<SocksRow>({
  name: 'socks',
  columns: {
    socks_id: { type: 'text', primaryKey: true },
    url: { type: 'text', notNull: true, verbatim: true },
    created_at: { type: 'text', notNull: true },
    updated_at: { type: 'text', notNull: true },
  },
  indexes: [],
});
