import { sendError } from 'glassgate/testing';
import OpenAI from 'openai';
import { llmPlugins, startLlmGateway } from './openai/llm-gateway.ts';
import { startPool } from './pool.ts';

const [auth = '', openai = '', provider = '', proxy = ''] = llmPlugins;
const limited = [auth, openai, provider, 'rate-limit', proxy];

function clientOf(url: string, options: { maxRetries?: number; apiKey?: string } = {}): OpenAI {
  return new OpenAI({ apiKey: 'unused', baseURL: `${url}/v1`, maxRetries: 0, ...options });
}

function ask(client: OpenAI, model = 'gpt-test', options: OpenAI.RequestOptions = {}) {
  return client.chat.completions
    .create({ model, messages: [{ role: 'user', content: 'hi there' }] }, options)
    .catch((error: unknown) => error);
}

function headersOf(failure: unknown): Headers {
  if (failure instanceof OpenAI.APIError && failure.headers !== undefined) return failure.headers;
  throw new Error('This is no answered error of the client.');
}

it('reads a place that did not come in time as a RateLimitError that says when to come back', async () => {
  await using llm = await startLlmGateway({
    entry: { limiter: { rate_rpm: 1, low_priority_timeout: 0.05 } },
    config: { plugins: limited },
  });
  const client = clientOf(llm.gateway.url);
  await ask(client);
  const failure = await ask(client, 'gpt-test', { headers: { 'x-priority': 'low' } });

  expect(failure).toBeInstanceOf(OpenAI.RateLimitError);
  expect(failure).toMatchObject({ status: 429, code: 'low_priority_timeout', type: 'rate_limit_error' });
  expect(Number(headersOf(failure).get('retry-after'))).toBeGreaterThan(50);
  expect(llm.provider.requests).toHaveLength(1);
});

it('reads a queue that is full as an InternalServerError with our code', async () => {
  await using llm = await startLlmGateway({
    entry: { limiter: { rate_rpm: 1, queue_max_size: 1 } },
    config: { plugins: limited },
  });
  const client = clientOf(llm.gateway.url);
  await ask(client);
  const leaving = new AbortController();
  const crowd = [1, 2].map(() => ask(client, 'gpt-test', { signal: leaving.signal }));
  const failure = await Promise.race(crowd);
  leaving.abort();
  const left = (await Promise.all(crowd)).filter((other) => other !== failure);

  expect(failure).toBeInstanceOf(OpenAI.InternalServerError);
  expect(failure).toMatchObject({ status: 503, code: 'queue_full', type: 'overloaded_error' });
  expect(headersOf(failure).get('retry-after')).toMatch(/^\d+$/);
  expect(left[0]).toBeInstanceOf(OpenAI.APIUserAbortError);
});

it('reads a provider without a key as an InternalServerError', async () => {
  await using llm = await startLlmGateway({ entry: { api_key: '' } });
  const failure = await ask(clientOf(llm.gateway.url));

  expect(failure).toBeInstanceOf(OpenAI.InternalServerError);
  expect(failure).toMatchObject({ status: 503, code: 'provider_not_configured', type: 'api_error' });
});

it('is told by Retry-After when to try again, and does so by itself', async () => {
  await using llm = await startLlmGateway();
  llm.provider.next((_request, res) => {
    res.setHeader('retry-after-ms', '20');
    sendError(res, 429, { code: 'slow_down', message: 'Too fast.' });
  });
  const completion = await ask(clientOf(llm.gateway.url, { maxRetries: 1 }));

  expect(completion).toMatchObject({ choices: [{ message: { content: 'echo: hi there' } }] });
  expect(llm.provider.requests).toHaveLength(2);
});

describe('a start prompt of the pool as a model', () => {
  const pooled = ['auth', 'solve', 'prompt', 'jobs', 'queue', 'profile', 'lock', 'selector', 'chat'];
  const plugins = [...pooled, 'upstream', 'openai', 'solve-model', 'provider', 'proxy'];

  it('answers the client, whole and as a stream, and stands in its list of models', async () => {
    await using pool = await startPool({ config: { plugins } });
    const client = clientOf(pool.gateway.url);
    const completion = await ask(client, 'solve/default');
    const stream = await client.chat.completions.create({
      model: 'solve/default',
      messages: [{ role: 'user', content: 'in pieces' }],
      stream: true,
    });
    let streamed = '';
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';
    const { data } = await client.models.list();

    expect(completion).toMatchObject({ choices: [{ message: { content: expect.stringContaining('hi') } }] });
    expect(streamed).toContain('in pieces');
    expect(data.map(({ id }) => id)).toEqual(['solve/default']);
  });

  it('is refused as a PermissionDeniedError to a client that may not use the prompt', async () => {
    const key = 'key-of-a-client-01';
    const clients = [{ name: 'one', key, prompts: ['other'] }];
    await using pool = await startPool({ config: { plugins, auth: { clients } } });
    const failure = await ask(clientOf(pool.gateway.url, { apiKey: key }), 'solve/default');

    expect(failure).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(failure).toMatchObject({ status: 403, code: 'permission_denied' });
  });
});
