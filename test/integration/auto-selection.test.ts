import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { type Pool, startPool, startPrompt } from './pool.ts';

const any = { profile_id: undefined };
const profile = (id: string, more: object = {}) => ({ profile_id: id, profile_value: `/${id}`, ...more });

interface Decision {
  readonly subject: string;
  readonly reason: string;
  readonly considered: readonly { readonly id: string; readonly verdict: string; readonly reason: string }[];
}

/** What the stages decided in the newest job with this text. */
async function decisionsOn(pool: Pool, text: string): Promise<readonly Decision[]> {
  const [job] = pool.gateway.rows(
    `SELECT decisions_json FROM jobs WHERE input_text = '${text}' ORDER BY started_at DESC LIMIT 1`,
  );
  return JSON.parse(String(job?.['decisions_json']));
}

it('goes on with the chat used last: its profile, its container, itself', async () => {
  await using pool = await startPool({ size: 3 });
  await pool.ask('one', { profile_id: 'p2' });
  const last = (await pool.ask('two', { profile_id: 'p3' })).body.meta;
  await pool.ask('three', { profile_id: 'p1', chat_url: undefined });
  await pool.ask('four', { ...any, chat_url: last.page_url });

  const reply = await pool.ask('five', any);

  expect(reply.body.meta).toMatchObject({
    profile_id: 'p3',
    page_url: last.page_url,
    container_ids_used: last.container_ids_used,
  });
  const chosen = (await decisionsOn(pool, 'five')).map(({ subject, reason }) => `${subject}: ${reason}`);
  expect(chosen).toEqual([
    "profile: has the recent chat 2 in container 'c2'",
    'container: the most recent chat lives there',
    'chat: reused, as the most recent one: 3 of 50 uses',
  ]);
});

it('knows the recent chats after a restart', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath, size: 2 });
  await before.ask('one', { profile_id: 'p2' });
  const last = (await before.ask('two', { profile_id: 'p3' })).body.meta;
  await before.gateway.stop();

  await using after = await startPool({ sqlitePath, workers: before.workers });

  expect((await after.ask('three', any)).body.meta).toMatchObject({
    profile_id: 'p3',
    page_url: last.page_url,
  });
});

it.each([
  ['spent', { max_chat_uses: 2 }],
  ['of another prompt', { prompt_id: 'other' }],
  ['without the proxy that the request names', { socks_override: 's1' }],
])('does not go on with a chat that is %s', async (_, options) => {
  const config = {
    prompts: ['default', 'other'].map((id) => ({ prompt_id: id, file: 'start.txt' })),
    socks: [{ socks_id: 's1', url: 'socks5://10.0.0.1:1080' }],
  };
  await using pool = await startPool({ config });
  await pool.ask('one', { profile_id: 'p3' });

  const reply = await pool.ask('two', { ...any, ...options });

  expect(reply.body.meta.profile_id).toBe('p1');
});

it('goes through the proxy of the recent chat', async () => {
  const config = { socks: [{ socks_id: 's1', url: 'socks5://10.0.0.1:1080' }] };
  await using pool = await startPool({ config });
  const first = await pool.ask('one', { profile_id: 'p2', socks_override: 's1' });

  const second = await pool.ask('two', any);

  expect(second.body.meta).toMatchObject({ socks_id: 's1', page_url: first.body.meta.page_url });
});

it.each([
  ['waits to be replaced', { pending_replace: true }, 'pending replace'],
  ['has reached its limit', { max_uses: 1 }, 'max_uses reached'],
])('leaves out a recent chat whose profile %s', async (_, more, reason) => {
  await using pool = await startPool({ config: { profiles: [profile('p1', more), profile('p2')] } });
  await pool.ask('one');

  const reply = await pool.ask('two', any);

  expect(reply.body.meta.profile_id).toBe('p2');
  const [decision] = await decisionsOn(pool, 'two');
  expect(decision?.considered).toEqual([
    { id: 'p1', verdict: 'passed_over', reason },
    { id: 'p2', verdict: 'chosen', reason: 'fewest uses (0)' },
  ]);
});

it('passes over the recent chat of a profile in use, and says by whom', async () => {
  await using pool = await startPool({ size: 2 });
  const worker = pool.worker('c1');
  await pool.ask('one');
  worker.script({ rules: [{ kind: 'hang', times: 1 }] });
  const slow = pool.gateway.solve({ request_id: 'slow-one', input: { text: 'slow' }, options: {} });
  await worker.until(({ counts }) => counts.tasks === 3);

  const reply = await pool.ask('two', any);

  expect(reply.body.meta.profile_id).toBe('p2');
  const profiles = (await decisionsOn(pool, 'two')).filter(({ subject }) => subject === 'profile');
  expect(profiles.at(-1)?.considered).toEqual([
    { id: 'p1', verdict: 'passed_over', reason: "locked by request 'slow-one'" },
    { id: 'p2', verdict: 'chosen', reason: 'fewest uses (0)' },
  ]);
  worker.release();
  expect((await slow).status).toBe(200);
});

it('opens a new chat at the place of the recent one when the client asks for one', async () => {
  await using pool = await startPool({ size: 2 });
  const { page_url: page } = (await pool.ask('one', { profile_id: 'p2' })).body.meta;

  const { meta } = (await pool.ask('two', { ...any, force_new_chat: true })).body;

  expect(meta).toMatchObject({ profile_id: 'p2', container_ids_used: ['c1'] });
  expect(meta.page_url).not.toBe(page);
  const texts = pool.worker('c1').ledger.chats[meta.page_url]?.map(({ text }) => text);
  expect(texts).toEqual([startPrompt, 'two']);
});
