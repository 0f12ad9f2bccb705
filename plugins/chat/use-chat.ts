import {
  notes,
  type PinnedChat,
  type PreferredChat,
  type Profile,
  type Prompt,
  type SocksProxy,
  type SolveAnswer,
  type SolveContainer,
  type SolveRequest,
  type Stage,
  type StageCall,
  type WorkerMessages,
} from 'glassgate/plugin-api';
import type { ChatMetrics } from './chat-metrics.ts';
import type { ChatRow } from './chat-row.ts';
import type { ChatSessions } from './chat-sessions.ts';
import { chooseChat } from './choose-chat.ts';
import type { Deliveries } from './deliveries.ts';
import { OpenChat } from './open-chat.ts';
import { tellChoice } from './tell-choice.ts';

interface StageParts {
  readonly sessions: ChatSessions;
  readonly deliveries: Deliveries;
  readonly metrics: ChatMetrics;
  readonly messages: () => WorkerMessages;
}

interface Needs {
  readonly request: SolveRequest;
  readonly prompt: Prompt;
  readonly profile: Profile;
  readonly proxy: SocksProxy | undefined;
  readonly pin: PinnedChat | undefined;
  readonly preference: PreferredChat | undefined;
  readonly container: SolveContainer;
}

/** The stage: one chat around the rest of the chain, and what became of it afterwards. */
export function useChat(parts: StageParts): Stage<Needs, { readonly chat: OpenChat }, SolveAnswer> {
  const { sessions, deliveries, metrics } = parts;
  return async (call, next) => {
    const row = await choose(call, parts);
    using delivery = deliveries.open(call.journal.runId);
    const { text, image } = call.values.request;
    const messages = [text, image].filter((content) => content !== undefined).length;
    const chat = new OpenChat(sessions, row, { call, delivery, messages });
    try {
      if (row.chat_id === null && call.values.pin === undefined) await load(call, chat, parts);
      chat.sending();
      return await next({ chat });
    } finally {
      if (chat.close()) {
        metrics.unknownFates.increment({ found: 'running' });
        call.log.warn(
          { event: 'chat.given_up', chat_session_id: row.id },
          'chat given up: its last message may have arrived',
        );
      }
    }
  };
}

async function choose(call: StageCall<Needs>, { sessions, metrics }: StageParts): Promise<ChatRow> {
  const { prompt, profile, proxy, container } = call.values;
  const key = {
    containerId: container.id,
    promptId: prompt.id,
    profileId: profile.id,
    proxyId: proxy?.id ?? '',
  };
  const wishes = { ...call.values, creator: call.span };
  const chosen = await chooseChat(sessions, key, wishes).catch((cause: unknown) => {
    metrics.operations.increment({ operation: 'reused', outcome: 'error' });
    throw cause;
  });
  tellChoice(call, chosen);
  const operation = chosen.operation === 'create' ? 'created' : 'reused';
  metrics.operations.increment({ operation, outcome: 'ok' });
  return chosen.row;
}

/** A chat begins with the start prompt. Until that was answered, nothing of the client's is sent. */
async function load(
  call: StageCall<Needs>,
  chat: OpenChat,
  { messages, metrics }: StageParts,
): Promise<void> {
  const { prompt, container, profile, proxy } = call.values;
  const text = await prompt.text();
  if (text === '') {
    call.log.warn(
      { event: 'chat.start_prompt_missing', prompt_id: prompt.id },
      'chat is opened without a start prompt',
    );
    return;
  }
  chat.sending();
  call.note(notes.startPrompt, { isUnderWay: true });
  const startedAt = performance.now();
  let outcome: 'ok' | 'failed' = 'failed';
  try {
    const message = { container, profile, proxy, prompt, url: chat.pageUrl, content: { text } };
    chat.loaded(await messages().send(call, message));
    outcome = 'ok';
  } finally {
    call.note(notes.startPrompt, { isUnderWay: false });
    metrics.startPrompts.observe({ outcome }, (performance.now() - startedAt) / 1000);
    metrics.operations.increment({ operation: 'loaded', outcome: outcome === 'ok' ? 'ok' : 'error' });
  }
}
