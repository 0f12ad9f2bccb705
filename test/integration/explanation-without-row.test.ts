import { collectSpans } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
type Body = any;

async function explain({ gateway }: Pool, id: string): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${gateway.url}/v1/jobs/${encodeURIComponent(id)}`);
  return { status: response.status, body: await response.json() };
}

const unknownPrompt = { prompt_id: 'nobody' };

it('explains a request that was refused before it had a row, by request id and by trace id', async () => {
  await using _spans = collectSpans();
  await using pool = await startPool();
  const { meta } = (await pool.ask('hi', unknownPrompt)).body;
  await pool.gateway.untilLog('solve failed');

  for (const id of [meta.request_id, meta.trace_id, meta.trace_id.toUpperCase()]) {
    const { status, body } = await explain(pool, id);

    expect(status).toBe(200);
    expect(body.summary).toMatch(/^Refused after .+ with INVALID_REQUEST; no row of it is kept\.$/);
    expect(body.job).toMatchObject({
      request_id: meta.request_id,
      trace_id: meta.trace_id,
      status: 'failed',
      error_code: 'INVALID_REQUEST',
    });
    expect(body.spans.map(({ name }: Body) => name)).toEqual(
      expect.arrayContaining(['POST /v1/solve', 'glassgate.solve', 'stage prompt']),
    );
    expect(body.logs.at(-1)).toMatchObject({ event: 'solve.finished', code: 'INVALID_REQUEST' });
    expect(body.sources).toMatchObject({ row: 'off', trace: 'ok', logs: 'ok' });
    expect(body.missing[0]).toMatch(/^Row: there is none\./);
  }
});

it('explains it from the log alone where no spans are kept', async () => {
  await using pool = await startPool({ config: { observability: { flight_recorder: { max_bytes: 0 } } } });
  const { meta } = (await pool.ask('hi', unknownPrompt)).body;
  await pool.gateway.untilLog('solve failed');

  const { body } = await explain(pool, meta.request_id);

  expect(body.job).toMatchObject({ request_id: meta.request_id, status: 'unknown' });
  expect(body.logs.map(({ event }: Body) => event)).toContain('solve.finished');
});

it('tells it from other requests of the same trace', async () => {
  await using _spans = collectSpans();
  await using pool = await startPool({ config: { otel: { trust_incoming_trace: true } } });
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const headers = { 'content-type': 'application/json', traceparent };
  const good = await pool.ask('hi', {}, { headers });
  await pool.gateway.untilLog('solve finished');
  const refused = (await pool.ask('hi', unknownPrompt, { headers })).body.meta.request_id;
  await pool.gateway.untilLog('solve failed');
  await pool.gateway.solve('{', { headers: { ...headers, 'x-request-id': 'unread-1' } });

  for (const id of [refused, 'unread-1']) {
    const { body } = await explain(pool, id);

    expect(body.summary).toMatch(/^Refused after .+ with INVALID_REQUEST; no row of it is kept\.$/);
    expect(body.job).toMatchObject({ request_id: id, error_code: 'INVALID_REQUEST' });
    expect(body.job.job_id).not.toBe(good.body.meta.job_id);
    expect(body.spans[0]).toMatchObject({ attributes: { 'glassgate.request.id': id } });
    expect(body.spans.map(({ name }: Body) => name)).not.toContain('stage jobs');
    expect(body.logs.length).toBeGreaterThan(0);
    expect(new Set(body.logs.map((line: Body) => line.request_id))).toEqual(new Set([id]));
  }
});

it('shows the lines of a request that came to no run, where nothing is traced', async () => {
  await using pool = await startPool();
  const headers = { 'content-type': 'application/json', 'x-request-id': 'unread-1' };
  await pool.gateway.solve('{', { headers });

  const { body } = await explain(pool, 'unread-1');

  expect(body.job).toMatchObject({ job_id: null, request_id: 'unread-1', trace_id: null });
  expect(body.logs).toEqual([expect.objectContaining({ event: 'solve.refused', request_id: 'unread-1' })]);
});

it('still knows nothing of what nobody has asked', async () => {
  await using _spans = collectSpans();
  await using pool = await startPool();
  await pool.ask('hi', unknownPrompt);

  for (const id of ['lost-2', '0'.repeat(32), 'x'.repeat(600)]) {
    expect((await explain(pool, id)).body.error.code).toBe('NOT_FOUND');
  }
});
