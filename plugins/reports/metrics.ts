import { defineMetrics } from 'glassgate/plugin-api';

export const reportMetrics = defineMetrics({
  duration: {
    type: 'histogram',
    name: 'duration_seconds',
    help: 'Time that the database needed for one report, the wait for other reports included.',
    unit: 'seconds',
    moves: 'When a report is answered.',
    labels: { report: ['containers', 'profiles', 'prompts'] },
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60],
  },
});
