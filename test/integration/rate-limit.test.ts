import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pool, type PoolOptions, startPool } from './pool.ts';

const chain = ['solve', 'prompt', 'jobs', 'queue', 'profile'];
const rest = ['lock', 'selector', 'chat', 'upstream'];

/** A pool with the two lines of configuration that limit every profile. */
function startLimited(limits: object, options: PoolOptions = {}): Promise<Pool> {
  const plugins = [...chain, { use: 'rate-limit', chain: 'solve' }, ...rest];
  return startPool({ ...options, config: { plugins, rate_limit: { solve: limits }, ...options.config } });
}

async function metric(pool: Pool, line: string): Promise<number> {
  const text = await pool.gateway.metrics();
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1));
}

const impatient = { queue_timeout: 0.05 };

it('limits each profile by itself', async () => {
  await using pool = await startLimited({ rate_rpm: 2, ...impatient });

  const answers = [
    await pool.ask('one'),
    await pool.ask('two'),
    await pool.ask('three'),
    await pool.ask('other', { profile_id: 'p2' }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 200]);
  expect(answers[2]?.body.error).toMatchObject({
    code: 'RATE_LIMITED',
    details: { reason: 'queue_timeout', limiter: 'solve/p1', retry_after_seconds: expect.any(Number) },
  });
  const texts = pool.worker('c1').ledger.posts.map((post) => post.task?.text);
  expect(texts).not.toContain('three');
  expect(await metric(pool, 'glassgate_rate_limit_window_sends{limiter="solve/p1"}')).toBe(2);
  expect(await metric(pool, 'glassgate_rate_limit_window_sends{limiter="solve/p3"}')).toBe(0);
});

it('waits for its turn, and says so in the job', async () => {
  await using pool = await startLimited({ rate_rpm: 600, bucket_capacity: 1 });
  await pool.ask('one');

  const answer = await pool.ask('two');

  expect(answer.status).toBe(200);
  const job = await fetch(`${pool.gateway.url}/v1/jobs/${answer.body.meta.job_id}`);
  const { decisions } = (await job.json()) as {
    decisions: { subject: string; chosen: string; reason: string }[];
  };
  expect(decisions.find(({ subject }) => subject === 'rate-limit')).toMatchObject({
    chosen: 'solve/p1',
    reason: expect.stringMatching(
      /(waited 0\.\d+ s from position 1|at once); .* tokens left, state normal at 600\.0 rpm/,
    ),
  });
});

it('chooses another profile when one has no place in its limit', async () => {
  await using pool = await startLimited({ rate_rpm: 1 });

  const answers = [];
  for (let index = 0; index < 4; index += 1)
    answers.push(await pool.ask(`${index}`, { profile_id: undefined }));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 503]);
  expect(answers[3]?.body.error).toMatchObject({ code: 'PROFILE_BUSY' });
  expect(
    answers
      .slice(0, 3)
      .map(({ body }) => body.meta.profile_id)
      .sort(),
  ).toEqual(['p1', 'p2', 'p3']);
});

it('gives the place back when nothing was sent', async () => {
  await using pool = await startLimited({ rate_rpm: 1, ...impatient });
  pool.worker('c1').script({ busy: { status: true } });
  const refused = await pool.ask('busy');
  pool.worker('c1').script({});
  const line = 'glassgate_rate_limit_requests_total{limiter="solve/p1",priority="normal",outcome="unsent"}';

  expect(refused.body.error.code).toBe('CONTAINER_BUSY');
  expect(await metric(pool, 'glassgate_rate_limit_window_sends{limiter="solve/p1"}')).toBe(0);
  expect(await metric(pool, line)).toBe(1);
});

it('does not begin with a burst after a restart', async () => {
  await using pool = await startLimited({ rate_rpm: 2, ...impatient });
  await pool.ask('one');
  await pool.ask('two');
  await pool.gateway.stop();
  await using again = await startLimited(
    { rate_rpm: 2, ...impatient },
    { workers: pool.workers, sqlitePath: pool.gateway.sqlitePath },
  );

  const [limited, other] = [await again.ask('three'), await again.ask('other', { profile_id: 'p2' })];

  expect([limited.status, other.status]).toEqual([429, 200]);
});

it('takes other limits, profiles and none at all while it runs', async () => {
  await using pool = await startLimited({ rate_rpm: 1, ...impatient });
  await pool.ask('one');
  const refused = await pool.ask('two');
  const config = JSON.parse(await readFile(join(pool.gateway.dir, 'config.yaml'), 'utf8'));
  const reload = async (changed: object) => {
    await pool.gateway.rewriteConfig({ ...config, ...changed });
    await fetch(`${pool.gateway.url}/v1/config/reload`, { method: 'POST' });
  };

  await reload({ rate_limit: { solve: { rate_rpm: 600 } } });
  const afterwards = [await pool.ask('three'), await pool.ask('four')];
  await reload({ rate_limit: {} });
  const free = await pool.ask('five');

  expect([refused.status, ...afterwards.map(({ status }) => status), free.status]).toEqual([
    429, 200, 200, 200,
  ]);
  expect(await metric(pool, 'glassgate_rate_limit_window_sends{limiter="solve/p1"}')).toBe(3);
});

it('answers who waits when the gateway stops', async () => {
  await using pool = await startLimited({ rate_rpm: 1 });
  await pool.ask('one');
  const waiting = pool.ask('two');
  while (
    (await metric(pool, 'glassgate_rate_limit_queue_depth{limiter="solve/p1",priority="normal"}')) !== 1
  );

  await pool.gateway.stop();

  expect(await waiting).toMatchObject({ status: 503, body: { error: { code: 'SHUTTING_DOWN' } } });
});

it.each([
  [{ rate_rpm: 0 }, 'rate_limit.solve.rate_rpm'],
  [{ rate_rpm: 100_001 }, 'rate_limit.solve.rate_rpm'],
  [{ bucket_capacity: 0 }, 'rate_limit.solve.bucket_capacity'],
  [{ queue_max_size: 0 }, 'rate_limit.solve.queue_max_size'],
  [{ queue_full_policy: 'drop' }, 'rate_limit.solve.queue_full_policy'],
  [{ low_priority_timeout: 301 }, 'rate_limit.solve.low_priority_timeout'],
  [{ adaptive: { retreat_factor: 1 } }, 'rate_limit.solve.adaptive.retreat_factor'],
])('refuses %j with the key that is wrong', async (limits, key) => {
  await expect(startLimited(limits)).rejects.toThrow(key);
});

it('says so when limits are given to a chain that has nobody to limit', async () => {
  await using pool = await startLimited({}, { config: { rate_limit: { slove: {} } } });
  expect(await pool.gateway.untilLog('rate_limit names a chain without limiters')).toMatchObject({
    chain: 'slove',
  });
});
