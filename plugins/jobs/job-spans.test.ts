import type { RecordedTrace, SpanRecord, Traces } from 'glassgate/plugin-api';
import { spanOfJob } from './job-spans.ts';

const traceId = 'a'.repeat(32);
const spans = ['j0', 'j1'].map((jobId, index) => ({
  traceId,
  spanId: String(index).repeat(16),
  attributes: { 'glassgate.job.id': jobId },
})) as unknown as SpanRecord[];
const trace: RecordedTrace = { traceId, isComplete: true, omittedSpans: 0, spans };
const traces: Traces = {
  isOn: true,
  find: (id) => (id === traceId ? trace : undefined),
  watch: () => () => undefined,
};

describe('spanOfJob', () => {
  it('finds the job among others of its trace', () => {
    expect(spanOfJob(traces, { job_id: 'j1', trace_id: traceId })).toMatchObject({ spanId: '1'.repeat(16) });
  });

  it.each([
    ['a job without a trace', { job_id: 'j1', trace_id: null }],
    ['a trace that made room for others', { job_id: 'j1', trace_id: 'b'.repeat(32) }],
    ['a job whose span is gone', { job_id: 'j2', trace_id: traceId }],
  ])('finds nothing for %s', (_what, job) => {
    expect(spanOfJob(traces, job)).toBeUndefined();
  });
});
