import {
  type CallContext,
  type Counter,
  type Exchange,
  notes,
  type WorkerMessages,
} from 'glassgate/plugin-api';
import { interpretReply } from './interpret.ts';
import { postWithRetries } from './post-with-retries.ts';

const legacyStatuses = new Set([404, 405]);

/** Sends messages to workers, with the retries that are safe. */
export function createMessages(
  exchange: Exchange,
  retries: Counter<{ readonly container: string }>,
): WorkerMessages {
  return {
    send: async (call, message) => {
      noteContainer(call, message.container.id);
      const post = (path: string) => postWithRetries({ exchange, retries, call, message, path });
      const reply = await post('/analyze');
      // Old workers have no /analyze for text. Nothing is remembered: a worker may be replaced any time.
      const isLegacy = 'text' in message.content && legacyStatuses.has(reply.status);
      const to = { containerId: message.container.id, proxyUrl: message.proxy?.url };
      return interpretReply(isLegacy ? await post('/analyze_text') : reply, to);
    },
  };
}

function noteContainer(call: CallContext, containerId: string): void {
  if (call.journal.latest(notes.container)?.containerId === containerId) return;
  call.note(notes.container, { containerId });
}
