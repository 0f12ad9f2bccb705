import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { openRows } from '../clean-failure.ts';
import { operatorCall } from '../operator-call.ts';
import { type Pool, startPool } from '../pool.ts';

// Numbers in brackets: rows of the table in README.md beside this file.

const any = { profile_id: undefined };
const busy = { status: 503, body: { error: { code: 'CONTAINER_BUSY' } } };
const profile = (id: string, more: object = {}) => ({ profile_id: id, profile_value: `/${id}`, ...more });

async function lockChat(pool: Pool, chat_url: string): Promise<void> {
  const reply = await operatorCall(pool.gateway, 'POST /v1/chats/lock', { chat_url, locked_by: 'op' });
  expect(reply.body.ok).toBe(true);
}

it.each([
  ['was disabled', { container: { enabled: false } }],
  ['is not allowed any more', { config: { profiles: [profile('p1', { allowed_containers: ['c2'] })] } }],
])(
  'answers CONTAINER_BUSY, with a closed job, when the container of a pinned chat %s (fault 8)',
  async (_, changes) => {
    await using dir = await makeTempDir();
    const sqlitePath = join(dir.path, 'pool.sqlite');
    await using before = await startPool({ sqlitePath });
    const chat_url = (await before.ask('one')).body.meta.page_url;
    await before.gateway.stop();
    await using pool = await startPool({ sqlitePath, workers: before.workers, ...changes });

    const reply = await pool.ask('two', { chat_url });

    expect(reply).toMatchObject(busy);
    expect(openRows(pool)).toEqual([]);
  },
);

it('sends nothing to a pinned chat whose container an operator has locked (fault 9)', async () => {
  await using pool = await startPool();
  const chat_url = (await pool.ask('one')).body.meta.page_url;
  await lockChat(pool, chat_url);
  const { posts } = pool.worker('c1').ledger.counts;

  const reply = await pool.ask('two', { chat_url });

  expect(reply).toMatchObject(busy);
  expect(pool.worker('c1').ledger.counts.posts).toBe(posts);
});

it('leaves a locked container alone in auto-selection, recent chat or not (fault 10)', async () => {
  await using pool = await startPool({ size: 2 });
  const { page_url: page, container_ids_used: used } = (await pool.ask('one')).body.meta;
  await lockChat(pool, page);

  const reply = await pool.ask('two', any);

  expect(used).toEqual(['c1']);
  expect(reply.body.meta.container_ids_used).toEqual(['c2']);
});

it('gives every container its turn, whatever a profile with a single one does (fault 11)', async () => {
  const profiles = [profile('p1'), profile('p2', { allowed_containers: ['c1'] })];
  await using pool = await startPool({ size: 3, config: { profiles } });
  const turns: string[] = [];

  for (let round = 0; round < 3; round += 1) {
    turns.push(...(await pool.ask('hi')).body.meta.container_ids_used);
    await pool.ask('hi', { profile_id: 'p2' });
  }

  expect(turns).toEqual(['c1', 'c2', 'c3']);
});

it('passes over a profile that waits to be replaced, recent chat or not (fault 12)', async () => {
  const profiles = [profile('p1', { pending_replace: true }), profile('p2')];
  await using pool = await startPool({ config: { profiles } });
  expect((await pool.ask('one')).status).toBe(200);

  const reply = await pool.ask('two', any);

  expect(reply.body.meta.profile_id).toBe('p2');
});

it('serves a profile beyond max_uses to whoever names it (fault 13)', async () => {
  await using pool = await startPool({ config: { profiles: [profile('p1', { max_uses: 1 })] } });

  const replies = [await pool.ask('one'), await pool.ask('two')];

  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
});
