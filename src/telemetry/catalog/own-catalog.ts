import { defineMetrics, openSets } from '../../plugin-api/metrics.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevelName = (typeof logLevels)[number];

/** The parts that a plugin can give the core. */
export const pluginHooks = ['stage', 'observe', 'routes', 'start', 'reload', 'close'] as const;

const { metrics, plugins } = openSets;

/** What the gateway says of itself and of its own watching. */
export const ownCatalog = defineMetrics({
  build: {
    type: 'gauge',
    name: 'glassgate_build_info',
    help: 'Always 1; the labels say which Glassgate, built from which revision, runs on which Node.js.',
    unit: '–',
    moves: 'Never.',
    labels: {
      version: { kind: 'versions', max: 1 },
      revision: { kind: 'revisions', max: 1 },
      node_version: { kind: 'versions of Node.js', max: 1 },
    },
  },
  plugins: {
    type: 'gauge',
    name: 'glassgate_plugin_info',
    help: 'Always 1; one series for each part that a plugin gave the gateway.',
    unit: '–',
    moves: 'At start.',
    labels: { plugin: plugins, hook: pluginHooks },
  },
  collectErrors: {
    type: 'counter',
    name: 'glassgate_collect_errors_total',
    help: 'Metrics that could not be read for a scrape.',
    unit: 'errors',
    moves:
      'When reading a metric throws during a scrape, which then shows its former value or leaves it out.',
    labels: { metric: metrics },
  },
  valuesRefused: {
    type: 'counter',
    name: 'glassgate_metric_values_refused_total',
    help: 'Values of metrics that were no number or would have let a counter fall; they were dropped.',
    unit: 'values',
    moves: 'When a plugin hands such a value to one of its metrics.',
    labels: { plugin: plugins },
  },
  labelOverflow: {
    type: 'counter',
    name: 'glassgate_telemetry_label_overflow_total',
    help: 'Observations counted under `_overflow`, because their metric has as many series as it may have.',
    unit: 'observations',
    moves: 'With every such observation.',
    labels: { metric: metrics },
  },
  series: {
    type: 'gauge',
    name: 'glassgate_telemetry_series',
    help: 'Series in this answer, without this one.',
    unit: 'series',
    moves: 'With every scrape.',
  },
  logLines: {
    type: 'counter',
    name: 'glassgate_log_lines_total',
    help: 'Lines of the log of the gateway.',
    unit: 'lines',
    moves: 'With every line at a level that is written.',
    labels: { level: logLevels },
  },
});
