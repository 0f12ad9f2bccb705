import { type Pool, startPool } from './pool.ts';

let pool: Pool;
beforeAll(async () => {
  pool = await startPool();
});
afterAll(() => pool[Symbol.asyncDispose]());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it.each([
  ['a line break', 'r1\r\nX-Evil: yes'],
  ['other scripts', 'запрос-7 ✓'],
  ['20,000 characters', 'r'.repeat(20_000)],
  ['a null character', 'r1\0r2'],
])('keeps a request id with %s everywhere but in headers', async (_, requestId) => {
  const { gateway } = pool;
  const { posts } = pool.worker('c1').ledger.counts;

  const response = await fetch(`${gateway.url}/v1/solve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      request_id: requestId,
      input: { text: 'hi' },
      options: { profile_id: 'p1' },
    }),
  });

  expect(response.status).toBe(200);
  const { meta } = (await response.json()) as { meta: Record<string, string> };
  expect(meta['request_id']).toBe(requestId);
  const rows = gateway.rows(`SELECT request_id FROM jobs WHERE job_id = '${meta['job_id']}'`);
  expect(rows).toEqual([{ request_id: requestId }]);
  expect(gateway.logLines).toContainEqual(expect.objectContaining({ request_id: requestId }));
  expect(response.headers.get('x-evil')).toBeNull();
  expect(response.headers.get('x-request-id')).toMatch(/^[\x20-\x7e]{1,128}$/);
  for (const { headers } of pool.worker('c1').ledger.posts.slice(posts)) {
    expect(headers).not.toHaveProperty('x-evil');
    expect(headers['x-request-id']).toMatch(/^[\x20-\x7e]{1,128}$/);
  }
});

it('tells the worker the request id with every message', async () => {
  const { posts } = pool.worker('c1').ledger.counts;
  const options = { profile_id: 'p1', force_new_chat: true };

  await pool.gateway.solve({ request_id: 'r-7', input: { text: 'hi' }, options });

  const sent = pool.worker('c1').ledger.posts.slice(posts);
  expect(sent.map(({ requestId }) => requestId)).toEqual(['r-7', 'r-7']);
});

it.each([{}, { request_id: '' }, { request_id: null }])('makes an id of its own for %j', async (top) => {
  const ask = () => pool.gateway.solve({ ...top, input: { text: 'hi' }, options: { profile_id: 'p1' } });

  const first = await ask();
  const second = await ask();

  expect(first.body.meta.request_id).toMatch(uuid);
  expect(second.body.meta.request_id).toMatch(uuid);
  expect(second.body.meta.request_id).not.toBe(first.body.meta.request_id);
});

it('keeps the jobs of two requests with one id apart', async () => {
  const ask = () =>
    pool.gateway.solve({ request_id: 'twice', input: { text: 'hi' }, options: { profile_id: 'p1' } });

  const first = await ask();
  const second = await ask();

  expect(second.body.meta.job_id).not.toBe(first.body.meta.job_id);
  const rows = pool.gateway.rows(
    "SELECT job_id FROM jobs WHERE request_id = 'twice' AND status = 'succeeded'",
  );
  expect(rows).toHaveLength(2);
});

it.each([
  ['has no input', { request_id: 'r1', input: {} }],
  ['has a field of another type', { request_id: 'r1', input: { text: 5 } }],
  ['names an unknown prompt', { request_id: 'r1', input: { text: 'hi' }, options: { prompt_id: 'nobody' } }],
])('gives the id back to a request that %s', async (_, body) => {
  const reply = await pool.gateway.solve(body);

  expect(reply).toMatchObject({ status: 400, body: { meta: { request_id: 'r1' } } });
});
