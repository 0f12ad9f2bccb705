import { type Pool, startPool } from './pool.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

async function samplesOf({ gateway }: Pool): Promise<Sample[]> {
  return [...(await gateway.metrics()).matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name, labels, value]) => ({
      name: name ?? '',
      labels: Object.fromEntries(
        [...(labels ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]),
      ),
      value: Number(value),
    }),
  );
}

/** The sum of the series of one name that have these labels. */
function total(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
async function itemsOf({ gateway }: Pool, report: string): Promise<any[]> {
  const response = await fetch(`${gateway.url}/v1/reports/${report}?from=2020-01-01&to=2099-01-01`);
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  const { items } = (await response.json()) as any;
  return items.summary ?? items;
}

/** Answers, answers after a refusal, a refusal and an error: seven requests in all. */
async function startBusyPool(): Promise<Pool> {
  const pool = await startPool({ size: 2 });
  for (const profile_id of ['p1', 'p2', 'p3']) await pool.ask('warm', { profile_id });
  pool.worker('c1').script({ busy: { posts: true } });
  for (const profile_id of ['p1', 'p2']) await pool.ask('moves on', { profile_id });
  pool.worker('c2').script({ busy: { posts: true } });
  await pool.ask('refused');
  pool.worker('c1').script({ rules: [{ kind: 'status', status: 500 }] });
  pool.worker('c2').script({ rules: [{ kind: 'status', status: 500 }] });
  await pool.ask('fails');
  return pool;
}

describe('a report and /metrics over the same time', () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await startBusyPool();
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  it('count the same requests, refusals and errors', async () => {
    const [samples, [prompt, ...others]] = await Promise.all([samplesOf(pool), itemsOf(pool, 'prompts')]);
    const runs = 'glassgate_run_duration_seconds_count';
    expect(others).toEqual([]);
    expect(prompt).toMatchObject({
      jobs_total: total(samples, runs),
      jobs_succeeded: total(samples, 'glassgate_solve_requests_total', { code: 'OK' }),
      jobs_failed: total(samples, runs) - total(samples, runs, { outcome: 'ok' }),
      attempts_total: total(samples, 'glassgate_attempts_sum'),
    });
    expect([prompt.jobs_total, prompt.jobs_succeeded]).toEqual([7, 5]);
    expect(prompt.busy_ratio).toBeCloseTo(
      total(samples, runs, { outcome: 'reject' }) / total(samples, runs),
      6,
    );
    expect(prompt.error_ratio).toBeCloseTo(
      total(samples, runs, { outcome: 'error' }) / total(samples, runs),
      6,
    );
    expect([prompt.busy_ratio, prompt.error_ratio]).toEqual([0.142857, 0.142857]);
  });

  it('know the same time of every stage', async () => {
    const [samples, [prompt]] = await Promise.all([samplesOf(pool), itemsOf(pool, 'prompts')]);
    const name = 'glassgate_stage_duration_seconds_sum';
    const stages = new Set(
      samples
        .filter((sample) => sample.name === name && sample.labels['chain'] === 'solve')
        .map(({ labels }) => labels['stage'] ?? ''),
    );
    expect(Object.keys(prompt.stage_self_seconds).sort()).toEqual([...stages].sort());
    for (const stage of stages) {
      expect(prompt.stage_self_seconds[stage]).toBeCloseTo(
        total(samples, name, { chain: 'solve', stage }),
        5,
      );
    }
    const sum = Object.values(prompt.stage_self_seconds as Record<string, number>).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(total(samples, 'glassgate_run_duration_seconds_sum'), 4);
  });

  it('agree on the percentiles, as far as buckets can tell', async () => {
    const [samples, [prompt]] = await Promise.all([samplesOf(pool), itemsOf(pool, 'prompts')]);
    const buckets = samples
      .filter(
        ({ name, labels }) => name === 'glassgate_run_duration_seconds_bucket' && labels['outcome'] === 'ok',
      )
      .map(({ labels, value }) => ({
        bound: Number((labels['le'] ?? '').replace('+Inf', 'Infinity')),
        value,
      }));
    const count = prompt.jobs_succeeded;
    for (const percent of [50, 95, 99]) {
      const exact = prompt.duration_seconds[`p${percent}`];
      const rank = Math.ceil((percent * count) / 100);
      const within = buckets.find(({ bound }) => bound >= exact);
      const below = buckets.findLast(({ bound }) => bound < exact);
      expect(within?.value).toBeGreaterThanOrEqual(rank);
      expect(below?.value ?? 0).toBeLessThan(rank);
    }
  });

  it('count the same refusals and the same time for each container', async () => {
    const [samples, items] = await Promise.all([samplesOf(pool), itemsOf(pool, 'containers')]);
    expect(items.map(({ container_id }) => container_id).sort()).toEqual(['c1', 'c2']);
    for (const { container_id, jobs_total, busy_ratio } of items) {
      const busy = total(samples, 'glassgate_upstream_requests_total', { container_id, outcome: 'busy' });
      expect(busy).toBeGreaterThan(0);
      expect(Math.round(busy_ratio * jobs_total)).toBe(busy);
    }
    for (const stage of ['chat', 'upstream']) {
      const sum = items.reduce((all, item) => all + item.stage_self_seconds[stage], 0);
      expect(sum).toBeCloseTo(total(samples, 'glassgate_stage_duration_seconds_sum', { stage }), 5);
    }
  });

  it('add up to the same by profile', async () => {
    const [containers, profiles] = await Promise.all([
      itemsOf(pool, 'containers'),
      itemsOf(pool, 'profiles'),
    ]);
    const sum = (items: readonly Record<string, number>[], key: string) =>
      items.reduce((all, item) => all + (item[key] ?? Number.NaN), 0);
    for (const key of ['jobs_total', 'jobs_succeeded', 'jobs_failed', 'attempts_total']) {
      expect(sum(profiles, key)).toBe(sum(containers, key));
    }
  });
});
