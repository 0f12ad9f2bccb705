import { startPool } from './pool.ts';

const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
const config = {
  socks: [{ socks_id: 's1', url: 'socks5://10.0.0.1:1080' }],
  profiles: [{ profile_id: 'p1', profile_value: '/profiles/p1', socks_id: 's1' }],
};
const constants = { decision_mode: 'multi', fanout_requested: 1, fanout_used: 1 };
const noError = { error_code: null, error_message: null };

it('keeps a row of a job that succeeded, and one of its attempt', async () => {
  await using pool = await startPool({ config });

  const { body } = await pool.gateway.solve({
    request_id: 'r1',
    input: { text: ' hi ' },
    options: { profile_id: 'p1' },
  });

  const { job_id, page_url, chat_ids_used, started_at } = body.meta;
  const raw = JSON.stringify({ text: 'echo: hi', page_url });
  const shared = { profile_id: 'p1', socks_id: 's1', status: 'succeeded', result_text: 'echo: hi' };
  const [job, ...otherJobs] = pool.gateway.rows('SELECT * FROM jobs');
  expect(otherJobs).toEqual([]);
  expect(job).toMatchObject({
    ...constants,
    ...shared,
    ...noError,
    job_id,
    request_id: 'r1',
    prompt_id: 'default',
    selected_prompt_id: 'default',
    container_ids_used_json: '["c1"]',
    input_text: 'hi',
    input_image_present: 0,
    input_image_ext: null,
    result_raw_json: raw,
    started_at,
    finished_at: isoTime,
  });
  const [attempt, ...otherAttempts] = pool.gateway.rows('SELECT * FROM job_attempts');
  expect(otherAttempts).toEqual([]);
  expect(attempt).toMatchObject({
    ...shared,
    ...noError,
    job_id,
    container_id: 'c1',
    prompt_id: 'default',
    role: 'single',
    chat_id: chat_ids_used[0],
    page_url,
    chat_session_id: '1',
    result_raw_json: raw,
    started_at: isoTime,
    finished_at: isoTime,
  });
});

it('keeps a row of a job that failed, and one of its attempt', async () => {
  await using pool = await startPool({ config });
  await pool.ask('first');
  pool.worker('c1').script({ rules: [{ kind: 'status', status: 500 }] });

  const { body } = await pool.ask('hi');

  const failure = {
    status: 'failed',
    result_text: null,
    result_raw_json: null,
    error_code: 'UPSTREAM_ERROR',
    error_message: body.error.message,
    profile_id: 'p1',
    socks_id: 's1',
    finished_at: isoTime,
  };
  const where = `WHERE job_id = '${body.meta.job_id}'`;
  const [job] = pool.gateway.rows(`SELECT * FROM jobs ${where}`);
  expect(job).toMatchObject({
    ...constants,
    ...failure,
    input_text: 'hi',
    container_ids_used_json: '["c1"]',
  });
  expect(JSON.parse(String(job?.['error_details_json']))).toEqual(body.error.details);
  const [attempt] = pool.gateway.rows(`SELECT * FROM job_attempts ${where}`);
  expect(attempt).toMatchObject({ ...failure, container_id: 'c1', chat_session_id: '1' });
});

it('keeps what each stage took and what was decided', async () => {
  await using pool = await startPool({ size: 2 });
  pool.worker('c1').script({ busy: { posts: true } });

  await pool.ask('hi');
  // The timeline is complete when the answer has left, and this waits until it is on disk.
  await fetch(`${pool.gateway.url}/v1/jobs?limit=1`);

  const [job] = pool.gateway.rows('SELECT timeline_json, decisions_json FROM jobs');
  const timeline: Record<string, unknown>[] = JSON.parse(String(job?.['timeline_json']));
  const ran = timeline.map(({ stage, attempt, outcome, code }) => [stage, attempt, outcome, code]);
  expect(ran).toEqual(
    expect.arrayContaining([
      ['chat', 1, 'reject', 'CONTAINER_BUSY'],
      ['chat', 2, 'ok', undefined],
      ['upstream', 2, 'ok', undefined],
    ]),
  );
  const decisions: Record<string, unknown>[] = JSON.parse(String(job?.['decisions_json']));
  const choices = decisions.map(({ subject, chosen }) => [subject, chosen]);
  expect(choices).toEqual([
    ['profile', 'p1'],
    ['container', 'c1'],
    ['chat', '1'],
    ['container', 'c2'],
    ['chat', '2'],
  ]);
});

it('says where a job is while it is running', async () => {
  await using pool = await startPool({ config });
  const worker = pool.worker('c1');
  worker.script({ rules: [{ kind: 'hang' }] });
  const asked = pool.ask('hi');
  await worker.until(({ counts }) => counts.tasks === 1);

  const jobs = pool.gateway.rows('SELECT * FROM jobs');
  const attempts = pool.gateway.rows('SELECT * FROM job_attempts');
  const response = await fetch(`${pool.gateway.url}/v1/jobs?container=c1`);
  const listed = (await response.json()) as { readonly items: readonly object[] };
  worker.clearScript();
  await asked;

  const running = { status: null, finished_at: null, profile_id: 'p1', socks_id: 's1' };
  expect(jobs).toMatchObject([{ ...running, container_ids_used_json: '["c1"]' }]);
  // The row of an attempt is written once, at its end.
  expect(attempts).toEqual([]);
  expect(JSON.parse(String(jobs[0]?.['open_attempt_json']))).toMatchObject({
    container_id: 'c1',
    attempt: 1,
  });
  expect(listed.items).toHaveLength(1);
});

it('lists the containers that got a message and no other', async () => {
  await using pool = await startPool({ size: 3 });
  pool.worker('c1').script({ busy: { status: true } });
  pool.worker('c2').script({ busy: { posts: true } });

  const reply = await pool.ask('hi');

  expect(reply.body.meta.container_ids_used).toEqual(['c2', 'c3']);
  const rows = pool.gateway.rows('SELECT container_ids_used_json FROM jobs');
  expect(rows).toEqual([{ container_ids_used_json: '["c2","c3"]' }]);
  expect(pool.gateway.rows('SELECT container_id FROM job_attempts ORDER BY attempt')).toEqual([
    { container_id: 'c2' },
    { container_id: 'c3' },
  ]);
});
