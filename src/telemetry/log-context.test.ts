import { context } from '@opentelemetry/api';
import { Registry } from 'prom-client';
import { collectSpans } from '../testing/collect-spans.ts';
import { createTelemetry } from './create-telemetry.ts';
import { activeFields, requestIds } from './log-context.ts';

it('names the request, the run and the span that a line belongs to', async () => {
  await using collected = collectSpans();
  const { instruments } = createTelemetry({ registry: new Registry() });
  const run = instruments.run({ chain: 'solve', requestId: 'r1', runId: 'run-1' });

  const fields = run.within(activeFields);

  run.end({ totalMs: 1, unaccountedMs: 0, attempts: 1, code: undefined, outcome: 'ok' });
  const [span] = collected.named('glassgate.solve');
  expect(fields).toEqual({
    request_id: 'r1',
    job_id: 'run-1',
    trace_id: span?.spanContext().traceId,
    span_id: span?.spanContext().spanId,
    trace_flags: '01',
  });
});

it('tells the name that a request has by now', async () => {
  await using _collected = collectSpans();
  const ids = { requestId: 'given by us' };
  const active = context.active().setValue(requestIds, ids);
  ids.requestId = 'given by the client';

  expect(context.with(active, activeFields)).toEqual({ request_id: 'given by the client' });
  expect(activeFields()).toEqual({});
});
