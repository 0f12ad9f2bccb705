import { startPool } from './pool.ts';

const everything = { from: '2020-01-01', to: '2099-01-01' };
const profiles = [
  { profile_id: 'p1', profile_value: '/profiles/p1' },
  { profile_id: '=1+1', profile_value: '/profiles/p2' },
];

/** A pool whose first container refuses the message, and which has answered one request of each profile. */
async function startReportedPool() {
  const pool = await startPool({ size: 2, config: { profiles } });
  pool.worker('c1').script({ busy: { posts: true } });
  for (const profile_id of ['p1', '=1+1', 'p1']) await pool.ask('hi', { profile_id });
  const fetchReport = (name: string, query: Record<string, string> = everything) =>
    fetch(`${pool.gateway.url}/v1/reports/${name}?${new URLSearchParams(query)}`);
  return {
    pool,
    fetchReport,
    report: async (name: string, query?: Record<string, string>) => {
      const response = await fetchReport(name, query);
      // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
      return { status: response.status, body: (await response.json()) as any };
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

const counts = (total: number, succeeded: number) => ({
  jobs_total: total,
  jobs_succeeded: succeeded,
  jobs_failed: total - succeeded,
});
const positive = expect.any(Number);
const durations = { p50: positive, p95: positive, p99: positive };

it('reports containers', async () => {
  await using world = await startReportedPool();
  const attempts = world.pool.gateway.rows('SELECT container_id, status FROM job_attempts');
  const tries = attempts.filter(({ container_id }) => container_id === 'c1').length;

  const { status, body } = await world.report('containers');

  expect(status).toBe(200);
  expect(body.ok).toBe(true);
  expect(body.meta).toEqual({
    from: '2020-01-01T00:00:00.000000+00:00',
    to: '2099-01-01T00:00:00.000000+00:00',
    limit: 50,
    offset: 0,
  });
  expect(tries).toBeGreaterThan(0);
  expect(body.items).toEqual([
    {
      container_id: 'c2',
      ...counts(3, 3),
      attempts_total: 3,
      busy_ratio: 0,
      error_ratio: 0,
      duration_seconds: durations,
      stage_self_seconds: { chat: positive, upstream: positive },
    },
    {
      container_id: 'c1',
      ...counts(tries, 0),
      attempts_total: tries,
      busy_ratio: 1,
      error_ratio: 0,
      duration_seconds: { p50: null, p95: null, p99: null },
      stage_self_seconds: { chat: positive },
    },
  ]);
});

it('reports profiles with their prompts', async () => {
  await using world = await startReportedPool();

  const { body } = await world.report('profiles');

  expect(body.items).toHaveLength(2);
  expect(body.items).toMatchObject([
    { profile_id: 'p1', prompt_id: 'default', jobs_succeeded: 2 },
    { profile_id: '=1+1', prompt_id: 'default', jobs_succeeded: 1 },
  ]);
});

it('reports prompts in the list that older clients look for', async () => {
  await using world = await startReportedPool();

  const { body } = await world.report('prompts');

  const stages = [
    'prompt',
    'jobs',
    'queue',
    'profile',
    'lock',
    'selector',
    'chat',
    'upstream',
    'unaccounted',
  ];
  expect(body.items).toEqual({
    summary: [
      {
        prompt_id: 'default',
        ...counts(3, 3),
        attempts_total: world.pool.gateway.rows('SELECT 1 FROM job_attempts').length,
        busy_ratio: 0,
        error_ratio: 0,
        duration_seconds: durations,
        stage_self_seconds: Object.fromEntries(stages.map((stage) => [stage, positive])),
      },
    ],
  });
});

it('counts what began in a half-open range, wherever its ends are written', async () => {
  await using world = await startReportedPool();
  const [row] = world.pool.gateway.rows('SELECT max(started_at) AS last FROM jobs');
  const last = new Date(String(row?.['last']));
  const totalOf = async (from: string, to: string) =>
    (await world.report('prompts', { from, to })).body.items.summary[0]?.jobs_total ?? 0;
  const inMoscow = new Date(last.getTime() + 3 * 3600_000).toISOString().replace('Z', '+03:00');

  expect(await totalOf('2020-01-01', last.toISOString())).toBe(2);
  expect(await totalOf(last.toISOString(), '2099-01-01')).toBe(1);
  expect(await totalOf(last.toISOString().replace('Z', ''), '2099-01-01')).toBe(1);
  expect(await totalOf(inMoscow, '2099-01-01')).toBe(1);
  expect(await totalOf('2020-01-01', inMoscow)).toBe(2);
});

it('pages through a report', async () => {
  await using world = await startReportedPool();

  const first = await world.report('profiles', { ...everything, limit: '1' });
  const second = await world.report('profiles', { ...everything, limit: '1', offset: '1' });

  expect(first.body).toMatchObject({ items: [{ profile_id: 'p1' }], meta: { limit: 1, offset: 0 } });
  expect(second.body).toMatchObject({ items: [{ profile_id: '=1+1' }], meta: { limit: 1, offset: 1 } });
});

it('writes CSV that a spreadsheet does not run', async () => {
  await using world = await startReportedPool();

  const response = await world.fetchReport('profiles', { ...everything, format: 'csv' });
  const text = await response.text();
  const { body } = await world.report('profiles');

  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const [header, ...lines] = text.split('\r\n').slice(0, -1);
  expect(header).toBe(
    'profile_id,prompt_id,jobs_total,jobs_succeeded,jobs_failed,attempts_total,busy_ratio,error_ratio,' +
      'duration_seconds_p50,duration_seconds_p95,duration_seconds_p99,' +
      'stage_self_seconds_chat,stage_self_seconds_upstream',
  );
  const [p1] = body.items;
  const { p50, p95, p99 } = p1.duration_seconds;
  const { chat, upstream } = p1.stage_self_seconds;
  const { jobs_total, jobs_succeeded, jobs_failed, attempts_total, busy_ratio } = p1;
  expect(lines[0]?.split(',')).toEqual(
    ['p1', 'default', jobs_total, jobs_succeeded, jobs_failed, attempts_total, busy_ratio, 0]
      .concat([p50, p95, p99, chat, upstream].map(String))
      .map(String),
  );
  expect(lines[1]).toMatch(/^'=1\+1,default,/);
  expect(lines).toHaveLength(2);
});

it.each([
  ['containers', { to: '2099-01-01' }],
  ['containers', { from: '2020-01-01' }],
  ['profiles', { ...everything, from: 'yesterday' }],
  ['prompts', { ...everything, to: '2026-02-30' }],
  ['prompts', { ...everything, limit: '0' }],
  ['prompts', { ...everything, limit: '501' }],
  ['prompts', { ...everything, offset: '-1' }],
  ['prompts', { ...everything, format: 'pdf' }],
  ['containers', { ...everything, from: "2020-01-01' OR '1'='1" }],
])('refuses a report of %s with %j', async (name, query) => {
  await using pool = await startPool();

  const response = await fetch(`${pool.gateway.url}/v1/reports/${name}?${new URLSearchParams(query)}`);

  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    ok: false,
    error: { code: 'INVALID_REQUEST', message: expect.stringMatching(/\w/), details: expect.any(Object) },
    meta: { request_id: expect.any(String) },
  });
});

it('answers 404 to a report that there is none of', async () => {
  await using pool = await startPool();
  const response = await fetch(`${pool.gateway.url}/v1/reports/users?${new URLSearchParams(everything)}`);
  expect(response.status).toBe(404);
});
