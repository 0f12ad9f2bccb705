import {
  type CallContext,
  chatIdIn,
  type Exchange,
  genAiAttributes,
  notes,
  type OpenChildSpan,
  type SolveContainer,
  type SpanAttributes,
  serverAttributes,
  type WorkerAnswer,
  type WorkerMessage,
  type WorkerMessages,
} from 'glassgate/plugin-api';
import { interpretReply } from './interpret.ts';
import { type Posting, postWithRetries } from './post-with-retries.ts';
import { upstreamSpans } from './spans.ts';

const legacyStatuses = new Set([404, 405]);
/** Stand where an address has the id of a chat, and name none. */
const noChats = new Set<string | undefined>(['guest', 'archive']);

interface MessageParts {
  readonly exchange: Exchange;
  readonly retries: Posting['retries'];
}

/** Sends messages to workers, with the retries that are safe. */
export function createMessages(parts: MessageParts): WorkerMessages {
  const servers = new WeakMap<SolveContainer, SpanAttributes>();

  const serverOf = (container: SolveContainer): SpanAttributes => {
    let server = servers.get(container);
    if (server === undefined) {
      server = serverAttributes(container.baseUrl);
      servers.set(container, server);
    }
    return server;
  };

  return {
    send: (call, message) => {
      const { container, prompt } = message;
      noteContainer(call, container.id);
      const conversationId = call.journal.latest(notes.chat)?.chatId;
      const attributes = {
        ...serverOf(container),
        ...genAiAttributes({
          provider: 'qwen',
          conversationId,
          promptName: prompt.id,
          promptVersion: prompt.version,
        }),
      };
      return call.within({ spec: upstreamSpans.children.chat, attributes }, async (span) => {
        const answer = await sendOne(parts, { call, message, span });
        if (conversationId === undefined) annotateNewChat(span, answer);
        return answer;
      });
    },
  };
}

interface Sending {
  readonly call: CallContext;
  readonly message: WorkerMessage;
  readonly span: OpenChildSpan;
}

async function sendOne(parts: MessageParts, sending: Sending): Promise<WorkerAnswer> {
  const { container, proxy, content } = sending.message;
  const post = (path: string) => postWithRetries({ ...parts, ...sending, path });
  const reply = await post('/analyze');
  // Old workers have no /analyze for text. Nothing is remembered: a worker may be replaced any time.
  const isLegacy = 'text' in content && legacyStatuses.has(reply.status);
  const to = { containerId: container.id, proxyUrl: proxy?.url };
  return interpretReply(isLegacy ? await post('/analyze_text') : reply, to);
}

function annotateNewChat(span: OpenChildSpan, { pageUrl }: WorkerAnswer): void {
  const chatId = chatIdIn(pageUrl);
  if (chatId !== undefined && !noChats.has(chatId)) span.annotate({ 'gen_ai.conversation.id': chatId });
}

function noteContainer(call: CallContext, containerId: string): void {
  if (call.journal.latest(notes.container)?.containerId === containerId) return;
  call.note(notes.container, { containerId });
}
