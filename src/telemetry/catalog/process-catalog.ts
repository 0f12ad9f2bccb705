import { defineMetrics } from '../../plugin-api/metrics.ts';

/** What prom-client registers for the process. Some exist on Linux only. */
export const processCatalog = defineMetrics({
  processCpuUserSecondsTotal: {
    type: 'counter',
    name: 'process_cpu_user_seconds_total',
    help: 'Total user CPU time spent in seconds.',
    unit: 'seconds',
    moves: 'With every scrape.',
  },
  processCpuSystemSecondsTotal: {
    type: 'counter',
    name: 'process_cpu_system_seconds_total',
    help: 'Total system CPU time spent in seconds.',
    unit: 'seconds',
    moves: 'With every scrape.',
  },
  processCpuSecondsTotal: {
    type: 'counter',
    name: 'process_cpu_seconds_total',
    help: 'Total user and system CPU time spent in seconds.',
    unit: 'seconds',
    moves: 'With every scrape.',
  },
  processStartTimeSeconds: {
    type: 'gauge',
    name: 'process_start_time_seconds',
    help: 'Start time of the process since unix epoch in seconds.',
    unit: 'seconds',
    moves: 'Never.',
  },
  processResidentMemoryBytes: {
    type: 'gauge',
    name: 'process_resident_memory_bytes',
    help: 'Resident memory size in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
  },
  processVirtualMemoryBytes: {
    type: 'gauge',
    name: 'process_virtual_memory_bytes',
    help: 'Virtual memory size in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
  },
  processHeapBytes: {
    type: 'gauge',
    name: 'process_heap_bytes',
    help: 'Process heap size in bytes.',
    unit: 'bytes',
    moves: 'With every scrape.',
  },
  processOpenFds: {
    type: 'gauge',
    name: 'process_open_fds',
    help: 'Number of open file descriptors.',
    unit: 'descriptors',
    moves: 'With every scrape.',
  },
  processMaxFds: {
    type: 'gauge',
    name: 'process_max_fds',
    help: 'Maximum number of open file descriptors.',
    unit: 'descriptors',
    moves: 'Never.',
  },
});
