import { type Pool, startPool } from './pool.ts';

const keys = { free: 'key-of-the-free-01', bound: 'key-of-the-bound-1', lost: 'key-of-the-lost-01' };

const config = {
  prompts: [
    { prompt_id: 'default', file: 'start.txt' },
    { prompt_id: 'other', file: 'start.txt' },
  ],
  auth: {
    clients: [
      { name: 'free', key: keys.free },
      { name: 'bound', key: keys.bound, profiles: ['p2', 'p3'], prompts: ['default'] },
      { name: 'lost', key: keys.lost, profiles: ['gone'] },
    ],
  },
};

let pool: Pool;
beforeAll(async () => {
  pool = await startPool({ config });
});
afterAll(() => pool[Symbol.asyncDispose]());

function ask(name: keyof typeof keys, options: object) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${keys[name]}` };
  return pool.gateway.solve({ input: { text: 'hi' }, options }, { headers });
}

it('lets a client use what is on its lists, and one without lists everything', async () => {
  for (const [name, options] of [
    ['bound', { profile_id: 'p2' }],
    ['free', { profile_id: 'p1', prompt_id: 'other' }],
  ] as const) {
    expect(await ask(name, options)).toMatchObject({ status: 200, body: { ok: true } });
  }
});

it.each([
  ['prompt', { prompt_id: 'other' }, { prompt_id: 'other' }],
  ['prompt', { prompt_id: 'nobody' }, { prompt_id: 'nobody' }],
  ['profile', { profile_id: 'p1' }, { profile_id: 'p1' }],
  ['profile', { profile_id: 'nobody' }, { profile_id: 'nobody' }],
])('refuses a %s that is not on its list: %j', async (what, options, details) => {
  const posts = pool.worker('c1').ledger.counts.posts;

  const reply = await ask('bound', options);

  expect(reply).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN', details } } });
  expect(reply.body.error.message).toBe(
    `Client 'bound' may not use the ${what} '${Object.values(options)[0]}'.`,
  );
  expect(pool.worker('c1').ledger.counts.posts).toBe(posts);
});

it('chooses only among its profiles, also when another has the chat used last', async () => {
  await ask('free', { profile_id: 'p1' });

  const free = await ask('free', {});
  const bound = await ask('bound', {});

  expect(free).toMatchObject({ status: 200, body: { meta: { profile_id: 'p1' } } });
  expect(bound).toMatchObject({ status: 200 });
  expect(['p2', 'p3']).toContain(bound.body.meta.profile_id);
});

it('refuses a client whose profiles do not exist', async () => {
  expect(await ask('lost', {})).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
});

it('refuses a stored chat of a profile that is not on its list, without naming the profile', async () => {
  const { body } = await ask('free', { profile_id: 'p1', force_new_chat: true });

  const reply = await ask('bound', { chat_url: body.meta.page_url });

  expect(reply).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
  expect(JSON.stringify(reply.body.error)).not.toContain('p1');
  expect(await ask('free', { chat_url: body.meta.page_url })).toMatchObject({ status: 200 });
});

it('names the client in the log line of its request', async () => {
  const { body } = await ask('bound', { profile_id: 'p2' });
  const refused = await ask('bound', { prompt_id: 'other' });

  const clientOf = (requestId: string) =>
    pool.gateway.logLines.find((line) => line['request_id'] === requestId && 'duration_ms' in line)?.[
      'client'
    ];
  expect(clientOf(body.meta.request_id)).toBe('bound');
  expect(clientOf(refused.body.meta.request_id)).toBe('bound');
});
