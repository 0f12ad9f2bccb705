import type { AlertGroup } from '../rule.ts';

export const processAlerts: AlertGroup = {
  component: 'process',
  alerts: [
    {
      alert: 'GlassgateEventLoopLag',
      dashboard: 'process',
      panels: ['Event loop lag'],
      expr: ({ job, limit }) => `nodejs_eventloop_lag_p99_seconds{${job}} > ${limit}`,
      summary: 'The event loop of {{ $labels.instance }} is {{ $value | humanizeDuration }} late (p99).',
      description:
        'Everything that the gateway does waits for as long: something computes too much at once, or the CPU is short.',
    },
    {
      alert: 'GlassgateFdsHigh',
      dashboard: 'process',
      panels: ['File descriptors'],
      expr: ({ job, limit }) => `process_open_fds{${job}} / process_max_fds{${job}} > ${limit}`,
      summary:
        'Glassgate at {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its file descriptors.',
      description: 'At the limit it can accept no connection, reach no worker and open no file.',
    },
    {
      alert: 'GlassgateMemoryHigh',
      dashboard: 'process',
      panels: ['Memory'],
      expr: ({ job, limit }) => `process_resident_memory_bytes{${job}} > ${limit}`,
      summary: 'Glassgate at {{ $labels.instance }} takes {{ $value | humanize1024 }}B of memory.',
      description: 'It may be killed by the system, which cuts off what is running.',
    },
  ],
};
