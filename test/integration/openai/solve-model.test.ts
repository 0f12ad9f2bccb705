import { type Pool, startPool, startPrompt } from '../pool.ts';
import { post } from './llm-gateway.ts';

const plugins = [
  ...['auth', 'solve', 'prompt', 'jobs', 'queue', 'profile', 'lock', 'selector', 'chat', 'upstream'],
  ...['openai', 'solve-model', 'provider', 'proxy'],
];

let pool: Pool;
beforeAll(async () => {
  pool = await startPool({ size: 1, config: { plugins } });
});
afterAll(() => pool[Symbol.asyncDispose]());

const user = (content: unknown) => ({ role: 'user', content });

async function ask(body: object) {
  const response = await post(pool.gateway, { model: 'solve/default', ...body });
  return { status: response.status, body: (await response.json()) as never };
}

/** The texts that the workers were given since then. */
function texts(since = 0) {
  const chats = pool.workers.flatMap(({ ledger }) => Object.values(ledger.chats).flat());
  return chats
    .toSorted((a, b) => a.seq - b.seq)
    .slice(since)
    .map(({ text }) => text);
}

it('answers a chat completion from the pool', async () => {
  const { status, body } = await ask({ messages: [user('hello')] });

  expect(status).toBe(200);
  expect(body).toEqual({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    created: expect.any(Number),
    model: 'solve/default',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: expect.stringContaining('hello'), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
  });
});

it('streams the whole text as one piece', async () => {
  const response = await post(pool.gateway, {
    model: 'solve/default',
    stream: true,
    messages: [user('streamed')],
  });
  const events = (await response.text()).trimEnd().split('\n\n');

  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(events).toHaveLength(3);
  expect(JSON.parse(events[0]?.slice(6) ?? '')).toMatchObject({
    object: 'chat.completion.chunk',
    choices: [{ delta: { role: 'assistant', content: expect.stringContaining('streamed') } }],
  });
  expect(events[2]).toBe('data: [DONE]');
});

it('goes on in the chat of the conversation, with what is new', async () => {
  const said = [user('first words')];
  const metadata = { conversation_id: 'c-1' };
  await ask({ messages: said, metadata });
  const before = texts().length;
  const more = [...said, { role: 'assistant', content: 'an answer' }, user('second words')];
  const { status } = await ask({ messages: more, metadata });

  expect(status).toBe(200);
  expect(texts(before)).toEqual(['second words']);
});

it('begins a chat of its own for every conversation that has no name', async () => {
  const before = texts().length;
  await ask({ messages: [user('a')] });
  await ask({ messages: [user('a'), { role: 'assistant', content: 'b' }, user('c')] });

  const whole = '[user]\na\n\n[assistant]\nb\n\n[user]\nc';
  expect(texts(before)).toEqual([startPrompt, 'a', startPrompt, whole]);
});

it.each([
  ['nothing', null, ''],
  ['a refusal', [{ type: 'refusal', refusal: 'no' }], 'no'],
])('takes a history in which the assistant said %s', async (_what, content, said) => {
  const before = texts().length;
  const { status } = await ask({ messages: [user('a'), { role: 'assistant', content }, user('c')] });

  expect(status).toBe(200);
  expect(texts(before).at(-1)).toBe(`[user]\na\n\n[assistant]\n${said}\n\n[user]\nc`);
});

it.each([
  ['an unknown prompt', { model: 'solve/nobody' }, 404, 'model_not_found'],
  ['tools', { tools: [{ type: 'function' }] }, 400, 'invalid_request'],
  ['several answers', { n: 2 }, 400, 'invalid_request'],
  ['no messages', { messages: [] }, 400, 'invalid_request'],
  ['a role that does not exist', { messages: [{ role: 'boss', content: 'x' }] }, 400, 'invalid_request'],
  [
    'an image to be fetched',
    { messages: [user([{ type: 'image_url', image_url: { url: 'http://127.0.0.1/x.png' } }])] },
    400,
    'invalid_request',
  ],
])('refuses %s in the shape of the OpenAI API', async (_what, body, status, code) => {
  const answer = await ask({ messages: [user('x')], ...body });

  expect(answer).toMatchObject({ status, body: { error: { type: 'invalid_request_error', code } } });
});

it('lists the prompts as models', async () => {
  const list = await (await fetch(`${pool.gateway.url}/v1/models`)).json();
  const one = await (await fetch(`${pool.gateway.url}/v1/models/solve/default`)).json();

  expect(list).toMatchObject({ data: expect.arrayContaining([{ ...(one as object) }]) });
  expect(one).toMatchObject({ id: 'solve/default', owned_by: 'glassgate' });
});

it('leaves the line and the count of a solve, as one by HTTP does', async () => {
  const counted = async () =>
    Number(
      /^glassgate_solve_requests_total\{code="OK"\} (\d+)/m.exec(await pool.gateway.metrics())?.[1] ?? 0,
    );
  const lines = () => pool.gateway.logLines.filter(({ event }) => event === 'solve.finished');
  const before = { counted: await counted(), lines: lines().length };

  const { status } = await ask({ messages: [user('counted')] });

  expect(status).toBe(200);
  expect(await counted()).toBe(before.counted + 1);
  expect(lines()).toHaveLength(before.lines + 1);
  expect(lines().at(-1)).toMatchObject({ code: 'OK', container_ids: ['c1'] });
});
