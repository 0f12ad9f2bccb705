import type { SolveReply } from 'glassgate/testing';
import type { Pool } from './pool.ts';

interface Expected {
  readonly status: number;
  readonly code: string;
}

/** The failure is told in the documented envelope and left nothing behind: no open row, no held profile. */
export async function expectCleanFailure(
  pool: Pool,
  { status, body }: SolveReply,
  expected: Expected,
): Promise<void> {
  expect({ status, code: body.error?.code }).toEqual(expected);
  expect(body).toEqual({
    ok: false,
    final: null,
    error: { code: expected.code, message: expect.stringMatching(/\w{3}.*\.$/), details: expect.any(Object) },
    attempts: null,
    meta: expect.objectContaining({ request_id: expect.stringMatching(/./), socks_id: null }),
  });
  expectClosedJob(pool, body);
  for (const worker of pool.workers) worker.clearScript();
  expect(await pool.ask('afterwards')).toMatchObject({
    status: 200,
    body: { final: { text: 'echo: afterwards' } },
  });
  expect(openRows(pool)).toEqual([]);
}

function expectClosedJob(pool: Pool, { error, meta }: SolveReply['body']): void {
  expect(openRows(pool)).toEqual([]);
  const rows = pool.gateway.rows(
    `SELECT status, error_code, error_message FROM jobs WHERE job_id = '${meta.job_id}'`,
  );
  const failed = { status: 'failed', error_code: error.code, error_message: error.message };
  expect(rows).toEqual(meta.job_id === '' ? [] : [failed]);
}

/** Rows of jobs and attempts that nobody closed. */
export function openRows({ gateway }: Pool): unknown[] {
  return gateway.rows(
    `SELECT 'job' AS what, job_id AS id FROM jobs WHERE status IS NULL OR finished_at IS NULL
     UNION ALL SELECT 'attempt', attempt_id FROM job_attempts WHERE status IS NULL OR finished_at IS NULL`,
  );
}
