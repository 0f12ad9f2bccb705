import type { GlassgateError } from '../plugin-api/error.ts';
import type { ExchangeEvent, ExchangeReply } from '../plugin-api/exchange.ts';
import { readBody } from './read-reply.ts';
import type { Outcome } from './reply-collector.ts';
import { type FailureContext, transportError } from './transport-failure.ts';

/** What the caller of an exchange gets: a reply, or an error to throw. */
export type Ending =
  | { readonly reply: ExchangeReply; readonly error?: undefined; readonly failure: null }
  | {
      readonly reply?: undefined;
      readonly error: GlassgateError;
      readonly failure: NonNullable<ExchangeEvent['failure']>;
    };

export interface EndingContext extends Omit<FailureContext, 'cause'> {
  readonly durationMs: number;
}

export function endingOf(outcome: Outcome, context: EndingContext): Ending {
  switch (outcome.kind) {
    case 'reply': {
      const { status, bytes } = outcome;
      return { reply: { status, ...readBody(bytes), durationMs: context.durationMs }, failure: null };
    }
    case 'canceled':
      return { error: outcome.reason, failure: 'canceled' };
    case 'failed': {
      const { failure, cause } = outcome;
      return { error: transportError(failure, { ...context, cause }), failure };
    }
  }
}
