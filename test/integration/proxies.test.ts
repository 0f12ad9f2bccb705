import { type Pool, startPool } from './pool.ts';

const ofProfile = 'socks5://user:secret@10.0.0.1:1080';
const other = 'socks5://10.0.0.2:1080';
const config = {
  socks: [
    { socks_id: 's1', url: ofProfile },
    { socks_id: 's2', url: other },
  ],
  profiles: [
    { profile_id: 'p1', profile_value: '/profiles/p1', socks_id: 's1' },
    { profile_id: 'p2', profile_value: '/profiles/p2' },
  ],
};

let pool: Pool;
beforeAll(async () => {
  pool = await startPool({ config });
});
afterAll(() => pool[Symbol.asyncDispose]());

/** Ask in a new chat; the proxies are those that the worker got with the start prompt and the message. */
async function ask(options: object = {}) {
  const { posts } = pool.worker('c1').ledger.counts;
  const reply = await pool.ask('hi', { force_new_chat: true, ...options });
  const bodies = pool
    .worker('c1')
    .ledger.posts.slice(posts)
    .map(({ body }) => body as { socks?: string });
  return { status: reply.status, meta: reply.body.meta, bodies, proxies: bodies.map(({ socks }) => socks) };
}

it('sends the proxy of the profile with every message', async () => {
  const { meta, proxies } = await ask();

  expect(proxies).toEqual([ofProfile, ofProfile]);
  expect(meta.socks_id).toBe('s1');
});

it('leaves the proxy out of the message when there is none', async () => {
  const { meta, bodies } = await ask({ profile_id: 'p2' });

  expect(bodies).toHaveLength(2);
  for (const body of bodies) {
    expect(body).toMatchObject({ profile: '/profiles/p2' });
    expect(body).not.toHaveProperty('socks');
  }
  expect(meta).toMatchObject({ socks_id: null, socks_url: null });
});

it.each([
  { socks_override: 's2' },
  { socks_id: 's2' },
  { socks_override: 's2', socks_id: 's1' },
  { socks_override: '', socks_id: 's2' },
])('uses the proxy that the client names with %j', async (options) => {
  const { meta, proxies } = await ask(options);

  expect(proxies).toEqual([other, other]);
  expect(meta).toMatchObject({ socks_id: 's2', socks_url: other });
});

it.each([
  'socks5://user:secret@10.0.0.9:1080',
  'socks5h://10.0.0.9:1080',
  'socks4://10.0.0.9:1080',
  'http://10.0.0.9:3128',
])('takes the URL %s as it is and gives it an opaque id', async (url) => {
  const { meta, proxies } = await ask({ socks_override: url });

  expect(proxies).toEqual([url, url]);
  expect(meta.socks_id).toMatch(/^url-[0-9a-f]{12}$/);
  const id = { socks_id: meta.socks_id };
  const ofJob = `WHERE job_id = '${meta.job_id}'`;
  expect(pool.gateway.rows(`SELECT socks_id FROM jobs ${ofJob}`)).toEqual([id]);
  expect(pool.gateway.rows(`SELECT socks_id FROM job_attempts ${ofJob}`)).toEqual([id]);
  expect(pool.gateway.rows('SELECT socks_id FROM chat_sessions ORDER BY id DESC LIMIT 1')).toEqual([id]);
  const stored = pool.gateway.rows(`SELECT socks_id, url FROM socks WHERE socks_id = '${meta.socks_id}'`);
  expect(stored).toEqual([{ ...id, url }]);
});

it('has a chat for each proxy, and finds the former one again', async () => {
  const asked = [{}, { socks_override: 's2' }, { socks_override: 'socks5://10.0.0.2:1080/' }, {}];

  const pages: string[] = [];
  for (const options of asked) pages.push((await ask({ force_new_chat: false, ...options })).meta.page_url);

  expect(new Set(pages).size).toBe(3);
  expect(pages[3]).toBe(pages[0]);
});

it('ignores what the client names when overriding is switched off', async () => {
  await using strict = await startPool({ config: { ...config, allow_socks_override: false } });

  const reply = await strict.ask('hi', { socks_override: 'nobody' });

  expect(reply).toMatchObject({ status: 200, body: { meta: { socks_id: 's1' } } });
  const bodies = strict.worker('c1').ledger.posts.map(({ body }) => body);
  for (const body of bodies) expect(body).toMatchObject({ socks: ofProfile });
});
