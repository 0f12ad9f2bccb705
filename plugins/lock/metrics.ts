import { defineMetrics } from 'glassgate/plugin-api';

export const lockMetrics = defineMetrics({
  held: {
    type: 'gauge',
    name: 'held',
    help: 'Profiles locked now.',
    unit: 'profiles',
    moves: 'With every scrape.',
  },
  refusals: {
    type: 'counter',
    name: 'refusals_total',
    help: 'Requests refused because another one holds their profile.',
    unit: 'requests',
    moves: 'With every PROFILE_BUSY of a lock.',
  },
  holds: {
    type: 'histogram',
    name: 'hold_seconds',
    help: 'How long a request held its profile.',
    unit: 'seconds',
    moves: 'When a profile is released.',
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600],
    hasExemplars: true,
  },
});
