import { defineTable } from 'glassgate/plugin-api';

export const outboxStates = ['pending', 'sent', 'dead'] as const;
type OutboxState = (typeof outboxStates)[number];

/** One message for one channel. */
export type OutboxRow = {
  /** Rises with time. */
  readonly id: string;
  readonly channel: string;
  readonly state: OutboxState;
  readonly receiver: string;
  readonly severity: string;
  readonly status: string;
  readonly title: string;
  /** The key that the message shows. */
  readonly dedup_key: string;
  /** The message as JSON, with its secrets masked before; '' once it was sent. */
  readonly payload: string;
  readonly attempts: number;
  readonly created_at: string;
  readonly next_at: string;
  readonly expires_at: string;
  readonly finished_at: string | null;
  readonly last_error: string | null;
  /** The key of the message that carried it, where several were sent as one. */
  readonly sent_in: string | null;
  /** The channel that it was meant for. */
  readonly fallback_of: string | null;
  /** The channel that got it as well. */
  readonly fallback_to: string | null;
};

export const outboxTable = defineTable<OutboxRow>({
  name: 'alert_outbox',
  columns: {
    id: { type: 'text', primaryKey: true },
    channel: { type: 'text', notNull: true },
    state: { type: 'text', notNull: true },
    receiver: { type: 'text', notNull: true },
    severity: { type: 'text', notNull: true },
    status: { type: 'text', notNull: true },
    title: { type: 'text', notNull: true },
    dedup_key: { type: 'text', notNull: true },
    payload: { type: 'text', notNull: true, verbatim: true },
    attempts: { type: 'integer', notNull: true },
    created_at: { type: 'text', notNull: true },
    next_at: { type: 'text', notNull: true },
    expires_at: { type: 'text', notNull: true },
    finished_at: { type: 'text' },
    last_error: { type: 'text' },
    sent_in: { type: 'text' },
    fallback_of: { type: 'text' },
    fallback_to: { type: 'text' },
  },
  indexes: [
    ['state', 'id'],
    ['state', 'finished_at'],
  ],
});

/** What was accepted lately about one group, so that a repetition is recognised. */
export type GroupRow = {
  readonly id: string;
  readonly seen_json: string;
  readonly updated_at: string;
};

export const groupsTable = defineTable<GroupRow>({
  name: 'alert_groups',
  columns: {
    id: { type: 'text', primaryKey: true },
    seen_json: { type: 'text', notNull: true, verbatim: true },
    updated_at: { type: 'text', notNull: true },
  },
  indexes: [['updated_at']],
});

/** The row that says when the alert that always fires was received last. */
export const watchdogId = 'watchdog';
