import { definePlugin } from 'glassgate/plugin-api';
import { reportMetrics } from './metrics.ts';
import { reportRoutes } from './report-routes.ts';

/** Numbers of containers, profiles and prompts over a time, from the rows of the jobs. */
export default definePlugin({
  name: 'reports',
  metrics: reportMetrics,
  setup({ store, metrics, redact }) {
    const { duration } = metrics.declare(reportMetrics);
    return { routes: reportRoutes({ store, duration, redact }) };
  },
});
