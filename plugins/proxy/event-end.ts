import type { LlmOutcome } from 'glassgate/plugin-api';

const messages: Partial<Record<LlmOutcome, { readonly code: string; readonly message: string }>> = {
  upstream_abort: { code: 'upstream_aborted', message: 'The provider stopped in the middle of its answer.' },
  idle_timeout: {
    code: 'upstream_timeout',
    message: 'The provider fell silent in the middle of its answer.',
  },
  total_timeout: { code: 'upstream_timeout', message: 'The answer took longer than it may.' },
  shutdown: { code: 'shutting_down', message: 'The gateway is stopping.' },
};

/** The last event of a stream that does not end well: its status was sent long ago. */
export function errorEvent(outcome: LlmOutcome): string {
  const { code, message } = messages[outcome] ?? { code: 'upstream_aborted', message: '' };
  const type = outcome === 'shutdown' ? 'overloaded_error' : 'api_error';
  return `data: ${JSON.stringify({ error: { message, type, param: null, code } })}\n\n`;
}

/** Knows whether a stream of events is between two events, from its last bytes. */
export class EventEnd {
  #tail = '';

  saw(chunk: Buffer): void {
    this.#tail = (this.#tail + chunk.toString('latin1', Math.max(0, chunk.length - 4))).slice(-4);
  }

  /** What completes the event that was begun; '' between two events. */
  get completion(): string {
    return this.#tail === '' || /(?:\n\n|\r\n\r\n|\r\r)$/.test(this.#tail) ? '' : '\n\n';
  }
}
