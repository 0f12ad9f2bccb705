import { startPool } from './pool.ts';

it('names the dead containers also when the gateway was to choose the profile', async () => {
  await using pool = await startPool();
  await pool.worker('c1')[Symbol.asyncDispose]();

  const { status, body } = await pool.ask('hi', { profile_id: undefined });

  const { code, message, details } = body.error;
  expect({ status, code, message }).toEqual({
    status: 503,
    code: 'CONTAINER_BUSY',
    message: 'No container is reachable: c1 (refused).',
  });
  expect(details).toMatchObject({
    considered: [{ id: 'p1' }, { id: 'p2' }, { id: 'p3' }],
    retry_after_seconds: expect.any(Number),
    containers: {
      considered: [{ id: 'c1', verdict: 'passed_over', reason: 'unreachable: refused' }],
      counts: { unreachable: 1, idle: 0 },
    },
  });
  const line = await pool.gateway.untilLog('solve failed');
  expect(line).toMatchObject({ error: message, details: { containers: { counts: { unreachable: 1 } } } });
  const [row] = pool.gateway.rows('SELECT decisions_json FROM jobs');
  expect(String(row?.['decisions_json'])).toContain('no container is reachable');
  expect(String(row?.['decisions_json'])).not.toContain('every eligible profile is busy');
});

it('says so too when the profile is named', async () => {
  await using pool = await startPool({ size: 2 });
  for (const worker of pool.workers) await worker[Symbol.asyncDispose]();

  const { body } = await pool.ask('hi');

  expect(body.error.message).toBe('No container is reachable: c1 (refused), c2 (refused).');
});

it('puts the questions that failed down for the job, also those to containers already given up', async () => {
  await using pool = await startPool();
  await pool.worker('c1')[Symbol.asyncDispose]();
  await pool.ask('finds out');

  const { body } = await pool.ask('knows it');

  const job = await fetch(`${pool.gateway.url}/v1/jobs/${body.meta.job_id}`);
  expect(((await job.json()) as { exchanges: unknown }).exchanges).toEqual([
    expect.objectContaining({
      stage: 'selector',
      container_id: 'c1',
      method: 'GET',
      path: '/status',
      status: null,
      failure: 'refused',
    }),
  ]);
});
