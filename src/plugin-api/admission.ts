import { defineSlot } from './slot.ts';

/** Classes of requests that compete for one limit, the most urgent first. */
export const priorities = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** What the far side answered, as soon as its headers were there. */
export interface UpstreamOutcome {
  readonly status: number;
  /** How long the far side asked us to keep away, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** Told what becomes of a request that was let through. */
export interface OutcomeListener {
  /** The request has been handed to the network completely. */
  written?(): void;
  answered?(outcome: UpstreamOutcome): void;
  /** It failed before a single byte was written: the far side never heard of it. */
  unsent?(): void;
}

/** Carries what becomes of a request from the stage that sends it up to the one that limits how many are sent. */
export class UpstreamFeedback {
  #listener: OutcomeListener = {};

  /** One listener: a second one replaces it. */
  listen(listener: OutcomeListener): void {
    this.#listener = listener;
  }

  written(): void {
    this.#listener.written?.();
  }

  answered(outcome: UpstreamOutcome): void {
    this.#listener.answered?.(outcome);
  }

  unsent(): void {
    this.#listener.unsent?.();
  }
}

/** What a stage that limits traffic needs to know of a request, whatever that request is. */
export interface Admission {
  /** Whose limit it counts against: a credential of a provider, a profile. One limiter for each. */
  readonly limiter: string;
  readonly priority: Priority;
  /** Memory that the request holds while it waits. */
  readonly bytes: number;
  /** Longest wait in milliseconds that its client accepts; the limiter's own when undefined. */
  readonly waitMs?: number;
  /** Undefined where nobody tells: a request counts as sent when it is let through, and its end is its outcome. */
  readonly feedback?: UpstreamFeedback;
}

/** Filled by the stage that knows whose limit a request counts against. */
export const admission = defineSlot<Admission>('admission');
