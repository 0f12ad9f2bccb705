import {
  type ErrorCode,
  GlassgateError,
  type LlmRequest,
  notes,
  type RunOptions,
  type SolveAnswer,
  type SpanAttributes,
  type solveChain,
} from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { Conversations } from './conversation.ts';
import { type SolveParts, solveCompletion } from './solve-completion.ts';
import { llmRequest } from './test-request.ts';

/** What becomes of one run of the chain `solve`. */
interface Turn {
  readonly profile?: string;
  readonly page?: string;
  /** The container that was given a message. */
  readonly container?: string;
  readonly failure?: ErrorCode;
}

interface Started extends RunOptions<(typeof solveChain)['fills']> {
  ends: number;
  readonly annotated: SpanAttributes[];
}

export const usual: Turn = { profile: 'p1', page: 'https://chat.example/c/1', container: 'c1' };

/** A pool that does as told, run by run; as usual when nothing is left. */
export function openPool(...turns: Turn[]) {
  const started: Started[] = [];
  const start: SolveParts['start'] = (options) => {
    const { profile, page, container, failure } = turns.shift() ?? usual;
    const { journal, note } = makeCall();
    const seen: Started = { ...options, ends: 0, annotated: [] };
    started.push(seen);
    if (profile !== undefined) {
      note(notes.profile, { profileId: profile, proxyId: undefined, proxyUrl: undefined });
    }
    if (page !== undefined) note(notes.chat, { chatSessionId: 1, chatId: '1', pageUrl: page });
    if (container !== undefined) note(notes.container, { containerId: container });
    const answer: SolveAnswer = { text: `answer ${started.length}`, raw: [] };
    return {
      journal,
      answer:
        failure === undefined
          ? Promise.resolve(answer)
          : Promise.reject(new GlassgateError(failure, 'It went wrong.')),
      annotate: (attributes) => seen.annotated.push(attributes),
      end: () => {
        seen.ends += 1;
        return 0;
      },
    };
  };
  const parts: SolveParts = { start, conversations: new Conversations(10) };
  return {
    started,
    wishes: () => started.map(({ values }) => values.request),
    ask: (json: object, changed: Partial<LlmRequest> = {}, signal = new AbortController().signal) => {
      const request = llmRequest({ user: 'c-1', ...json }, changed);
      return solveCompletion({ ...makeCall({ signal }), values: { request } }, 'default', parts);
    },
  };
}
