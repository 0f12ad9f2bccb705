import type { GenAiMode } from './semconv-genai.ts';

/** What an operator may choose about spans. */
export interface SpanFeatures {
  /** Where decisions go: log lines at level debug, events of spans, or both. */
  readonly events: 'logs' | 'span' | 'both';
  readonly genAi: GenAiMode;
  /** Whether a client's `traceparent` is continued; else it is linked to a trace of our own. */
  readonly trustIncomingTrace: boolean;
}

export const defaultSpanFeatures: SpanFeatures = {
  events: 'both',
  genAi: 'latest',
  trustIncomingTrace: true,
};
