import { completionEvents, sendError } from 'glassgate/testing';
import OpenAI from 'openai';
import { type LlmGateway, question, startLlmGateway } from './openai/llm-gateway.ts';

const apiKey = 'key-of-a-client-01';

let llm: LlmGateway;
let client: OpenAI;
beforeAll(async () => {
  llm = await startLlmGateway({
    entry: { timeouts: { idle_seconds: 0.3, first_byte_seconds: 0.3 } },
    config: { auth: { clients: [{ name: 'one', key: apiKey }] } },
  });
  client = new OpenAI({ apiKey, baseURL: `${llm.gateway.url}/v1`, maxRetries: 0 });
});
afterAll(() => llm[Symbol.asyncDispose]());

const chat = { model: question.model, messages: [{ role: 'user', content: 'hi there' }] } as const;

it('has a conversation', async () => {
  const completion = await client.chat.completions.create({ ...chat, messages: [...chat.messages] });

  expect(completion.choices[0]?.message.content).toBe('echo: hi there');
  expect(completion.usage?.total_tokens).toBe(2);
});

it('reads a stream', async () => {
  const stream = await client.chat.completions.create({
    ...chat,
    messages: [...chat.messages],
    stream: true,
  });
  const parts: string[] = [];
  for await (const chunk of stream) parts.push(chunk.choices[0]?.delta.content ?? '');

  expect(parts.join('')).toBe('echo: hi there');
});

it('makes embeddings', async () => {
  const { data } = await client.embeddings.create({
    model: 'gpt-test',
    input: ['a', 'b'],
    encoding_format: 'float',
  });

  expect(data.map(({ embedding }) => embedding)).toEqual([
    [0.1, 0.2, 0.3],
    [0.1, 0.2, 0.3],
  ]);
});

it('lists and describes models', async () => {
  const { data } = await client.models.list();
  const one = await client.models.retrieve('meta/llama-3');

  expect(data.map(({ id }) => id)).toEqual(['meta/llama-3', 'gpt-test']);
  expect(one.id).toBe('meta/llama-3');
});

it('stops a stream, and the provider is let go', async () => {
  const index = llm.provider.requests.length;
  llm.provider.next((_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(completionEvents(['one'])[0]);
  });
  const stream = await client.chat.completions.create({
    ...chat,
    messages: [...chat.messages],
    stream: true,
  });
  for await (const _chunk of stream) stream.controller.abort();
  const request = await llm.provider.request(index);
  await llm.provider.until(() => request.isAborted || undefined, 'the provider to be let go');

  expect(request.isAborted).toBe(true);
});

it('sees a stream that breaks as an error with our code', async () => {
  llm.provider.next((_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(completionEvents(['one'])[0], () => res.destroy());
  });
  const read = async () => {
    const stream = await client.chat.completions.create({
      ...chat,
      messages: [...chat.messages],
      stream: true,
    });
    for await (const _chunk of stream);
  };

  await expect(read()).rejects.toMatchObject({ code: 'upstream_aborted', type: 'api_error' });
});

it.each([
  ['an unknown model', { model: 'nobody/knows' }, OpenAI.NotFoundError, 'model_not_found'],
  ['a model that is no text', { model: 4 as unknown as string }, OpenAI.BadRequestError, 'invalid_request'],
])('reads the answer to %s as its own error', async (_what, asked, type, code) => {
  const failure = await client.chat.completions
    .create({ ...chat, messages: [...chat.messages], ...asked })
    .catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(type);
  expect(failure).toMatchObject({ code, type: 'invalid_request_error', requestID: expect.any(String) });
});

it('reads a wrong key, a limit and a provider that hangs as its own errors', async () => {
  const wrong = new OpenAI({ apiKey: 'wrong', baseURL: client.baseURL, maxRetries: 0 });
  const ask = (who: OpenAI) =>
    who.chat.completions.create({ ...chat, messages: [...chat.messages] }).catch((error: unknown) => error);
  llm.provider.next(
    (_request, res) => sendError(res, 429, { code: 'slow_down', message: 'Too fast.' }),
    () => undefined,
  );

  expect(await ask(wrong)).toBeInstanceOf(OpenAI.AuthenticationError);
  expect(await ask(client)).toBeInstanceOf(OpenAI.RateLimitError);
  expect(await ask(client)).toMatchObject({ status: 504, code: 'upstream_timeout' });
});
