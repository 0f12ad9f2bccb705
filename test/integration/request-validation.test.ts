import { expectCleanFailure } from './clean-failure.ts';
import { type Pool, startPool } from './pool.ts';

let pool: Pool;
beforeAll(async () => {
  pool = await startPool();
});
afterAll(() => pool[Symbol.asyncDispose]());

const posts = () => pool.worker('c1').ledger.counts.posts;
const input = { text: 'hi' };
const refused = { status: 400, code: 'INVALID_REQUEST' };

it.each([
  ['no input', {}],
  ['an empty input', { input: {} }],
  ['a blank text', { input: { text: ' \n\t ' } }],
  ['nulls for text and image', { input: { text: null, image_b64: null, image_ext: 'png' } }],
  ['an image without its extension', { input: { text: 'hi', image_b64: 'aGk=' } }],
  ['an image with a blank extension', { input: { image_b64: 'aGk=', image_ext: ' ' } }],
  ['a number as input', { input: 5 }],
  ['a list as input', { input: [{ text: 'hi' }] }],
  ['a number as text', { input: { text: 5 } }],
  ['an object as image', { input: { image_b64: {}, image_ext: 'png' } }],
  ['a list as options', { input, options: [] }],
  ['a number as request id', { request_id: 5, input }],
  ['a number as profile', { input, options: { profile_id: 1 } }],
  ['a word for a flag', { input, options: { force_new_chat: 'yes' } }],
  ['half a use', { input, options: { max_chat_uses: 1.5 } }],
  ['a list as chat address', { input, options: { chat_url: [] } }],
])('refuses %s without asking a worker', async (_, body) => {
  const before = posts();

  const reply = await pool.gateway.solve(body);

  expect(reply.body.meta.job_id).toBe('');
  expect(posts()).toBe(before);
  await expectCleanFailure(pool, reply, refused);
});

it.each([
  ['prompt', { prompt_id: 'nobody' }],
  ['profile', { profile_id: 'nobody' }],
  ['proxy', { socks_override: 'nobody' }],
  ['prompt', { prompt_id: '../start.txt' }],
  ['profile', { profile_id: '../../p1' }],
  ['proxy', { socks_override: '../../../etc/passwd' }],
  ['prompt', { prompt_id: '__proto__' }],
  ['profile', { profile_id: 'constructor' }],
])('refuses an unknown %s: %j', async (what, options) => {
  const before = posts();

  const reply = await pool.ask('hi', options);

  expect(reply.body.error.message).toContain(what);
  expect(posts()).toBe(before);
  await expectCleanFailure(pool, reply, refused);
});

it.each([
  ['prompt', { prompt_id: 'nobody' }],
  ['profile', { profile_id: 'nobody' }],
  ['proxy', { socks_id: 'nobody' }],
])('names the %s that it does not know', async (_, options) => {
  const reply = await pool.ask('hi', options);

  expect(reply.body.error.message).toContain("'nobody'");
});

it('names the prompts that there are', async () => {
  const reply = await pool.ask('hi', { prompt_id: 'nobody' });

  expect(reply.body.error.message).toBe("There is no prompt 'nobody'. Known: default.");
});

it('says which fields are wrong, all of them', async () => {
  const reply = await pool.gateway.solve({ request_id: 1, input: { text: 2 }, options: { chat_url: 3 } });

  const fields = reply.body.error.details.issues.map(({ field }: { field: string }) => field);
  expect(fields).toEqual(['request_id', 'input.text', 'options.chat_url']);
});

it('refuses an address that no stored chat has', async () => {
  const before = posts();

  const reply = await pool.ask('hi', { chat_url: 'https://chat.qwen.ai/c/nobody' });

  expect(posts()).toBe(before);
  await expectCleanFailure(pool, reply, refused);
});
