import { defineMetrics, type MetricData, openSets } from '../plugin-api/metrics.ts';
import { createTelemetry } from './create-telemetry.ts';

const few = { kind: 'things', max: 2 };

const catalog = defineMetrics({
  lines: {
    type: 'counter',
    name: 'lines_total',
    help: 'Lines.',
    unit: 'lines',
    moves: 'With every line.',
    labels: { container: openSets.containers },
  },
  drops: {
    type: 'counter',
    name: 'drops_total',
    help: 'Drops.',
    unit: 'lines',
    moves: 'With every drop.',
    labels: { container: openSets.containers, reason: ['full', 'closed'] },
  },
  results: {
    type: 'counter',
    name: 'results_total',
    help: 'Results.',
    unit: 'results',
    moves: 'With every result.',
    labels: { result: ['ok', 'failed'], size: ['big', 'small'] },
  },
  things: {
    type: 'counter',
    name: 'things_total',
    help: 'Things.',
    unit: 'things',
    moves: 'Often.',
    labels: { thing: few },
  },
  disk: {
    type: 'gauge',
    name: 'disk_bytes',
    help: 'Bytes on disk.',
    unit: 'bytes',
    moves: 'With every scrape.',
    labels: { container: openSets.containers },
  },
  held: { type: 'gauge', name: 'held', help: 'Held.', unit: 'locks', moves: 'With every lock.' },
  wait: {
    type: 'histogram',
    name: 'wait_seconds',
    help: 'Waiting.',
    unit: 'seconds',
    moves: 'After every wait.',
    buckets: [0.1, 1],
    labels: { outcome: ['ok', 'timeout'] },
  },
});

function create(plugin = 'io-log') {
  const telemetry = createTelemetry();
  const factory = telemetry.metricsFor(plugin);
  return {
    telemetry,
    factory,
    metrics: factory.declare(catalog),
    text: async () => (await telemetry.http.exposition()).text.split('\n'),
  };
}

async function seriesOf(name: string, text: () => Promise<string[]>): Promise<string[]> {
  const lines = (await text()).filter((line) => line.startsWith(`glassgate_io_log_${name}`));
  return lines.map((line) => line.slice('glassgate_io_log_'.length));
}

it('prefixes the metrics of a plugin with its name', async () => {
  const { metrics, text } = create();
  metrics.lines.increment({ container: 'c1' });
  metrics.lines.increment({ container: 'c1' }, 2);
  metrics.disk.set({ container: 'c2' }, 20);
  metrics.held.add({}, 3);
  metrics.held.add({}, -1);
  metrics.wait.observe({ outcome: 'ok' }, 0.5);

  expect(await text()).toEqual(
    expect.arrayContaining([
      '# HELP glassgate_io_log_lines_total Lines.',
      'glassgate_io_log_lines_total{container="c1"} 3',
      'glassgate_io_log_disk_bytes{container="c2"} 20',
      'glassgate_io_log_held 2',
      'glassgate_io_log_wait_seconds_bucket{le="0.1",outcome="ok"} 0',
      'glassgate_io_log_wait_seconds_bucket{le="1",outcome="ok"} 1',
    ]),
  );
});

it('starts every combination of closed labels at 0', async () => {
  const { text } = create();

  expect(await seriesOf('results_total', text)).toEqual([
    'results_total{result="ok",size="big"} 0',
    'results_total{result="ok",size="small"} 0',
    'results_total{result="failed",size="big"} 0',
    'results_total{result="failed",size="small"} 0',
  ]);
  expect(await seriesOf('wait_seconds_count', text)).toEqual([
    'wait_seconds_count{outcome="ok"} 0',
    'wait_seconds_count{outcome="timeout"} 0',
  ]);
});

it('starts the closed labels of a container at 0 with its first series', async () => {
  const { metrics, text } = create();
  metrics.drops.increment({ container: 'c1', reason: 'full' });

  expect(await seriesOf('drops_total', text)).toEqual([
    'drops_total{container="c1",reason="full"} 1',
    'drops_total{container="c1",reason="closed"} 0',
  ]);
});

it('makes the series of new containers, and removes those of containers that are gone', async () => {
  const { factory, metrics, text } = create();
  metrics.lines.increment({ container: 'old' });
  metrics.lines.increment({ container: 'kept' }, 5);
  metrics.disk.set({ container: 'old' }, 1);

  factory.retain(openSets.containers, ['kept', 'new']);

  expect(await seriesOf('lines_total', text)).toEqual([
    'lines_total{container="kept"} 5',
    'lines_total{container="new"} 0',
  ]);
  expect(await seriesOf('disk_bytes', text)).toEqual([]);
  expect(await text()).toContain(
    'glassgate_upstream_requests_total{container_id="new",operation="open",outcome="busy"} 0',
  );
});

it('keeps what another plugin says is there, until that one says otherwise', async () => {
  const { telemetry, factory, metrics, text } = create();
  const other = telemetry.metricsFor('provider');
  other.retain(openSets.containers, ['provider-x']);
  metrics.lines.increment({ container: 'provider-x' }, 3);

  factory.retain(openSets.containers, ['c1']);

  expect(await seriesOf('lines_total', text)).toEqual([
    'lines_total{container="provider-x"} 3',
    'lines_total{container="c1"} 0',
  ]);

  other.retain(openSets.containers, []);

  expect(await seriesOf('lines_total', text)).toEqual(['lines_total{container="c1"} 0']);
});

it('tells a plugin that is set up later what all others retain', async () => {
  const { telemetry, factory, text } = create();
  factory.retain(openSets.containers, ['c1']);
  telemetry.metricsFor('provider').retain(openSets.containers, ['provider-x']);

  telemetry.metricsFor('late').declare({ lines: catalog.lines });

  expect((await text()).filter((line) => line.startsWith('glassgate_late_lines_total{'))).toEqual([
    'glassgate_late_lines_total{container="c1"} 0',
    'glassgate_late_lines_total{container="provider-x"} 0',
  ]);
});

it('does not let a gauge fall below what its series has risen by', async () => {
  const { factory, metrics, text } = create();
  metrics.disk.add({ container: 'old' }, 1);
  factory.retain(openSets.containers, []);
  metrics.disk.add({ container: 'old' }, -1);

  expect(await seriesOf('disk_bytes', text)).toEqual([]);
});

it('counts what comes after the last value of an open set under _overflow', async () => {
  const { metrics, text } = create();
  for (const thing of ['a', 'b', 'c', 'd', 'a']) metrics.things.increment({ thing });

  expect(await seriesOf('things_total', text)).toEqual([
    'things_total{thing="a"} 2',
    'things_total{thing="b"} 1',
    'things_total{thing="_overflow"} 2',
  ]);
  expect(await text()).toEqual(
    expect.arrayContaining([
      'glassgate_telemetry_label_overflow_total{metric="glassgate_io_log_things_total"} 2',
      'glassgate_telemetry_label_overflow_total{metric="glassgate_io_log_lines_total"} 0',
    ]),
  );
});

it('gives the room of a value that is gone to the next one', async () => {
  const { factory, metrics, text } = create();
  for (const thing of ['a', 'b']) metrics.things.increment({ thing });
  factory.retain(few, ['b']);
  metrics.things.increment({ thing: 'c' });

  expect(await seriesOf('things_total', text)).toEqual([
    'things_total{thing="b"} 1',
    'things_total{thing="c"} 1',
  ]);
});

it('has no more combinations than it may have', async () => {
  const { telemetry, text } = create();
  const capped = telemetry.metricsFor('other').declare({
    pairs: {
      type: 'counter',
      name: 'pairs_total',
      help: 'Pairs.',
      unit: 'pairs',
      moves: 'Often.',
      labels: { one: { kind: 'x', max: 9 }, other: { kind: 'y', max: 9 } },
      maxCombinations: 2,
    },
  });
  for (const one of ['a', 'b', 'c', 'd']) capped.pairs.increment({ one, other: one });

  expect((await text()).filter((line) => line.startsWith('glassgate_other_pairs_total'))).toEqual([
    'glassgate_other_pairs_total{one="a",other="a"} 1',
    'glassgate_other_pairs_total{one="b",other="b"} 1',
    'glassgate_other_pairs_total{one="_overflow",other="_overflow"} 2',
  ]);
});

const counter: MetricData = {
  type: 'counter',
  name: 'lines_total',
  help: 'Help.',
  unit: 'lines',
  moves: 'Often.',
};

it.each<[string, Partial<MetricData>, string]>([
  ['a counter without _total', { name: 'lines' }, "must end in '_total'"],
  ['a gauge with _total', { type: 'gauge', name: 'lines_total' }, "only counters end in '_total'"],
  [
    'a histogram without unit',
    { type: 'histogram', name: 'wait', buckets: [1] },
    'must end in one of _seconds',
  ],
  ['milliseconds', { type: 'histogram', name: 'wait_ms', buckets: [1] }, "ends in '_ms': use the base units"],
  ['a suffix of the format', { name: 'wait_count' }, "ends in '_count', which the text format uses"],
  ['upper case', { name: 'Lines_total' }, 'is not lower_snake_case'],
  ['a dash', { type: 'gauge', name: 'disk-bytes' }, 'is not lower_snake_case'],
  ['no help', { help: ' ' }, 'has no help text'],
  ['a label of Prometheus', { labels: { le: ['1'] } }, "has the label 'le'"],
  ['a label in camel case', { labels: { chatId: ['1'] } }, 'lower_snake_case'],
  ['a label without values', { labels: { kind: [] } }, "has the label 'kind', which can have no value"],
  ['no buckets', { type: 'histogram', name: 'wait_seconds', buckets: [] }, 'has buckets'],
  ['equal buckets', { type: 'histogram', name: 'wait_seconds', buckets: [1, 1] }, 'has buckets'],
  ['falling buckets', { type: 'histogram', name: 'wait_seconds', buckets: [2, 1] }, 'has buckets'],
  [
    'endless buckets',
    { type: 'histogram', name: 'wait_seconds', buckets: [1, Number.POSITIVE_INFINITY] },
    'has buckets',
  ],
])('refuses %s', (_name, changes, problem) => {
  const factory = createTelemetry().metricsFor('io-log');
  const declare = () => factory.declare({ odd: { ...counter, ...changes } as MetricData });

  expect(declare).toThrow(problem);
  expect(declare).toThrow(
    expect.objectContaining({ code: 'INTERNAL_ERROR', message: expect.stringContaining("plugin 'io-log'") }),
  );
});

it('refuses a name that is taken', () => {
  const { factory } = create();

  expect(() => factory.declare({ again: { ...counter, name: 'lines_total' } })).toThrow(
    "already registered as 'glassgate_io_log_lines_total'",
  );
});

it('keeps label values short, and takes only labels that were declared', async () => {
  const { metrics, text } = create();
  const untyped = metrics.lines as unknown as { increment(labels: Record<string, unknown>): void };
  const closed = metrics.results as unknown as { increment(labels: Record<string, unknown>): void };

  metrics.lines.increment({ container: 'x'.repeat(500) });
  metrics.lines.increment({ container: 'x'.repeat(501) });
  untyped.increment({ container: 7, chat: 'abc' });
  untyped.increment({});
  closed.increment({ result: 'odd', size: 'big' });

  expect(await seriesOf('lines_total', text)).toEqual([
    `lines_total{container="${'x'.repeat(128)}"} 2`,
    'lines_total{container="7"} 1',
    'lines_total{container="_other"} 1',
  ]);
  expect(await seriesOf('results_total', text)).toContain('results_total{result="_other",size="big"} 1');
});

it('drops values that are none and counts them, instead of failing a request', async () => {
  const { metrics, text } = create();

  metrics.lines.increment({ container: 'c1' }, Number.NaN);
  metrics.lines.increment({ container: 'c1' }, -1);
  metrics.held.set({}, Number.POSITIVE_INFINITY);
  metrics.wait.observe({ outcome: 'ok' }, Number.NaN);

  expect(await seriesOf('lines_total', text)).toEqual([]);
  expect(await text()).toEqual(
    expect.arrayContaining([
      'glassgate_io_log_held 0',
      'glassgate_metric_values_refused_total{plugin="io-log"} 4',
    ]),
  );
});

it('writes the errors of a plugin as 0 before there is one', async () => {
  const { text } = create();

  expect(await text()).toContain('glassgate_observer_errors_total{plugin="io-log"} 0');
});
