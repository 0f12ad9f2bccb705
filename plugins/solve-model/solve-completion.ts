import {
  answeredAttributes,
  askedAttributes,
  containersOf,
  GlassgateError,
  type LlmAnswer,
  type LlmRequest,
  notes,
  type Principal,
  type Run,
  type SolveAnswer,
  type SolveRequest,
  type StageCall,
  type StartRun,
  type solveChain,
} from 'glassgate/plugin-api';
import { writeCompletion } from './answer.ts';
import { type Conversations, conversationKey, type Place } from './conversation.ts';
import { type ChatCompletion, isContinued, newText, parseCompletion, wholeText } from './request.ts';

export interface SolveParts {
  readonly start: StartRun<(typeof solveChain)['fills'], SolveAnswer>;
  readonly conversations: Conversations;
}

type Call = StageCall<{ readonly request: LlmRequest }>;

/** The run of the request has a limit already, and its signal ends this one too. */
const deadlineMs = 24 * 60 * 60 * 1000;

/** Have a chat completion done by the pool. */
export async function solveCompletion(call: Call, promptId: string, parts: SolveParts): Promise<LlmAnswer> {
  const { request } = call.values;
  const startedAt = performance.now();
  const asked = parseCompletion(request.json, promptId);
  const key = conversationKey(request, asked);
  const known = key !== undefined && isContinued(asked) ? parts.conversations.find(key) : undefined;
  const solved = await solveInChat(call, { asked, known, key }, parts);
  if (key !== undefined && solved.place !== undefined) parts.conversations.remember(key, solved.place);
  const completion = {
    id: solved.runId,
    model: request.model ?? '',
    text: solved.text,
    wantsStream: request.wantsStream,
  };
  return writeCompletion(request.reply, completion, performance.now() - startedAt);
}

interface Conversation {
  readonly asked: ChatCompletion;
  readonly known: Place | undefined;
  readonly key: string | undefined;
}

interface Solved {
  readonly text: string;
  readonly runId: string;
  readonly place: Place | undefined;
}

/** Go on in the chat of the conversation. One that is not there any more is begun anew. */
async function solveInChat(
  call: Call,
  { asked, known, key }: Conversation,
  parts: SolveParts,
): Promise<Solved> {
  if (known === undefined) return solvedBy(startSolve(call, newChat(asked), parts));
  const run = startSolve(call, continued(asked, known), parts);
  try {
    return await solvedBy(run);
  } catch (cause) {
    const error = GlassgateError.from(cause);
    if (error.code === 'CHAT_BLOCKED' && key !== undefined) parts.conversations.forget(key);
    // A worker that was asked has found the chat; it may have executed the text and refused the image.
    const wasAsked = containersOf(run.journal).length > 0;
    if (error.code !== 'INVALID_REQUEST' || wasAsked) throw error;
    call.log.info({ event: 'chat.begun_anew', code: error.code }, 'conversation begun anew');
    return solvedBy(startSolve(call, newChat(asked), parts));
  }
}

type Wish = Pick<SolveRequest, 'promptId' | 'profileId' | 'text' | 'image' | 'forceNewChat' | 'chatUrl'>;

function newChat(asked: ChatCompletion): Wish {
  const { promptId, profileId, image } = asked;
  return {
    promptId,
    profileId,
    image,
    text: textOf(wholeText(asked)),
    forceNewChat: true,
    chatUrl: undefined,
  };
}

function continued(asked: ChatCompletion, { profileId, pageUrl }: Place): Wish {
  const { promptId, image } = asked;
  return { promptId, profileId, image, text: textOf(newText(asked)), forceNewChat: false, chatUrl: pageUrl };
}

function textOf(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function startSolve(call: Call, wish: Wish, { start }: SolveParts): Run<SolveAnswer> {
  const { waitMs, client } = call.values.request;
  const request: SolveRequest = {
    ...wish,
    proxyOverride: undefined,
    maxChatUses: undefined,
    ...(waitMs !== undefined && { waitSeconds: waitMs / 1000 }),
    ...sentBy(client),
  };
  return start({
    requestId: call.requestId,
    values: { request },
    signal: call.signal,
    arrivedAt: performance.now(),
    deadlineMs,
    attributes: askedAttributes(request),
  });
}

async function solvedBy(run: Run<SolveAnswer>): Promise<Solved> {
  const { journal } = run;
  let answer: SolveAnswer | undefined;
  try {
    answer = await run.answer;
    const profileId = journal.latest(notes.profile)?.profileId;
    const pageUrl = journal.latest(notes.chat)?.pageUrl;
    const place = profileId === undefined || pageUrl === undefined ? undefined : { profileId, pageUrl };
    return { text: answer.text, runId: journal.runId, place };
  } finally {
    run.annotate(answeredAttributes(journal, answer));
    run.end();
  }
}

function sentBy(principal: Principal | undefined): Pick<SolveRequest, 'client'> {
  if (principal === undefined) return {};
  const { profiles, prompts } = principal.limits;
  return {
    client: { name: principal.name, ...(profiles && { profiles }), ...(prompts && { prompts }) },
  };
}
