import { definePlugin } from 'glassgate/plugin-api';
import { reportRoutes } from './report-routes.ts';

const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60];

/** Numbers of containers, profiles and prompts over a time, from the rows of the jobs. */
export default definePlugin({
  name: 'reports',
  setup({ store, metrics }) {
    const duration = metrics.histogram({
      name: 'duration_seconds',
      help: 'Time that the database needed for one report, the wait for other reports included.',
      labels: ['report'],
      buckets,
    });
    return { routes: reportRoutes({ store, duration }) };
  },
});
