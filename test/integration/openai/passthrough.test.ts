import { completionEvents } from 'glassgate/testing';
import { key, type LlmGateway, post, question, raw, startLlmGateway } from './llm-gateway.ts';

let llm: LlmGateway;
beforeAll(async () => {
  llm = await startLlmGateway();
});
afterAll(() => llm[Symbol.asyncDispose]());

it('passes a chat completion on, with the key of the provider and the bytes of the client', async () => {
  const { gateway, provider } = llm;
  const body = `{ "model":"gpt-test", "seed": 12345678901234567890,\n "messages":[{"role":"user","content":"h\\u00e9"}]}`;
  const response = await post(gateway, body, { headers: { authorization: 'Bearer of-the-client' } });

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'echo: hé' } }] });
  const got = provider.requests.at(-1);
  expect(got?.url).toBe('/v1/chat/completions');
  expect(got?.body.toString()).toBe(body);
  expect(got?.headers).toMatchObject({
    authorization: `Bearer ${key}`,
    'x-request-id': response.headers.get('x-request-id'),
    'accept-encoding': 'identity',
  });
  expect(provider.mistakes).toEqual([]);
});

it('passes a stream on byte for byte, as soon as it comes', async () => {
  const { gateway, provider } = llm;
  const events = completionEvents(['one ', 'two ', 'three']);
  const gate = Promise.withResolvers<void>();
  provider.next(async (_request, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    res.write(events[0]);
    await gate.promise;
    for (const event of events.slice(1)) res.write(event);
    res.end();
  });

  const response = await post(gateway, { ...question, stream: true });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader?.read();
  gate.resolve();
  let text = first?.value ?? '';
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) text += part.value;

  expect(first?.value).toBe(events[0]);
  expect(text).toBe(events.join(''));
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  expect(response.headers.get('cache-control')).toBe('no-cache');
});

it.each([
  ['/v1/completions', { model: 'gpt-test', prompt: 'p' }, { object: 'text_completion' }],
  [
    '/v1/embeddings',
    { model: 'gpt-test', input: ['a', 'b'] },
    { object: 'list', data: [{ index: 0 }, { index: 1 }] },
  ],
])('serves POST %s', async (path, body, answer) => {
  const response = await post(llm.gateway, body, { path });

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject(answer);
});

it.each(['/V1/Chat/Completions', '/v1/chat/completions/', '/v1/chat/completions#here'])(
  'asks the provider by the name of the route for %s',
  async (path) => {
    const { status } = await raw(llm.gateway, { path: `${path}?a=%2F`, body: JSON.stringify(question) });

    expect(status).toBe(200);
    expect(llm.provider.requests.at(-1)?.url).toBe('/v1/chat/completions?a=%2F');
  },
);

it('keeps the query byte for byte', async () => {
  await raw(llm.gateway, {
    path: '/v1/chat/completions?a=1&b=%2F&&c=%zz',
    body: JSON.stringify(question),
  });

  expect(llm.provider.requests.at(-1)?.url).toBe('/v1/chat/completions?a=1&b=%2F&&c=%zz');
});

it('lists the models of the provider and asks it once', async () => {
  const { gateway, provider } = llm;
  const before = provider.requests.length;
  const lists = await Promise.all(
    [1, 2, 3].map(async () => (await fetch(`${gateway.url}/v1/models`)).json()),
  );

  expect(lists[2]).toEqual({
    object: 'list',
    data: [
      { id: 'meta/llama-3', object: 'model', created: 0, owned_by: 'local' },
      { id: 'gpt-test', object: 'model', created: 0, owned_by: 'local' },
    ],
  });
  expect(provider.requests.length - before).toBe(1);
});

it.each(['meta/llama-3', 'meta%2Fllama-3'])('describes the model %s', async (id) => {
  const response = await fetch(`${llm.gateway.url}/v1/models/${id}`);

  expect(await response.json()).toMatchObject({ id: 'meta/llama-3', object: 'model' });
});

it('takes the alias from the model where a whole name is left', async () => {
  await post(llm.gateway, { ...question, model: 'Local/meta/llama-3', seed: 1 });
  await post(llm.gateway, { ...question, model: 'local/small' });

  const models = llm.provider.requests.slice(-2).map(({ body }) => JSON.parse(body.toString()).model);
  expect(models).toEqual(['meta/llama-3', 'local/small']);
});
