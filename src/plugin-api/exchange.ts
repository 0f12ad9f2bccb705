import type { Journal } from './journal.ts';
import { defineService } from './service.ts';
import type { CallContext } from './stage.ts';

/** A worker as the exchange needs to know it. */
export interface Container {
  readonly id: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly timeouts: Timeouts;
}

export interface Timeouts {
  readonly connectMs: number;
  /** Longest silence while sending or receiving. */
  readonly readMs: number;
  /** The whole exchange, however lively it is. */
  readonly totalMs: number;
}

/** The part of a call that an exchange needs: a `CallContext` is one. */
export type ExchangeCaller = Pick<CallContext, 'requestId' | 'stage' | 'attempt' | 'journal' | 'signal'>;

/** One HTTP call to a worker. The exchange is the only way a plugin may reach one. */
export interface ExchangeRequest {
  readonly container: Container;
  readonly method: 'GET' | 'POST';
  /** Path below the container's base URL, with a leading slash. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The request this exchange belongs to; absent for background work such as probes. */
  readonly call?: ExchangeCaller;
  /** Cancels the exchange in addition to the signal of `call`. */
  readonly signal?: AbortSignal;
  /** Replaces single limits of the container. */
  readonly timeouts?: Partial<Timeouts>;
  /** Which try of the same message this is, from 1. */
  readonly tryNumber?: number;
  /** How many tries the message may have. */
  readonly maxTries?: number | undefined;
}

export interface ExchangeReply {
  readonly status: number;
  /** Parsed JSON; the raw text when it is no JSON. */
  readonly body: unknown;
  /** False when the worker's body is no JSON. */
  readonly isJson: boolean;
  /** What is wrong with JSON that was not parsed: `JSON that is nested deeper than 64 levels`. */
  readonly jsonProblem?: string;
  readonly durationMs: number;
}

/**
 * Send one request to a worker and read the whole answer. Any HTTP status is a reply; only a transport
 * failure throws: a GlassgateError `UPSTREAM_ERROR` whose `details.transport` names it (see
 * `transportFailures`), or the reason of the signal when the exchange was cancelled.
 */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeReply>;

/** Every way in which an exchange can fail without an HTTP status. */
export const transportFailures = [
  'refused',
  'reset',
  'dns',
  'connect_timeout',
  'read_timeout',
  'total_timeout',
  'broken_body',
  'body_too_large',
  'other',
] as const;

export type TransportFailure = (typeof transportFailures)[number];

/** What observers are told of each exchange, after it ended. Bodies are as they were sent: redact before writing. */
export interface ExchangeEvent {
  readonly containerId: string;
  readonly requestId: string | null;
  readonly runId: string | null;
  readonly stage: string | null;
  readonly attempt: number | null;
  readonly tryNumber: number;
  readonly maxTries?: number | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  /** The trace is one that is exported. */
  readonly isSampled?: boolean;
  /** The books of the request it belongs to; absent for background work. */
  readonly journal?: Journal;
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** To the first sign of an answer; absent when there was none. */
  readonly firstByteMs?: number | undefined;
  /** Sizes of the bodies as they went over the wire; of the answer's what arrived. */
  readonly requestBytes?: number | undefined;
  readonly replyBytes?: number | undefined;
  readonly status: number | null;
  readonly requestBody: unknown;
  readonly replyBody: unknown;
  /** Set when there was no HTTP status: a sentence, and its closed-set name. */
  readonly error: string | null;
  readonly failure: TransportFailure | 'canceled' | null;
}

/** Writes exchanges that did not go through the core: what a proxy streams, say. */
export interface ExchangeLog {
  write(event: ExchangeEvent): void;
}

/** Offered by `io-log`; without it nothing is written. */
export const exchangeLog = defineService<ExchangeLog>('exchangeLog', { write: () => undefined });
