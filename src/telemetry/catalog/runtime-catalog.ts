import { defineMetrics } from '../../plugin-api/metrics.ts';
import { eventLoopCatalog } from './event-loop-catalog.ts';
import { heapCatalog } from './heap-catalog.ts';
import { processCatalog } from './process-catalog.ts';

/** What prom-client registers for the process and for Node.js. */
export const runtimeCatalog = defineMetrics({
  ...processCatalog,
  ...eventLoopCatalog,
  ...heapCatalog,
  nodejsVersionInfo: {
    type: 'gauge',
    name: 'nodejs_version_info',
    help: 'Node.js version info.',
    unit: '–',
    moves: 'Never.',
    labels: {
      version: { kind: 'versions of Node.js', max: 1 },
      major: { kind: 'versions of Node.js', max: 1 },
      minor: { kind: 'versions of Node.js', max: 1 },
      patch: { kind: 'versions of Node.js', max: 1 },
    },
  },
  nodejsGcDurationSeconds: {
    type: 'histogram',
    name: 'nodejs_gc_duration_seconds',
    help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
    unit: 'seconds',
    moves: 'With every garbage collection.',
    labels: { kind: { kind: 'kinds of garbage collection', max: 4 } },
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
  },
});
