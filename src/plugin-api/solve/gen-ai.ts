import type { SpanAttributes } from '../traces.ts';

export interface Generation {
  /** Who runs the model: a well-known name of the conventions, or one of our own. */
  readonly provider: string;
  readonly model?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly promptName?: string | undefined;
  readonly promptVersion?: string | undefined;
}

/**
 * Span attributes of a message to a model, by the OpenTelemetry conventions for generative AI (in development,
 * as of 2026-09). The one place where plugins take these names from; `otel.gen_ai: off` leaves them out. Never
 * add contents of messages.
 */
export function genAiAttributes({
  provider,
  model,
  conversationId,
  promptName,
  promptVersion,
}: Generation): SpanAttributes {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.output.type': 'text',
    ...(model !== undefined && { 'gen_ai.request.model': model }),
    ...(conversationId !== undefined && { 'gen_ai.conversation.id': conversationId }),
    ...(promptName !== undefined && { 'gen_ai.prompt.name': promptName }),
    ...(promptVersion !== undefined && { 'gen_ai.prompt.version': promptVersion }),
  };
}
