import type { Row } from 'glassgate/plugin-api';
import { openTestStore } from 'glassgate/testing';
import { readReport } from './read-report.ts';
import { reportKinds } from './report-kinds.ts';
import { parseReportQuery } from './report-query.ts';
import { attempts, jobs } from './test-tables.ts';

const hour = '2026-11-20T18:00:00.000000+00:00';

/** A store with rows to report on. */
async function openReports() {
  const opened = await openTestStore(jobs, attempts);
  let count = 0;
  const defaults = () => {
    count += 1;
    return {
      status: 'succeeded',
      error_code: null,
      started_at: hour,
      prompt_id: 'p',
      job_id: `job-${count}`,
    };
  };
  return {
    job: (row: Row) => opened.store.table(jobs).put({ ...defaults(), ...row }),
    attempt: (row: Row) => {
      const { job_id, ...others } = defaults();
      opened.store.table(attempts).put({ ...others, attempt_id: job_id, container_id: 'c1', ...row });
    },
    read: async (name: string, query: Readonly<Record<string, string>> = {}) => {
      await opened.store.committed();
      const kind = reportKinds.find((known) => known.name === name);
      if (kind === undefined) throw new Error(`There is no report ${name}.`);
      const parsed = parseReportQuery({ from: '2026-11-20', to: '2026-11-21', ...query });
      return readReport(opened.store, kind, { query: parsed, signal: new AbortController().signal });
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** Nearest rank, written down once more: the smallest value that p per cent of all do not exceed. */
function nearestRank(values: readonly number[], percent: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.find(
    (value) => sorted.filter((other) => other <= value).length * 100 >= percent * values.length,
  );
}

describe('the durations of a report', () => {
  it.each([1, 2, 3, 19, 20, 21, 99, 100, 101, 250])('are the nearest ranks of %d exact values', async (n) => {
    await using reports = await openReports();
    const seconds = Array.from({ length: n }, (_, index) => ((index * 7919) % 1009) / 64);
    for (const value of seconds) reports.attempt({ duration_ms: value * 1000 });

    const [item] = await reports.read('containers');

    expect(item?.durations).toEqual({
      p50: nearestRank(seconds, 50),
      p95: nearestRank(seconds, 95),
      p99: nearestRank(seconds, 99),
    });
  });

  it('are those of the rows that succeeded', async () => {
    await using reports = await openReports();
    reports.attempt({ duration_ms: 2000 });
    reports.attempt({ duration_ms: 5, status: 'failed', error_code: 'CONTAINER_BUSY' });
    reports.attempt({ duration_ms: null, status: null, container_id: 'c2' });

    const items = await reports.read('containers');

    expect(items.map(({ durations }) => durations)).toEqual([
      { p50: 2, p95: 2, p99: 2 },
      { p50: null, p95: null, p99: null },
    ]);
  });

  it('come from the time stamps where a row does not know its length', async () => {
    await using reports = await openReports();
    reports.job({ finished_at: '2026-11-20T18:00:01.250000+00:00' });

    const [item] = await reports.read('prompts');

    expect(item?.durations.p50).toBe(1.25);
  });
});

describe('the counts of a report', () => {
  it('count unfinished rows in the total only', async () => {
    await using reports = await openReports();
    for (const status of ['succeeded', 'succeeded', 'failed', null]) reports.attempt({ status });

    const [item] = await reports.read('containers');

    expect(item?.counts).toEqual({ jobs_total: 4, jobs_succeeded: 2, jobs_failed: 1, attempts_total: 4 });
  });

  it('tell busy from errors, of the finished rows', async () => {
    await using reports = await openReports();
    const codes = ['CONTAINER_BUSY', 'PROFILE_BUSY', 'UPSTREAM_ERROR', 'INVALID_REQUEST', 'CLIENT_CANCELED'];
    for (const error_code of codes) reports.job({ status: 'failed', error_code });
    for (let index = 0; index < 3; index += 1) reports.job({});
    reports.job({ status: null });

    const [item] = await reports.read('prompts');

    expect(item?.ratios).toEqual({ busy_ratio: 0.25, error_ratio: 0.125 });
  });

  it('have no ratios when nothing has finished', async () => {
    await using reports = await openReports();
    reports.job({ status: null });

    const [item] = await reports.read('prompts');

    expect(item?.ratios).toEqual({ busy_ratio: null, error_ratio: null });
  });

  it('add up attempts, looking for them where the job does not know', async () => {
    await using reports = await openReports();
    reports.job({ attempts: 3 });
    reports.job({ job_id: 'old', attempts: null });
    for (const container_id of ['c1', 'c2']) reports.attempt({ job_id: 'old', container_id });

    const [item] = await reports.read('prompts');

    expect(item?.counts.attempts_total).toBe(5);
  });
});

describe('the lines of a report', () => {
  it('come by total and then by key, page by page', async () => {
    await using reports = await openReports();
    for (const container_id of ['c3', 'c1', 'c2', 'c2']) reports.attempt({ container_id });
    const idsOf = async (query: Readonly<Record<string, string>>) =>
      (await reports.read('containers', query)).map(({ keys }) => keys['container_id']);

    expect(await idsOf({})).toEqual(['c2', 'c1', 'c3']);
    expect(await idsOf({ limit: '2' })).toEqual(['c2', 'c1']);
    expect(await idsOf({ limit: '2', offset: '2' })).toEqual(['c3']);
    expect(await idsOf({ offset: '3' })).toEqual([]);
  });

  it('of profiles are one per profile and prompt, and have a place for none', async () => {
    await using reports = await openReports();
    for (const profile_id of ['b', 'a', null]) reports.attempt({ profile_id, duration_ms: 1000 });
    reports.attempt({ profile_id: 'a', prompt_id: 'other' });

    const items = await reports.read('profiles');

    expect(items.map(({ keys, durations }) => [keys, durations.p50])).toEqual([
      [{ profile_id: null, prompt_id: 'p' }, 1],
      [{ profile_id: 'a', prompt_id: 'other' }, null],
      [{ profile_id: 'a', prompt_id: 'p' }, 1],
      [{ profile_id: 'b', prompt_id: 'p' }, 1],
    ]);
  });

  it('of prompts go by the prompt that was selected', async () => {
    await using reports = await openReports();
    reports.job({ prompt_id: 'asked', selected_prompt_id: 'taken' });
    reports.job({ prompt_id: 'asked' });

    const items = await reports.read('prompts');

    expect(items.map(({ keys }) => keys)).toEqual([{ prompt_id: 'asked' }, { prompt_id: 'taken' }]);
  });

  it.each([
    ['2026-11-20T18:00:00Z', '2026-11-20T18:00:01Z', 1],
    ['2026-11-20T17:00:00Z', '2026-11-20T18:00:00Z', 0],
    ['2026-11-20T18:00:00.000001Z', '2026-11-20T19:00:00Z', 0],
    ['2026-11-20T21:00:00+03:00', '2026-11-20T21:00:00.001+03:00', 1],
    ['2026-11-21', '2026-11-20', 0],
  ])('from %s to %s count rows of 18:00 UTC: %d', async (from, to, expected) => {
    await using reports = await openReports();
    reports.attempt({ started_at: hour });

    expect(await reports.read('containers', { from, to })).toHaveLength(expected);
  });
});

describe('the self times of a report', () => {
  const entry = (stage: string, selfMs: number, more = {}) => ({ stage, selfMs, ...more });
  const timeline = [
    entry('prompt', 1),
    entry('chat', 10, { containerAttempt: 1 }),
    entry('chat', 20, { containerAttempt: 2 }),
    entry('upstream', 400, { containerAttempt: 2 }),
  ];

  async function openJob() {
    const reports = await openReports();
    reports.job({ job_id: 'j', timeline_json: JSON.stringify(timeline), unaccounted_ms: 3 });
    reports.attempt({ job_id: 'j', container_id: 'c1', attempt: 1 });
    reports.attempt({ job_id: 'j', container_id: 'c2', attempt: 2 });
    return reports;
  }

  it('add up to the jobs of a prompt, with what no stage accounts for', async () => {
    await using reports = await openJob();
    reports.job({ timeline_json: JSON.stringify([entry('prompt', 2)]), unaccounted_ms: 4 });
    reports.job({ timeline_json: null });

    const [item] = await reports.read('prompts');

    expect(item?.stages).toEqual({ prompt: 0.003, chat: 0.03, upstream: 0.4, unaccounted: 0.007 });
  });

  it('are those inside its attempts for a container', async () => {
    await using reports = await openJob();

    const items = await reports.read('containers');

    expect(items.map(({ keys, stages }) => [keys['container_id'], stages])).toEqual([
      ['c1', { chat: 0.01 }],
      ['c2', { chat: 0.02, upstream: 0.4 }],
    ]);
  });

  it('are those inside its attempts for a profile', async () => {
    await using reports = await openJob();

    const [item] = await reports.read('profiles');

    expect(item?.stages).toEqual({ chat: 0.03, upstream: 0.4 });
  });
});
