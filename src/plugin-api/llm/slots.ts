import type { IncomingHttpHeaders } from 'node:http';
import type { Writable } from 'node:stream';
import type { Principal } from '../access.ts';
import type { Priority, UpstreamFeedback } from '../admission.ts';
import { defineChain } from '../chain.ts';
import { defineNote } from '../note.ts';
import { defineSlot } from '../slot.ts';
import { defineAnswer } from '../stage.ts';

/** Where the answer of an LLM goes: the response to the client, or a buffer of the gateway's own. */
export interface LlmReply extends Writable {
  statusCode: number;
  readonly headersSent: boolean;
  /** The connection to the client, where there is one. */
  readonly socket?: Writable | null;
  setHeader(name: string, value: number | string | readonly string[]): unknown;
  flushHeaders(): void;
}

/** A request to an OpenAI-compatible API, parsed as far as the gateway must understand it. */
export interface LlmRequest {
  readonly method: string;
  /** Path and query below the version prefix, byte for byte: `/chat/completions?x=1`. */
  readonly target: string;
  /** As the client sent them. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Whoever answers writes here: streams pass through untouched. */
  readonly reply: LlmReply;
  /** Undefined where the route has no model. */
  readonly model: string | undefined;
  readonly wantsStream: boolean;
  /** The body, byte for byte; undefined without one. */
  readonly body: Buffer | undefined;
  /** The same body, parsed. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  readonly priority: Priority;
  /** Longest wait in milliseconds that the client accepts; undefined when it does not say. */
  readonly waitMs: number | undefined;
  /** Who sent it; undefined when the gateway asks nobody, and for what the gateway asks itself. */
  readonly client: Principal | undefined;
  /** Goes to this provider, whatever the model says. */
  readonly providerId?: string;
}

/** One place a request can be sent to: a provider with one of its credentials. */
export interface LlmTarget {
  readonly providerId: string;
  readonly credentialId: string;
  /** Origin and path prefix, without a trailing slash. */
  readonly baseUrl: string;
  /** Path and query below `baseUrl`. */
  readonly target: string;
  /** `Bearer …`: for the provider only. */
  readonly authorization: string | undefined;
  readonly timeouts: LlmTimeouts;
  /** The body to send: the client's own unless the model had to be renamed. */
  readonly body: Buffer | undefined;
  readonly feedback: UpstreamFeedback;
}

/** What a provider is called where exchanges are logged and counted by container. */
export function containerOfProvider(providerId: string): string {
  return `provider-${providerId}`;
}

export interface LlmTimeouts {
  readonly connectMs: number;
  readonly firstByteMs: number;
  /** Longest silence between two pieces of the answer. */
  readonly idleMs: number;
  readonly totalMs: number;
}

export const llmOutcomes = [
  'done',
  'client_abort',
  'upstream_abort',
  'idle_timeout',
  'total_timeout',
  'shutdown',
] as const;
export type LlmOutcome = (typeof llmOutcomes)[number];

/** What was passed on. An error before the first byte of the answer is thrown instead. */
export interface LlmAnswer {
  readonly status: number;
  readonly outcome: LlmOutcome;
  readonly bytes: number;
  readonly firstByteMs: number;
}

/**
 * Why a request got no answer from a provider, in `details.reason` of the error. `details.sent` is `false` where
 * the provider never heard of the request.
 */
export const llmReasons = [
  'model_not_found',
  'provider_not_configured',
  'upstream_unavailable',
  'upstream_connect_failed',
  'upstream_protocol_error',
  'upstream_timeout',
] as const;
export type LlmReason = (typeof llmReasons)[number];

/** A request was handed to a provider, and what came of it. */
export interface UpstreamNote {
  readonly providerId: string;
  readonly credentialId: string;
  /** Undefined while there is no answer. */
  readonly status?: number;
  readonly firstByteMs?: number;
  readonly totalMs?: number;
  readonly bytes?: number;
}

/** The slots of the chain `openai`. */
export const llmSlots = {
  llmRequest: defineSlot<LlmRequest>('llmRequest'),
  llmTarget: defineSlot<LlmTarget>('llmTarget'),
} as const;

export const llmNotes = {
  upstream: defineNote<UpstreamNote>('llm-upstream'),
} as const;

export const llmAnswer = defineAnswer<LlmAnswer>('llmAnswer');

/** The chain behind the OpenAI-compatible routes. */
export const openaiChain = defineChain({
  chain: 'openai',
  fills: { request: llmSlots.llmRequest },
  answer: llmAnswer,
});
