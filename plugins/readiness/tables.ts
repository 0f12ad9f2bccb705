import { defineTable } from 'glassgate/plugin-api';

export type ProbeRow = { readonly id: string; readonly written_at: string };

/** One row, written to see that rows can be written. */
export const probeTable = defineTable<ProbeRow>({
  name: 'readiness_probe',
  columns: {
    id: { type: 'text', primaryKey: true },
    written_at: { type: 'text', notNull: true },
  },
  indexes: [],
});
