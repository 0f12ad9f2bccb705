import { openPool } from './pool.ts';
import { solve } from './solve.ts';

const before = ['solve', 'prompt', 'jobs', 'profile'];
const after = ['lock', 'selector', 'chat', 'upstream'];
const config = {
  plugins: [...before, { use: 'rate-limit', chain: 'solve' }, ...after],
  rate_limit: { solve: { rate_rpm: 2, queue_timeout: 0.1 } },
};

it('keeps to the limit of a minute after kill -9 in the very moment of the last answer', async () => {
  await using pool = await openPool({ config, profiles: 2 });
  await using first = await pool.start();
  const early = [await solve(first), await solve(first)];
  await first.kill();
  await using second = await pool.start();

  const late = [await solve(second), await solve(second, { profile: 'p2' })];

  expect([...early, ...late].map(({ status }) => status)).toEqual([200, 200, 429, 200]);
});
