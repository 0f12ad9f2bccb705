import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback, sendJson } from './loopback-server.ts';
import { createWatch } from './watch.ts';

const windowMs = 60_000;

/** A request as the provider got it. */
export interface ProviderRequest {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** `performance.now()` of its arrival. */
  readonly at: number;
  /** True once its client has gone before the answer was complete. */
  readonly isAborted: boolean;
}

/** Answers one request in another way than usual. `request.body` is complete. */
export type ProviderTurn = (request: ProviderRequest, res: ServerResponse) => void | Promise<void>;

/** A strict OpenAI-shaped API on a loopback port, which counts what it is asked. */
export interface TestProvider extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ProviderRequest[];
  /** Most requests in any sliding 60 s. */
  readonly mostPerMinute: number;
  /** Paths that no such API has, and requests without the key. */
  readonly mistakes: readonly string[];
  /** Answer the next requests so, one after the other; then as usual again. */
  next(...turns: readonly ProviderTurn[]): void;
  /** Answer every request so from now on; undefined: as usual. */
  always(turn: ProviderTurn | undefined): void;
  /** The request with this index, as soon as it is there. */
  request(index: number): Promise<ProviderRequest>;
  /** Wait until something is true of the requests. */
  until<T>(read: () => T | undefined, what: string): Promise<T>;
}

export interface TestProviderOptions {
  /** Another key is answered with 401. */
  readonly key?: string;
  readonly models?: readonly string[];
  readonly port?: number;
}

/** Start a provider. */
export async function startLlmProvider(options: TestProviderOptions = {}): Promise<TestProvider> {
  const { key, models = ['meta/llama-3', 'gpt-test'] } = options;
  const requests: Writeable<ProviderRequest>[] = [];
  const mistakes: string[] = [];
  const turns: ProviderTurn[] = [];
  const watch = createWatch();
  let usual: ProviderTurn | undefined;

  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const at = performance.now();
    const { method = '', url = '', headers, rawHeaders } = req;
    const request = { method, url, headers, rawHeaders, body: Buffer.alloc(0), at, isAborted: false };
    requests.push(request);
    res.once('close', () => {
      request.isAborted = !res.writableFinished;
      watch.changed();
    });
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    request.body = Buffer.concat(chunks);
    watch.changed();
    const turn = turns.shift() ?? usual;
    if (turn !== undefined) return turn(request, res);
    if (key !== undefined && headers.authorization !== `Bearer ${key}`) {
      mistakes.push(`${method} ${url}: wrong key`);
      return sendError(res, 401, { code: 'invalid_api_key', message: 'Wrong key.' });
    }
    if (!answerAsUsual(request, res, models)) {
      mistakes.push(`${method} ${url}`);
      sendError(res, 404, { code: 'not_found', message: 'There is nothing here.' });
    }
  };
  const server = createServer((req, res) => {
    // A client that leaves in the middle of its body, or of an answer, is part of many tests.
    answer(req, res).catch(() => res.destroy());
  });
  const listening = await listenOnLoopback(server, { port: options.port });
  return {
    url: listening.url,
    requests,
    mistakes,
    get mostPerMinute() {
      const times = requests.map(({ at }) => at);
      return Math.max(
        0,
        ...times.map((end) => times.filter((at) => at > end - windowMs && at <= end).length),
      );
    },
    next: (...more) => void turns.push(...more),
    always: (turn) => {
      usual = turn;
    },
    request: (index) => watch.until(() => requests[index], { timeoutMs: 10_000, what: `request ${index}` }),
    until: (read, what) => watch.until(read, { timeoutMs: 10_000, what }),
    [Symbol.asyncDispose]: () => listening.close(),
  };
}

type Writeable<T> = { -readonly [K in keyof T]: T[K] };

/** The head and events of a stream of completion chunks. */
export function completionEvents(words: readonly string[], model = 'gpt-test'): string[] {
  const chunk = (choice: object) =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices: [choice] })}\n\n`;
  return [
    ...words.map((content) => chunk({ index: 0, delta: { content }, finish_reason: null })),
    chunk({ index: 0, delta: {}, finish_reason: 'stop' }),
    'data: [DONE]\n\n',
  ];
}

/** Answer with an error as such an API does. */
export function sendError(
  res: ServerResponse,
  status: number,
  error: { readonly code: string; readonly message: string },
): void {
  sendJson(res, status, { error: { ...error, type: 'provider_error', param: null } });
}

interface ChatBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly messages?: readonly { readonly content: string }[];
  readonly input?: string | readonly string[];
  readonly prompt?: string;
}

type Answer = (asked: ChatBody, res: ServerResponse) => void;

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

const answers: Readonly<Record<string, Answer>> = {
  '/v1/chat/completions': ({ model = '', messages, stream }, res) => {
    const text = `echo: ${messages?.at(-1)?.content ?? ''}`;
    if (stream === true) return sendEvents(res, completionEvents(text.split(/(?<= )/), model));
    const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }];
    sendJson(res, 200, { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices, usage });
  },
  '/v1/completions': ({ model, prompt = '' }, res) => {
    const choices = [{ index: 0, text: `echo: ${prompt}`, finish_reason: 'stop' }];
    sendJson(res, 200, { id: 'cmpl-1', object: 'text_completion', created: 1, model, choices, usage });
  },
  '/v1/embeddings': ({ model, input = '' }, res) => {
    const texts = [input].flat();
    const data = texts.map((_text, index) => ({ object: 'embedding', index, embedding: [0.1, 0.2, 0.3] }));
    sendJson(res, 200, { object: 'list', data, model, usage });
  },
};

/** False for a path that no such API has. */
function answerAsUsual(
  { method, url, body }: ProviderRequest,
  res: ServerResponse,
  models: readonly string[],
): boolean {
  const path = url.split('?', 1)[0] ?? '';
  if (method === 'GET') return answerModels(path, res, models);
  const answer = method === 'POST' ? answers[path] : undefined;
  answer?.(JSON.parse(body.toString('utf8')) as ChatBody, res);
  return answer !== undefined;
}

function answerModels(path: string, res: ServerResponse, models: readonly string[]): boolean {
  const entry = (id: string) => ({ id, object: 'model', created: 1, owned_by: 'test' });
  if (path === '/v1/models') {
    sendJson(res, 200, { object: 'list', data: models.map(entry) });
    return true;
  }
  const id = path.startsWith('/v1/models/') ? path.slice('/v1/models/'.length) : '';
  if (!models.includes(id)) return false;
  sendJson(res, 200, entry(id));
  return true;
}

function sendEvents(res: ServerResponse, events: readonly string[]): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) res.write(event);
  res.end();
}
