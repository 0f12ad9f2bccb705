import { type Pool, startPool } from './pool.ts';

const profile = (id: string, allowed: string[]) => ({
  profile_id: id,
  profile_value: `/${id}`,
  allowed_containers: allowed,
});

async function containerFor(pool: Pool, profileId: string): Promise<string> {
  const reply = await pool.ask('hi', { profile_id: profileId });
  return reply.body.meta.container_ids_used[0];
}

async function containersFor(pool: Pool, profileIds: readonly string[]): Promise<string[]> {
  const containers: string[] = [];
  for (const id of profileIds) containers.push(await containerFor(pool, id));
  return containers;
}

it('takes the containers in turn, in the order of their ids', async () => {
  await using pool = await startPool({ size: 3 });

  const containers = await containersFor(pool, ['p1', 'p2', 'p1', 'p3', 'p2', 'p1']);

  expect(containers).toEqual(['c1', 'c2', 'c3', 'c1', 'c2', 'c3']);
});

it('keeps the turns of one profile whatever a profile with other containers does', async () => {
  const profiles = [profile('wide', ['c1', 'c2']), profile('single', ['c3'])];
  await using pool = await startPool({ size: 3, config: { profiles } });

  const containers = await containersFor(pool, ['wide', 'single', 'wide', 'single', 'wide', 'single']);

  expect(containers).toEqual(['c1', 'c3', 'c2', 'c3', 'c1', 'c3']);
});

it('gives the container that was selected longest ago, whoever selected it', async () => {
  const profiles = [profile('wide', []), profile('single', ['c1'])];
  await using pool = await startPool({ size: 3, config: { profiles } });

  const containers = await containersFor(pool, ['single', 'wide', 'wide', 'single', 'wide', 'wide']);

  expect(containers).toEqual(['c1', 'c2', 'c3', 'c1', 'c2', 'c3']);
});

it('gives a container that was busy its turn when it is idle again', async () => {
  await using pool = await startPool({ size: 3 });
  pool.worker('c1').script({ busy: { status: true } });
  const without = await containersFor(pool, ['p1', 'p1', 'p1']);

  pool.worker('c1').clearScript();
  for (const id of ['c2', 'c3']) pool.worker(id).script({ busy: { status: true } });
  const alone = await containerFor(pool, 'p1');

  expect(without).toEqual(['c2', 'c3', 'c2']);
  expect(alone).toBe('c1');
});
