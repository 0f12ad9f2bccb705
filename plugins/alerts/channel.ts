import type { AlertMessage } from './alert-message.ts';
import { retryAfterMs } from './backoff.ts';

/** One HTTP request to a chat program. Its URL may hold a token: it goes into no log, span or row. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The beginning of the body. */
  readonly body: string;
}

/** What an answer means. `refused` is for good: the same message would be refused again. */
export type Verdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number | undefined }
  | { readonly kind: 'refused'; readonly reason: string };

/** A way to people. Knows how to say it and how to read the answer, and nothing of queues. */
export interface ChannelKind {
  /** Sends one message; throws what the network throws. */
  send(message: AlertMessage, context: SendContext): Promise<Verdict>;
  /** Values of its configuration that nobody may see. */
  readonly secrets: readonly string[];
}

interface SendContext {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the status says, where a channel knows nothing better. */
export function verdictOfStatus({ status, retryAfter, body }: Reply, now: number): Verdict {
  if (status >= 200 && status < 300) return { kind: 'ok' };
  const said = body.trim().slice(0, 160);
  const reason = said === '' ? `status ${status}` : `status ${status}: ${said}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { kind: 'retry', reason, retryAfterMs: retryAfterMs(retryAfter, now) };
  }
  return { kind: 'refused', reason };
}

/** The JSON object in a body; undefined when it is none. */
export function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
