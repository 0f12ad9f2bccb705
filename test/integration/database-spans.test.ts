import { execFileSync } from 'node:child_process';
import { SpanStatusCode } from '@opentelemetry/api';
import { type CollectedSpans, collectSpans } from 'glassgate/testing';
import { type Pool, startPool } from './pool.ts';

function databaseSpans({ spans }: CollectedSpans) {
  return spans.filter(({ attributes }) => attributes['db.system.name'] !== undefined);
}

/** Run SQL as another program would. */
function execute({ gateway }: Pool, sql: string): void {
  const script = `new (require('node:sqlite').DatabaseSync)(${JSON.stringify(gateway.sqlitePath)}).exec(${JSON.stringify(sql)})`;
  execFileSync(process.execPath, ['-e', script]);
}

interface Explained {
  readonly spans: readonly { readonly name: string; readonly depth: number }[];
  readonly sources: Readonly<Record<string, string>>;
  readonly timeline: readonly { readonly stage: string }[];
}

async function explainedWhen(
  { gateway }: Pool,
  jobId: string,
  isThere: (spans: Explained['spans']) => boolean,
): Promise<Explained> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const response = await fetch(`${gateway.url}/v1/jobs/${jobId}`);
    const found = (await response.json()) as Explained;
    if (isThere(found.spans)) return found;
  }
  throw new Error('The spans that were waited for did not come.');
}

it('shows what a solve writes, in its trace, without a value', async () => {
  await using collected = collectSpans();
  await using pool = await startPool();

  const { meta } = (await pool.ask('a secret text')).body;
  await pool.gateway.untilLog('solve finished');
  await pool.gateway.stop();

  const made = databaseSpans(collected);
  const writes = made.map(({ name }) => name).join('; ');
  expect(writes).toContain('INSERT jobs');
  expect(writes).toContain('INSERT job_attempts');
  expect(new Set(made.map((span) => span.spanContext().traceId))).toEqual(new Set([meta.trace_id]));
  const ids = new Set(collected.spans.map((span) => span.spanContext().spanId));
  expect(made.filter(({ parentSpanContext }) => !ids.has(parentSpanContext?.spanId ?? ''))).toEqual([]);
  expect(made.filter(({ status }) => status.code !== SpanStatusCode.UNSET)).toEqual([]);
  const shown = JSON.stringify(made.map(({ name, attributes }) => [name, attributes]));
  for (const value of ['secret', meta.job_id, meta.request_id, 'p1']) expect(shown).not.toContain(value);
});

it('shows them to whoever asks for the job, also what is written after the answer', async () => {
  await using _spans = collectSpans();
  await using pool = await startPool();
  // The spans of the second request have to be told from those of the first.
  const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
  const headers = { 'content-type': 'application/json', traceparent };
  await pool.ask('one', {}, { headers });
  const { meta } = (await pool.ask('two', {}, { headers })).body;

  const { spans, sources, timeline } = await explainedWhen(pool, meta.job_id, (found) =>
    found.some(({ name, depth }) => name === 'UPDATE jobs' && depth === 1),
  );

  const names = spans.map(({ name }) => name);
  expect(names.filter((name) => name === 'POST /v1/solve' || name === 'glassgate.solve')).toHaveLength(2);
  expect(names.join('; ')).toContain('INSERT jobs');
  expect(names.join('; ')).toContain('INSERT job_attempts');
  expect(sources['trace']).toBe('ok');
  expect(timeline.filter(({ stage }) => /INSERT|UPDATE/.test(stage))).toEqual([]);
});

it('says which code the database refused a row with', async () => {
  await using collected = collectSpans();
  await using pool = await startPool();
  execute(
    pool,
    "CREATE TRIGGER t BEFORE INSERT ON job_attempts BEGIN SELECT RAISE(ABORT, 'secret reason'); END",
  );

  await pool.ask('hi');
  await pool.gateway.stop();

  const failed = databaseSpans(collected).filter(({ status }) => status.code === SpanStatusCode.ERROR);
  expect(failed).not.toEqual([]);
  for (const { name, attributes } of failed) {
    expect(name).toContain('INSERT job_attempts');
    expect(attributes).toMatchObject({
      'error.type': 'SQLITE_CONSTRAINT',
      'db.response.status_code': 'SQLITE_CONSTRAINT',
    });
    expect(JSON.stringify(attributes)).not.toContain('secret');
  }
});
