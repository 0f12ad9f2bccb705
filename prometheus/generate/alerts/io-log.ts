import { tasks } from '../records.ts';
import type { AlertGroup } from '../rule.ts';

export const ioLogAlerts: AlertGroup = {
  component: 'iolog',
  alerts: [
    {
      alert: 'GlassgateIoLogDropping',
      dashboard: 'iolog',
      panels: ['Lines lost'],
      expr: ({ job, window }) =>
        `sum by (job, instance, container_id, reason) (rate(glassgate_io_log_dropped_total{${job}}[${window}])) > 0`,
      summary:
        "Lines of the I/O log of container '{{ $labels.container_id }}' are lost ({{ $labels.reason }}).",
      description:
        '{{ $value | humanize }} per second were never written. What was said to the worker is not on record.',
    },
    {
      alert: 'GlassgateIoLogWriteErrors',
      dashboard: 'iolog',
      panels: ['Failed writes'],
      expr: ({ job, window }) =>
        `sum by (job, instance, code) (rate(glassgate_io_log_errors_total{${job}}[${window}])) > 0`,
      summary: 'The I/O log of {{ $labels.instance }} cannot be written ({{ $labels.code }}).',
      description: 'Its lines wait in memory. When the buffer is full they are lost.',
    },
    {
      alert: 'GlassgateIoLogSilent',
      dashboard: 'iolog',
      panels: ['Lines'],
      expr: ({ job, window }) => {
        const lines = `glassgate_io_log_lines_total{${job}}`;
        return `sum by (job, instance) (rate(glassgate_upstream_requests_total{${job},${tasks}}[${window}])) > 0
unless on(job, instance) sum by (job, instance) (rate(${lines}[${window}])) > 0
and on(job, instance) sum by (job, instance) (${lines}) > 0`;
      },
      summary: 'The I/O log of {{ $labels.instance }} has gone silent.',
      description:
        'It was written since the start, and now tasks run without a line. Nothing says why: no error, no dropped line.',
    },
    {
      alert: 'GlassgateIoLogDiskOverLimit',
      dashboard: 'iolog',
      panels: ['Disk use'],
      expr: ({ job, limit }) => {
        const sumOf = (metric: string) => `sum by (job, instance) (${metric}{${job}})`;
        return `${sumOf('glassgate_io_log_disk_bytes')} / ${sumOf('glassgate_io_log_disk_limit_bytes')} > ${limit}`;
      },
      summary:
        'The I/O log of {{ $labels.instance }} takes {{ $value | humanizePercentage }} of the disk that it may.',
      description:
        'Files are kept that rotation should have taken away, or single lines are longer than a file may be. The disk can fill.',
    },
    {
      alert: 'GlassgateRedactionCanaryFailed',
      dashboard: 'iolog',
      panels: ['Redaction canary'],
      expr: ({ job }) => `glassgate_redaction_canary_ok{${job}} == 0`,
      summary: 'A planted secret came out of Glassgate at {{ $labels.instance }}.',
      description:
        'Secrets may stand in logs, spans, rows or answers from now on. Treat what was written since as exposed.',
    },
  ],
};
