import { defineMetrics } from 'glassgate/plugin-api';
import { lawNames } from './laws.ts';

export const selfCheckMetrics = defineMetrics({
  ok: {
    type: 'gauge',
    name: 'ok',
    help: '1 while counters, rows, log lines, spans and the I/O log agree about the newest requests, else 0.',
    unit: '–',
    moves: 'With every comparison (`self_check.interval_seconds`). Absent before the first one.',
  },
  mismatches: {
    type: 'gauge',
    name: 'mismatches',
    help: 'Requests about which two of them disagreed in the last comparison, by law.',
    unit: 'requests',
    moves: 'With every comparison.',
    labels: { law: lawNames },
  },
  checked: {
    type: 'counter',
    name: 'requests_total',
    help: 'Requests that were compared.',
    unit: 'requests',
    moves: 'With every comparison.',
  },
});
