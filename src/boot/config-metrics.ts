import { defineMetrics, type MetricFactory } from '../plugin-api/metrics.ts';
import type { ConfigState } from './live-config.ts';

/** The metrics of the configuration: declared as a plugin's would be, under the name `config`. */
export const configMetrics = defineMetrics({
  isCurrent: {
    type: 'gauge',
    name: 'last_reload_successful',
    help: '1 while the configuration in force is the one in the file, 0 after a reload that failed.',
    unit: '–',
    moves: 'With every reload.',
  },
  loadedAt: {
    type: 'gauge',
    name: 'last_reload_success_timestamp_seconds',
    help: 'When the configuration in force was loaded, in seconds since 1970.',
    unit: 'seconds',
    moves: 'With every reload that succeeds.',
  },
});

/** Declares the metrics of the configuration; the returned function takes the result of each load. */
export function declareConfigMetrics(metrics: MetricFactory): (state: ConfigState) => void {
  const { isCurrent, loadedAt } = metrics.declare(configMetrics);
  return (state) => {
    isCurrent.set({}, state.isCurrent ? 1 : 0);
    loadedAt.set({}, state.loadedAt.getTime() / 1000);
  };
}
