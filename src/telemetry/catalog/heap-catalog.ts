import { defineMetrics } from '../../plugin-api/metrics.ts';

/** What prom-client registers for the memory of Node.js. */
export const heapCatalog = defineMetrics({
  nodejsHeapSizeTotalBytes: {
    type: 'gauge',
    name: 'nodejs_heap_size_total_bytes',
    help: 'Process heap size from Node.js in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
  },
  nodejsHeapSizeUsedBytes: {
    type: 'gauge',
    name: 'nodejs_heap_size_used_bytes',
    help: 'Process heap size used from Node.js in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
  },
  nodejsExternalMemoryBytes: {
    type: 'gauge',
    name: 'nodejs_external_memory_bytes',
    help: 'Node.js external memory size in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
  },
  nodejsHeapSpaceSizeTotalBytes: {
    type: 'gauge',
    name: 'nodejs_heap_space_size_total_bytes',
    help: 'Process heap space size total from Node.js in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
    labels: { space: { kind: 'heap spaces', max: 12 } },
  },
  nodejsHeapSpaceSizeUsedBytes: {
    type: 'gauge',
    name: 'nodejs_heap_space_size_used_bytes',
    help: 'Process heap space size used from Node.js in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
    labels: { space: { kind: 'heap spaces', max: 12 } },
  },
  nodejsHeapSpaceSizeAvailableBytes: {
    type: 'gauge',
    name: 'nodejs_heap_space_size_available_bytes',
    help: 'Process heap space size available from Node.js in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
    labels: { space: { kind: 'heap spaces', max: 12 } },
  },
});
