import type { ExchangeEvent } from 'glassgate/plugin-api';

/** An exchange that has a text wherever one can be. */
export function sampleEvent(text: string): ExchangeEvent {
  return {
    containerId: 'sample',
    requestId: null,
    runId: null,
    stage: null,
    attempt: null,
    tryNumber: 1,
    traceId: undefined,
    spanId: undefined,
    method: 'POST',
    path: `/${text}`,
    url: `http://127.0.0.1/${text}`,
    startedAt: new Date(0),
    durationMs: 0,
    status: null,
    requestBody: { text, [text]: [text] },
    replyBody: text,
    error: text,
    failure: null,
  };
}
