import { startPool } from './pool.ts';

it('refuses a request that no profile can serve without asking the pool once for each profile', async () => {
  const ids = Array.from({ length: 24 }, (_value, index) => `p${index + 1}`);
  await using pool = await startPool({
    size: 12,
    worker: { script: { busy: { status: true } } },
    config: { profiles: ids.map((id) => ({ profile_id: id, profile_value: `/${id}` })) },
  });
  await pool.ask('one');
  const questions = () => pool.workers.reduce((sum, { ledger }) => sum + ledger.counts.statusCalls, 0);
  const before = questions();

  const reply = await pool.ask('two', { profile_id: undefined });

  expect(reply).toMatchObject({ status: 503, body: { error: { code: 'CONTAINER_BUSY' } } });
  expect(reply.body.error.details.considered).toHaveLength(24);
  expect(questions() - before).toBeLessThanOrEqual(12);
  const [row] = pool.gateway.rows(
    `SELECT length(decisions_json) AS chars FROM jobs WHERE job_id = '${reply.body.meta.job_id}'`,
  );
  expect(row?.['chars']).toBeLessThan(9_000);
});
