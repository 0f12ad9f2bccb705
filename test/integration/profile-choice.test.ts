import { join } from 'node:path';
import { makeTempDir } from 'glassgate/testing';
import { startPool } from './pool.ts';

const profile = (id: string, more: object = {}) => ({ profile_id: id, profile_value: `/${id}`, ...more });
const any = { profile_id: undefined };

it('takes the profile with the fewest uses, the first by id of several', async () => {
  const prompts = ['default', 'other'].map((id) => ({ prompt_id: id, file: 'start.txt' }));
  const profiles = [profile('c'), profile('b'), profile('a')];
  await using pool = await startPool({ config: { profiles, prompts } });
  // With another prompt: a chat of the same one would make the profile a favourite.
  await pool.ask('hi', { profile_id: 'a', prompt_id: 'other' });

  const reply = await pool.ask('hi', any);

  expect(reply).toMatchObject({ status: 200, body: { meta: { profile_id: 'b' } } });
});

it('passes over a profile that is in use', async () => {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script({ rules: [{ kind: 'hang' }] });
  const slow = pool.ask('slow');
  await pool.worker('c1').until(({ counts }) => counts.tasks === 1);

  const other = await pool.ask('quick', any);

  expect(other).toMatchObject({ status: 200, body: { meta: { profile_id: 'p2' } } });
  pool.worker('c1').clearScript();
  expect(await slow).toMatchObject({ status: 200 });
});

it('answers PROFILE_BUSY when every profile is in use', async () => {
  await using pool = await startPool({
    size: 2,
    config: { profiles: [profile('p1'), profile('p2', { pending_replace: true })] },
  });
  pool.worker('c1').script({ rules: [{ kind: 'hang' }] });
  const slow = pool.ask('slow');
  await pool.worker('c1').until(({ counts }) => counts.tasks === 1);

  const other = await pool.ask('quick', any);

  expect(other).toMatchObject({ status: 503, body: { error: { code: 'PROFILE_BUSY' } } });
  pool.worker('c1').clearScript();
  expect(await slow).toMatchObject({ status: 200 });
});

it('answers CONTAINER_BUSY when a profile is free and no container', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ busy: { status: true } });

  const reply = await pool.ask('hi', any);

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
});

it.each([
  ['all wait to be replaced', { pending_replace: true }],
  ['all have reached their limit', { max_uses: 1 }],
])('answers PROFILE_BUSY when no profile is eligible: %s', async (_, more) => {
  await using pool = await startPool({ config: { profiles: [profile('p1', more)] } });
  expect(await pool.ask('named')).toMatchObject({ status: 200 });

  const reply = await pool.ask('hi', any);

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'PROFILE_BUSY' } } });
  expect(pool.gateway.rows('SELECT status FROM jobs ORDER BY started_at')).toEqual([
    { status: 'succeeded' },
    { status: 'failed' },
  ]);
});

it('gives a client that names it a profile beyond its limit', async () => {
  await using pool = await startPool({ config: { profiles: [profile('p1', { max_uses: 1 })] } });
  await pool.ask('one');

  const reply = await pool.ask('two');

  expect(reply).toMatchObject({ status: 200, body: { meta: { profile_id: 'p1' } } });
  expect(pool.gateway.rows('SELECT uses_count FROM profiles')).toEqual([{ uses_count: 2 }]);
});

it('counts a use for each answer and none for a failure', async () => {
  await using pool = await startPool();
  await pool.ask('one');
  pool.worker('c1').script({ rules: [{ kind: 'status', status: 500 }] });

  await pool.ask('two');

  const rows = pool.gateway.rows("SELECT uses_count FROM profiles WHERE profile_id = 'p1'");
  expect(rows).toEqual([{ uses_count: 1 }]);
});

it('does not know a profile any more that left the config, but keeps its counters', async () => {
  await using dir = await makeTempDir();
  const sqlitePath = join(dir.path, 'pool.sqlite');
  await using before = await startPool({ sqlitePath });
  await before.ask('hi', { profile_id: 'p2' });
  await before.gateway.stop();

  await using after = await startPool({ sqlitePath, config: { profiles: [profile('p1')] } });
  const reply = await after.ask('hi', { profile_id: 'p2' });

  expect(reply).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
  const rows = after.gateway.rows("SELECT uses_count FROM profiles WHERE profile_id = 'p2'");
  expect(rows).toEqual([{ uses_count: 1 }]);
});
