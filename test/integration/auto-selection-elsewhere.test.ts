import { operatorCall } from './operator-call.ts';
import { type Pool, startPool } from './pool.ts';

it.each([
  ['is busy', async (pool: Pool) => pool.worker('c1').script({ busy: { status: true } })],
  ['is not allowed any more', async (pool: Pool) => reconfigure(pool, { allowed_containers: ['c2'] })],
  ['is disabled', async (pool: Pool) => reconfigure(pool, {}, { enabled: false })],
])('serves the profile of the recent chat elsewhere when its container %s', async (_, spoil) => {
  await using pool = await startPool({ size: 2 });
  await pool.ask('one');
  await spoil(pool);

  const reply = await pool.ask('two', { profile_id: undefined });

  expect(reply.body.meta).toMatchObject({ profile_id: 'p1', container_ids_used: ['c2'] });
});

async function reconfigure(pool: Pool, profileKeys: object, firstContainer: object = {}): Promise<void> {
  await pool.gateway.rewriteConfig({
    containers: pool.workers.map(({ id, url }) => ({
      id,
      base_url: url,
      ...(id === 'c1' && firstContainer),
    })),
    profiles: [{ profile_id: 'p1', profile_value: '/p1', ...profileKeys }],
    prompts: [{ prompt_id: 'default', file: 'start.txt' }],
  });
  expect((await operatorCall(pool.gateway, 'POST /v1/config/reload')).status).toBe(200);
}
