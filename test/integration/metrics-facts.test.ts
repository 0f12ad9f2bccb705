import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Pool, startPool } from './pool.ts';

async function sampleOf(pool: Pool, series: string): Promise<number | undefined> {
  const line = (await pool.gateway.metrics()).split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** Every value of a family, by its labels as they are written. */
async function familyOf(pool: Pool, name: string): Promise<Record<string, number>> {
  const lines = (await pool.gateway.metrics()).matchAll(new RegExp(`^${name}\\{(.*)\\} (\\S+)$`, 'gm'));
  return Object.fromEntries([...lines].map(([, labels = '', value]) => [labels, Number(value)]));
}

it('knows every container and every code before the first request', async () => {
  await using pool = await startPool({ size: 2 });

  expect(
    await sampleOf(
      pool,
      'glassgate_upstream_requests_total{container_id="c2",operation="analyze",outcome="timeout"}',
    ),
  ).toBe(0);
  expect(await sampleOf(pool, 'glassgate_solve_requests_total{code="CONTAINER_BUSY"}')).toBe(0);
  expect(await sampleOf(pool, 'glassgate_upstream_retries_total{container_id="c1",reason="reset"}')).toBe(0);
});

it('shows in which state each container is, and when it last succeeded', async () => {
  await using pool = await startPool();
  const before = Date.now() / 1000;
  await pool.ask('hello');

  expect(await sampleOf(pool, 'glassgate_selector_decisions_total{decision="round_robin"}')).toBe(1);
  expect(await familyOf(pool, 'glassgate_selector_container_up')).toEqual({ 'container_id="c1"': 1 });
  const states = await familyOf(pool, 'glassgate_selector_container_state');
  expect(Object.entries(states).filter(([, value]) => value === 1)).toEqual([
    ['container_id="c1",state="idle"', 1],
  ]);
  expect(Object.keys(states)).toHaveLength(8);
  const [succeeded = 0] = Object.values(
    await familyOf(pool, 'glassgate_upstream_last_success_timestamp_seconds'),
  );
  expect(succeeded).toBeGreaterThanOrEqual(before);
});

it('counts what a search passed over, and what a run had in the way', async () => {
  await using pool = await startPool({ size: 2, worker: { script: { busy: { status: true } } } });
  const { status } = await pool.ask('hello');

  expect(status).toBe(503);
  expect(await sampleOf(pool, 'glassgate_selector_rejections_total{container_id="c1",reason="busy"}')).toBe(
    1,
  );
  expect(await sampleOf(pool, 'glassgate_selector_rejections_total{container_id="c2",reason="busy"}')).toBe(
    1,
  );
  expect(await sampleOf(pool, 'glassgate_selector_candidates_sum')).toBe(2);
  expect(await sampleOf(pool, 'glassgate_selector_decisions_total{decision="no_capacity"}')).toBe(1);
  expect(await sampleOf(pool, 'glassgate_solve_requests_total{code="CONTAINER_BUSY"}')).toBe(1);
});

it('tells the time of the gateway from that of the worker', async () => {
  await using pool = await startPool({ worker: { script: { delayMs: 300 } } });
  await pool.ask('hello');

  const total = await sampleOf(pool, 'glassgate_run_duration_seconds_sum{chain="solve",outcome="ok"}');
  const overhead = await sampleOf(pool, 'glassgate_gateway_overhead_seconds_sum{chain="solve"}');
  expect(total).toBeGreaterThan(0.3);
  expect(overhead).toBeLessThan((total ?? 0) - 0.3);
  expect(overhead).toBeGreaterThan(0);
});

it('shows what is under way, and nothing when it is over', async () => {
  await using pool = await startPool();
  pool.worker('c1').script({ rules: [{ kind: 'hang', times: 1 }] });
  const running = pool.ask('hello');
  await pool.worker('c1').until(({ counts }) => counts.tasks === 1);

  const inFlight = [
    'glassgate_upstream_in_flight{container_id="c1"}',
    'glassgate_stage_in_flight{chain="solve",stage="chat"}',
  ];
  expect(await Promise.all(inFlight.map((series) => sampleOf(pool, series)))).toEqual([1, 1]);
  pool.worker('c1').release();
  await running;

  expect(await Promise.all(inFlight.map((series) => sampleOf(pool, series)))).toEqual([0, 0]);
});

it('removes the series of containers and profiles that left the configuration', async () => {
  await using pool = await startPool({
    size: 2,
    config: {
      profiles: [
        { profile_id: 'p1', profile_value: '/p1', max_uses: 4 },
        { profile_id: 'p9', profile_value: '/p9', max_uses: 4 },
      ],
    },
  });
  await pool.ask('hello');
  expect(await familyOf(pool, 'glassgate_profile_uses_ratio')).toEqual({
    'profile_id="p1"': 0.25,
    'profile_id="p9"': 0,
  });
  expect(await pool.gateway.metrics()).toContain('="c2"');

  await pool.gateway.rewriteConfig({
    containers: [{ id: 'c1', base_url: pool.worker('c1').url }],
    profiles: [{ profile_id: 'p1', profile_value: '/p1', max_uses: 4 }],
    prompts: [{ prompt_id: 'default', file: 'start.txt' }],
  });
  await fetch(`${pool.gateway.url}/v1/config/reload`, { method: 'POST' });

  expect(await pool.gateway.metrics()).not.toContain('="c2"');
  expect(await familyOf(pool, 'glassgate_profile_uses_ratio')).toEqual({ 'profile_id="p1"': 0.25 });
});

it('counts what was sent again by what had failed, and start prompts that failed for good', async () => {
  await using pool = await startPool({ container: { analyze_retries: 1 } });
  pool.worker('c1').script({
    rules: [{ kind: 'drop', times: 1, executed: false }, { kind: 'answer', times: 2 }, { kind: 'drop' }],
  });
  expect((await pool.ask('hello')).status).toBe(200);
  expect((await pool.ask('hello', { force_new_chat: true })).status).toBe(502);

  const retries = await familyOf(pool, 'glassgate_upstream_retries_total');
  expect(Object.entries(retries).filter(([, value]) => value > 0)).toEqual([
    ['container_id="c1",reason="reset"', 2],
  ]);
  expect(await familyOf(pool, 'glassgate_chat_operations_total')).toEqual({
    'operation="reused",outcome="ok"': 0,
    'operation="reused",outcome="error"': 0,
    'operation="created",outcome="ok"': 2,
    'operation="created",outcome="error"': 0,
    'operation="loaded",outcome="ok"': 1,
    'operation="loaded",outcome="error"': 1,
  });
});

it('counts profiles by what keeps auto-selection from them', async () => {
  const profiles = [
    { profile_id: 'p1', profile_value: '/p1', max_uses: 1 },
    { profile_id: 'p2', profile_value: '/p2', pending_replace: true },
    { profile_id: 'p3', profile_value: '/p3' },
  ];
  await using pool = await startPool({ config: { profiles } });
  await pool.ask('hello');

  expect(await familyOf(pool, 'glassgate_profile_profiles')).toEqual({
    'state="available"': 1,
    'state="exhausted"': 1,
    'state="pending_replace"': 1,
    'state="blocked"': 0,
  });
});

it('measures start prompts, and says where each came from', async () => {
  await using pool = await startPool();
  await pool.ask('one');
  await pool.ask('two', { profile_id: 'p2' });

  expect(await sampleOf(pool, 'glassgate_chat_start_prompt_duration_seconds_count{outcome="ok"}')).toBe(2);
  expect(await familyOf(pool, 'glassgate_prompt_cache_total')).toEqual({
    'result="hit"': 1,
    'result="miss"': 1,
    'result="reload"': 0,
    'result="unreadable"': 0,
  });
});

it('shows the database as it is', async () => {
  await using pool = await startPool();
  await pool.ask('hello');

  const sizes = await familyOf(pool, 'glassgate_store_size_bytes');
  expect(sizes['file="database"']).toBeGreaterThan(0);
  expect(await familyOf(pool, 'glassgate_store_up')).toEqual({ 'db_system_name="sqlite"': 1 });
});

it('measures bodies, and says what each plugin takes part in', async () => {
  await using pool = await startPool();
  await pool.ask('hello');

  const bodies = 'http_server_request_body_size_bytes';
  expect(await sampleOf(pool, `${bodies}_count{http_route="/v1/solve"}`)).toBe(1);
  expect(await sampleOf(pool, `${bodies}_sum{http_route="/v1/solve"}`)).toBeGreaterThan(20);
  expect(await sampleOf(pool, 'http_server_response_body_size_bytes_count{http_route="/v1/solve"}')).toBe(1);
  expect(await sampleOf(pool, 'glassgate_plugin_info{plugin="lock",hook="stage"}')).toBe(1);
});

it('has the series of every chain, stage and table before the first request', async () => {
  await using pool = await startPool();

  expect(await sampleOf(pool, 'glassgate_run_duration_seconds_count{chain="solve",outcome="ok"}')).toBe(0);
  expect(
    await sampleOf(
      pool,
      'glassgate_stage_duration_seconds_count{chain="solve",stage="unaccounted",outcome="error"}',
    ),
  ).toBe(0);
  expect(
    await sampleOf(pool, 'glassgate_stage_errors_total{chain="solve",stage="chat",code="UPSTREAM_ERROR"}'),
  ).toBe(0);
  expect(await sampleOf(pool, 'glassgate_store_rows_refused_total{table="jobs"}')).toBe(0);
});

it('shows every counter that an alert asks for before the first request', async () => {
  await using pool = await startPool();
  const text = await pool.gateway.metrics();
  const alerts = await readFile(resolve(import.meta.dirname, '../../prometheus/rules/alerts.yml'), 'utf8');
  const asked = new Set(alerts.match(/\bglassgate_[a-z0-9_]+_total\b/g));
  const loaded = new Set(text.match(/^glassgate_[a-z0-9_]+_total(?=[ {])/gm));
  const described = [...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name = '']) => name);

  // Nobody is told of alerts here, so there is no channel to count for; and the share of 429 among twenty answers
  // does not depend on the very first one.
  const others = /^glassgate_(?:alerts_|rate_limit_requests_total$)/;
  const declared = described.filter((name) => asked.has(name) && !others.test(name));
  expect(declared.length).toBeGreaterThan(10);
  expect(declared.filter((name) => !loaded.has(name))).toEqual([]);
});
