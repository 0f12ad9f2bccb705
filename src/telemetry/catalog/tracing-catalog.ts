import { defineMetrics } from '../../plugin-api/metrics.ts';

export const spanResults = ['exported', 'dropped', 'failed', 'unsampled'] as const;

/** What becomes of the spans that the gateway makes. */
export const tracingCatalog = defineMetrics({
  spans: {
    type: 'counter',
    name: 'glassgate_telemetry_spans_total',
    help: 'Spans by what became of them on their way to the collector.',
    unit: 'spans',
    moves:
      'When a batch ends (`exported`, `failed`), when a span finds the queue full (`dropped`), and when a span of a trace that is not sampled ends (`unsampled`).',
    labels: { result: spanResults },
  },
  exportDuration: {
    type: 'histogram',
    name: 'glassgate_telemetry_export_duration_seconds',
    help: 'Time of sending one batch, its retries included.',
    unit: 'seconds',
    moves: 'When a batch was taken, or given up.',
    labels: { signal: ['traces'] },
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30],
  },
  recorderBytes: {
    type: 'gauge',
    name: 'glassgate_telemetry_flight_recorder_bytes',
    help: 'What the spans of recent requests take in memory.',
    unit: 'bytes',
    moves: 'With every scrape.',
  },
});
