import { type Dashboard, target } from '../panel.ts';
import { perSecond, series, sum } from '../promql.ts';

const lags = ['min', 'mean', 'p50', 'p90', 'p99', 'max', 'stddev'] as const;

export const processDashboard: Dashboard = {
  uid: 'glassgate-process',
  title: 'Process',
  description: 'The Node.js process: CPU, event loop, memory, handles.',
  panels: [
    {
      title: 'Uptime',
      description: 'Time since the process started.',
      type: 'stat',
      unit: 's',
      targets: [target(`time() - ${series('process_start_time_seconds')}`, '{{instance}}')],
    },
    {
      title: 'Restarts (24 h)',
      description: 'How often the process began anew.',
      type: 'stat',
      unit: 'short',
      steps: [[3, 'orange']],
      targets: [target(`changes(${series('process_start_time_seconds')}[24h])`, '{{instance}}')],
    },
    {
      title: 'Node.js',
      description: 'The version that runs.',
      type: 'stat',
      unit: 'none',
      showsName: true,
      targets: [target(series('nodejs_version_info'), '{{version}}')],
    },
    {
      title: 'File descriptors',
      description: 'Share of the descriptors that the system allows.',
      type: 'gauge',
      unit: 'percentunit',
      max: 1,
      steps: [
        [0.6, 'yellow'],
        ['GlassgateFdsHigh', 'red'],
      ],
      targets: [target(`${series('process_open_fds')} / ${series('process_max_fds')}`, '{{instance}}')],
    },
    {
      title: 'CPU',
      description:
        'Cores in use. One gateway uses one, and a little for the database and the garbage collector.',
      type: 'timeseries',
      unit: 'percentunit',
      targets: [
        target(perSecond('process_cpu_user_seconds_total', { by: ['instance'] }), '{{instance}} user'),
        target(perSecond('process_cpu_system_seconds_total', { by: ['instance'] }), '{{instance}} system'),
        target(perSecond('process_cpu_seconds_total', { by: ['instance'] }), '{{instance}} both'),
      ],
    },
    {
      title: 'Event loop lag',
      description: 'How late timers are. Above 100 ms every request feels it.',
      type: 'timeseries',
      unit: 's',
      steps: [['GlassgateEventLoopLag', 'red']],
      targets: [
        target(series('nodejs_eventloop_lag_seconds'), 'at the scrape'),
        ...lags.map((lag) => target(series(`nodejs_eventloop_lag_${lag}_seconds`), lag)),
      ],
    },
    {
      title: 'Memory',
      description: 'Resident memory that grows while the heap does not: buffers. The line is for it.',
      type: 'timeseries',
      unit: 'bytes',
      steps: [['GlassgateMemoryHigh', 'red']],
      targets: [
        target(series('process_resident_memory_bytes'), 'resident'),
        target(series('nodejs_heap_size_used_bytes'), 'heap used'),
        target(series('nodejs_heap_size_total_bytes'), 'heap'),
        target(series('nodejs_external_memory_bytes'), 'external'),
      ],
    },
    {
      title: 'Address space',
      description: 'Virtual memory and data segment. Large numbers are normal; growth is not.',
      type: 'timeseries',
      unit: 'bytes',
      targets: [
        target(series('process_virtual_memory_bytes'), 'virtual'),
        target(series('process_heap_bytes'), 'data'),
      ],
    },
    {
      title: 'Heap spaces',
      description: 'Where the heap is. `old` that only grows: a leak.',
      type: 'timeseries',
      unit: 'bytes',
      targets: [
        target(sum('nodejs_heap_space_size_used_bytes', { by: ['space'] }), '{{space}} used'),
        target(sum('nodejs_heap_space_size_total_bytes', { by: ['space'] }), '{{space}} size'),
        target(sum('nodejs_heap_space_size_available_bytes', { by: ['space'] }), '{{space}} free'),
      ],
    },
    {
      title: 'Time in garbage collection',
      description: 'Share of the time that the collector stops everything.',
      type: 'timeseries',
      unit: 'percentunit',
      targets: [target(perSecond('nodejs_gc_duration_seconds_sum', { by: ['kind'] }), '{{kind}}')],
    },
    {
      title: 'Handles and resources',
      description: 'Sockets, timers and requests that keep the loop alive. Growth without traffic: a leak.',
      type: 'timeseries',
      unit: 'short',
      targets: [
        target(sum('nodejs_active_resources', { by: ['type'] }), '{{type}}'),
        target(sum('nodejs_active_handles', { by: ['type'] }), 'handle {{type}}'),
        target(`${sum('nodejs_active_requests', { by: ['type'] })} or vector(0)`, 'request {{type}}'),
      ],
    },
  ],
};
