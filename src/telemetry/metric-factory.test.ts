import { Registry } from 'prom-client';
import { createTelemetry } from './create-telemetry.ts';

function create(plugin = 'io-log') {
  const telemetry = createTelemetry({ registry: new Registry() });
  return {
    telemetry,
    metrics: telemetry.metricsFor(plugin),
    text: async () => (await telemetry.http.exposition()).text.split('\n'),
  };
}

it('prefixes the metrics of a plugin with its name', async () => {
  const { metrics, text } = create();
  const lines = metrics.counter({ name: 'lines_total', help: 'Lines.', labels: ['container'] });
  const disk = metrics.gauge({ name: 'disk_bytes', help: 'Bytes on disk.', labels: ['container'] });
  const wait = metrics.histogram({ name: 'wait_seconds', help: 'Waiting.', buckets: [0.1, 1] });

  lines.increment({ container: 'c1' });
  lines.increment({ container: 'c1' }, 2);
  disk.set({ container: 'c1' }, 10);
  disk.set({ container: 'c2' }, 20);
  disk.remove({ container: 'c1' });
  wait.observe({}, 0.5);

  expect(await text()).toEqual(
    expect.arrayContaining([
      '# HELP glassgate_io_log_lines_total Lines.',
      'glassgate_io_log_lines_total{container="c1"} 3',
      'glassgate_io_log_disk_bytes{container="c2"} 20',
      'glassgate_io_log_wait_seconds_bucket{le="0.1"} 0',
      'glassgate_io_log_wait_seconds_bucket{le="1"} 1',
    ]),
  );
  expect(await text()).not.toContain('glassgate_io_log_disk_bytes{container="c1"} 10');
});

it('starts a counter without labels at 0, and one with labels where it is told to', async () => {
  const { metrics, text } = create();
  metrics.counter({ name: 'dropped_total', help: 'Dropped.' });
  metrics.counter({ name: 'reads_total', help: 'Read.', labels: ['kind'] }).increment({ kind: 'text' }, 0);

  expect(await text()).toEqual(
    expect.arrayContaining([
      'glassgate_io_log_dropped_total 0',
      'glassgate_io_log_reads_total{kind="text"} 0',
    ]),
  );
});

it.each([
  ['a counter without _total', 'counter', 'lines', "must end in '_total'"],
  ['a gauge with _total', 'gauge', 'lines_total', "only counters end in '_total'"],
  ['a histogram without unit', 'histogram', 'wait', 'must end in one of _seconds'],
  ['milliseconds', 'histogram', 'wait_ms', "ends in '_ms': use the base units"],
  ['a suffix of the format', 'histogram', 'wait_count', "ends in '_count', which the text format uses"],
  ['upper case', 'counter', 'Lines_total', 'is not lower_snake_case'],
  ['a dash', 'gauge', 'disk-bytes', 'is not lower_snake_case'],
] as const)('refuses %s', (_name, kind, name, problem) => {
  const { metrics } = create();

  expect(() => metrics[kind]({ name, help: 'Help.', buckets: [1] })).toThrow(problem);
  expect(() => metrics[kind]({ name, help: 'Help.', buckets: [1] })).toThrow(
    expect.objectContaining({ code: 'INTERNAL_ERROR', message: expect.stringContaining("plugin 'io-log'") }),
  );
});

it('refuses a name that is taken, a metric without help and a label of Prometheus', () => {
  const { metrics } = create();
  metrics.gauge({ name: 'held', help: 'Held.' });

  expect(() => metrics.gauge({ name: 'held', help: 'Held.' })).toThrow(
    "already registered as 'glassgate_io_log_held'",
  );
  expect(() => metrics.gauge({ name: 'free', help: ' ' })).toThrow('has no help text');
  expect(() => metrics.gauge({ name: 'size', help: 'Size.', labels: ['le'] })).toThrow("has the label 'le'");
  expect(() => metrics.gauge({ name: 'size', help: 'Size.', labels: ['chatId'] })).toThrow(
    'lower_snake_case',
  );
});

it.each([[[]], [[1, 1]], [[2, 1]], [[1, Number.POSITIVE_INFINITY]]])('refuses the buckets %j', (buckets) => {
  const { metrics } = create();

  expect(() => metrics.histogram({ name: 'wait_seconds', help: 'Waiting.', buckets })).toThrow('has buckets');
});

it('keeps label values short, and takes only labels that were declared', async () => {
  const { metrics, text } = create('chat');
  const counter = metrics.counter({ name: 'operations_total', help: 'Chats.', labels: ['operation'] });
  const untyped = counter as unknown as { increment(labels: Record<string, unknown>): void };

  counter.increment({ operation: 'x'.repeat(500) });
  untyped.increment({ operation: 7, chat: 'abc' });
  untyped.increment({});

  expect((await text()).filter((line) => line.startsWith('glassgate_chat_operations_total'))).toEqual([
    `glassgate_chat_operations_total{operation="${'x'.repeat(128)}"} 1`,
    'glassgate_chat_operations_total{operation="7"} 1',
    'glassgate_chat_operations_total{operation="_other"} 1',
  ]);
});

it('drops values that are none and counts them, instead of failing a request', async () => {
  const { metrics, text } = create();
  const counter = metrics.counter({ name: 'lines_total', help: 'Lines.' });

  counter.increment({}, Number.NaN);
  counter.increment({}, -1);
  metrics.gauge({ name: 'held', help: 'Held.' }).set({}, Number.POSITIVE_INFINITY);
  metrics.histogram({ name: 'wait_seconds', help: 'Waiting.', buckets: [1] }).observe({}, Number.NaN);

  expect(await text()).toEqual(
    expect.arrayContaining([
      'glassgate_io_log_lines_total 0',
      'glassgate_io_log_held 0',
      'glassgate_metric_values_refused_total{plugin="io-log"} 4',
    ]),
  );
});

it('writes the errors of a plugin as 0 before there is one', async () => {
  const { text } = create();

  expect(await text()).toEqual(
    expect.arrayContaining([
      'glassgate_observer_errors_total{plugin="io-log"} 0',
      'glassgate_collect_errors_total{plugin="io-log"} 0',
    ]),
  );
});
