import { setTimeout as pause } from 'node:timers/promises';
import {
  type CallContext,
  type Counter,
  type Exchange,
  type ExchangeReply,
  GlassgateError,
  notes,
  type WorkerMessage,
  type WorkerMessages,
} from 'glassgate/plugin-api';
import { interpretReply } from './interpret.ts';
import { payloadOf } from './payload.ts';

const firstPauseMs = 250;
const maxPauseMs = 2_000;
const legacyStatuses = new Set([404, 405]);

/** Sends messages to workers, with the retries that are safe. */
export function createMessages(exchange: Exchange, retries: Counter<'container'>): WorkerMessages {
  return {
    send: async (call, message) => {
      noteContainer(call, message.container.id);
      const post = (path: string) => postWithRetries({ exchange, retries, call, message, path });
      const reply = await post('/analyze');
      // Old workers have no /analyze for text. Nothing is remembered: a worker may be replaced any time.
      const isLegacy = 'text' in message.content && legacyStatuses.has(reply.status);
      return interpretReply(isLegacy ? await post('/analyze_text') : reply, message.container.id);
    },
  };
}

interface Posting {
  readonly exchange: Exchange;
  readonly retries: Counter<'container'>;
  readonly call: CallContext;
  readonly message: WorkerMessage;
  readonly path: string;
}

/** Any HTTP status ends the retrying: only a transport failure leaves room for another try. */
async function postWithRetries({ exchange, retries, call, message, path }: Posting): Promise<ExchangeReply> {
  const { container } = message;
  const body = payloadOf(message);
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await exchange({ container, method: 'POST', path, body, call, tryNumber });
    } catch (cause) {
      const error = GlassgateError.from(cause);
      if (tryNumber > container.retries || error.code !== 'UPSTREAM_ERROR') throw error;
      const waitMs = Math.min(firstPauseMs * 2 ** (tryNumber - 1), maxPauseMs);
      call.log.warn({ container_id: container.id, details: error.details, waitMs }, 'worker call is retried');
      retries.increment({ container: container.id });
      await pause(waitMs, undefined, { signal: call.signal });
    }
  }
}

function noteContainer(call: CallContext, containerId: string): void {
  if (call.journal.latest(notes.container)?.containerId === containerId) return;
  call.note(notes.container, { containerId });
}
