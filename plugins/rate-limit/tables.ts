import { defineTable } from 'glassgate/plugin-api';

export type LimiterRow = {
  readonly limiter: string;
  /** JSON: pairs of a time in milliseconds since the epoch and how many were sent by then. */
  readonly sends_json: string;
  /** Sends that may have left after this row was written, so that it cannot say when. */
  readonly open_sends: number;
  /** Milliseconds since the epoch; 0 without a pause. */
  readonly paused_until_ms: number;
  readonly written_at_ms: number;
};

/** What a limiter must still know after a restart. */
export const limiterTable = defineTable<LimiterRow>({
  name: 'rate_limit_state',
  columns: {
    limiter: { type: 'text', primaryKey: true },
    sends_json: { type: 'text', notNull: true },
    open_sends: { type: 'integer', notNull: true },
    paused_until_ms: { type: 'integer', notNull: true },
    written_at_ms: { type: 'integer', notNull: true },
  },
  indexes: [],
});
