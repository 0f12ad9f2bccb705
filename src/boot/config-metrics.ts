import type { MetricFactory } from '../plugin-api/metrics.ts';
import type { ConfigState } from './live-config.ts';

/** Declares the metrics of the configuration; the returned function takes the result of each load. */
export function declareConfigMetrics(metrics: MetricFactory): (state: ConfigState) => void {
  const isCurrent = metrics.gauge({
    name: 'last_reload_successful',
    help: '1 while the configuration in force is the one in the file, 0 after a reload that failed.',
  });
  const loadedAt = metrics.gauge({
    name: 'last_reload_success_timestamp_seconds',
    help: 'When the configuration in force was loaded, in seconds since 1970.',
  });
  return (state) => {
    isCurrent.set({}, state.isCurrent ? 1 : 0);
    loadedAt.set({}, state.loadedAt.getTime() / 1000);
  };
}
