import { orderedId, timestamp } from 'glassgate/plugin-api';
import { type AlertMessage, alertMessage } from './alert-message.ts';
import type { OutboxRow } from './tables.ts';

/** A message that waits for its channel. */
export interface OutboxEntry {
  readonly id: string;
  readonly channel: string;
  readonly message: AlertMessage;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly nextAt: number;
  readonly attempts: number;
  readonly fallbackOf: string | null;
  readonly fallbackTo: string | null;
}

interface NewEntry {
  readonly channel: string;
  readonly message: AlertMessage;
  readonly now: number;
  readonly lifetimeMs: number;
  readonly fallbackOf?: string;
}

export function newEntry({ channel, message, now, lifetimeMs, fallbackOf }: NewEntry): OutboxEntry {
  return {
    id: orderedId(now),
    channel,
    message,
    createdAt: now,
    expiresAt: now + lifetimeMs,
    nextAt: now,
    attempts: 0,
    fallbackOf: fallbackOf ?? null,
    fallbackTo: null,
  };
}

export function rowOf(entry: OutboxEntry): OutboxRow {
  const { message } = entry;
  return {
    id: entry.id,
    channel: entry.channel,
    state: 'pending',
    receiver: message.receiver,
    severity: message.severity,
    status: message.status,
    title: message.title,
    dedup_key: message.key,
    payload: JSON.stringify(message),
    attempts: entry.attempts,
    created_at: instant(entry.createdAt),
    next_at: instant(entry.nextAt),
    expires_at: instant(entry.expiresAt),
    finished_at: null,
    last_error: null,
    sent_in: null,
    fallback_of: entry.fallbackOf,
    fallback_to: entry.fallbackTo,
  };
}

/** A stored message; undefined when nobody can read it any more. */
export function entryOf(row: OutboxRow): OutboxEntry | undefined {
  const message = messageIn(row.payload);
  if (message === undefined) return undefined;
  return {
    id: row.id,
    channel: row.channel,
    message,
    createdAt: Date.parse(row.created_at),
    expiresAt: Date.parse(row.expires_at),
    nextAt: Date.parse(row.next_at),
    attempts: row.attempts,
    fallbackOf: row.fallback_of,
    fallbackTo: row.fallback_to,
  };
}

function messageIn(payload: string): AlertMessage | undefined {
  try {
    return alertMessage.parse(JSON.parse(payload));
  } catch {
    // Another version may have written it: the row says so, and the operator decides.
    return undefined;
  }
}

export function instant(ms: number): string {
  return timestamp(new Date(ms));
}
