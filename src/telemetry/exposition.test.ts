import { context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { Gauge, Registry } from 'prom-client';
import { defineMetrics, openSets } from '../plugin-api/metrics.ts';
import { createTelemetry } from './create-telemetry.ts';

const catalog = defineMetrics({
  held: { type: 'gauge', name: 'held', help: 'Held.', unit: 'profiles', moves: 'With every scrape.' },
  states: {
    type: 'gauge',
    name: 'states',
    help: 'By state.',
    unit: 'profiles',
    moves: 'With every scrape.',
    labels: { profile: openSets.profiles },
  },
  waits: {
    type: 'histogram',
    name: 'wait_seconds',
    help: 'Waiting.',
    unit: 'seconds',
    moves: 'After every wait.',
    buckets: [1, 10],
    hasExemplars: true,
  },
});

it('reads the state of a plugin with each scrape', async () => {
  const { metricsFor, http } = createTelemetry();
  const { held, states } = metricsFor('lock').declare(catalog);
  let profiles = ['p1', 'p2', 'p3'];
  held.mirror(() => profiles.length);
  states.mirror(() => profiles.map((profile) => [{ profile }, 7]));

  const before = (await http.exposition()).text;
  profiles = ['p2'];
  const after = (await http.exposition()).text;

  expect(before).toContain('glassgate_lock_held 3\n');
  expect(before).toContain('glassgate_lock_states{profile="p1"} 7\n');
  expect(after).toContain('glassgate_lock_held 1\n');
  expect(after).toContain('glassgate_lock_states{profile="p2"} 7\n');
  expect(after).not.toContain('glassgate_lock_states{profile="p1"}');
});

it('survives a plugin that cannot say its state', async () => {
  const { metricsFor, http } = createTelemetry();
  metricsFor('broken')
    .declare(catalog)
    .held.mirror(() => {
      throw new Error('no state');
    });
  metricsFor('lock')
    .declare(catalog)
    .held.mirror(() => 1);

  const { text } = await http.exposition();

  expect(text).toContain('glassgate_collect_errors_total{metric="glassgate_broken_held"} 1\n');
  expect(text).toContain('glassgate_collect_errors_total{metric="glassgate_lock_held"} 0\n');
  expect(text).toContain('glassgate_lock_held 1\n');
});

const sampled = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };

it.each([
  ['of a sampled trace', sampled, true],
  ['of a trace that exists nowhere', { ...sampled, traceFlags: TraceFlags.NONE }, false],
])('answers OpenMetrics with the exemplar %s', async (_name, spanContext, isShown) => {
  using _active = withContextManager();
  const { metricsFor, http } = createTelemetry();
  const { waits } = metricsFor('lock').declare(catalog);
  const active = trace.setSpanContext(ROOT_CONTEXT, spanContext);
  context.with(active, () => waits.observe({}, 5));

  const { contentType, text } = await http.exposition('application/openmetrics-text; version=1.0.0');

  const exemplar = `# {trace_id="${'a'.repeat(32)}",span_id="${'b'.repeat(16)}"} 5 `;
  expect(contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  expect(text).toContain('# TYPE glassgate_lock_wait_seconds histogram\n');
  expect(text).toContain('# TYPE glassgate_stage_errors counter\n');
  expect(text.includes(`glassgate_lock_wait_seconds_bucket{le="10"} 1 ${exemplar}`)).toBe(isShown);
  expect((await http.exposition()).text).toContain('glassgate_lock_wait_seconds_bucket{le="10"} 1\n');
});

const openMetrics = 'application/openmetrics-text;version=1.0.0';

it.each([
  [undefined, 'text/plain'],
  ['*/*', 'text/plain'],
  [
    `${openMetrics},application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
    'openmetrics',
  ],
  [`${openMetrics};q=0.2,text/plain;q=0.9`, 'text/plain'],
  [`${openMetrics};q=0`, 'text/plain'],
  [`text/plain;q=high, ${openMetrics}`, 'openmetrics'],
])('answers Accept %j with %s', async (accept, type) => {
  expect((await createTelemetry().http.exposition(accept)).contentType).toContain(type);
});

it('derives the text format: full names of counters, no exemplars, no end mark', async () => {
  const { http } = createTelemetry();

  const [open, text] = [await http.exposition(openMetrics), await http.exposition()];

  const samples = (body: string) =>
    body
      .split('\n')
      .filter((line) => /^\w/.test(line))
      .map((line) => line.split(' ')[0]);
  expect(samples(text.text)).toEqual(samples(open.text));
  expect(open.text).toContain('# HELP process_cpu_seconds Total');
  expect(text.text).toContain('# HELP process_cpu_seconds_total Total');
  expect(text.text).not.toContain('# EOF');
  expect(open.text).not.toContain('_total_total');
});

it('says how many series it shows', async () => {
  const { text } = await createTelemetry().http.exposition();

  const samples = text.split('\n').filter((line) => /^\w/.test(line));
  expect(text).toContain(`glassgate_telemetry_series ${samples.length - 1}\n`);
});

it('leaves out a metric that cannot be read, counts that, and shows all others', async () => {
  const registry = new Registry();
  const { http } = createTelemetry({ registry });
  new Gauge({
    name: 'broken_bytes',
    help: 'Cannot be read.',
    registers: [registry],
    collect: () => {
      throw new Error('no such file');
    },
  });

  await http.exposition();
  const { text } = await http.exposition();

  expect(text).not.toContain('HELP broken_bytes');
  expect(text).toContain('glassgate_collect_errors_total{metric="broken_bytes"} 1\n');
  expect(text).toContain('glassgate_build_info{');
});

it('answers the text format with a name, a help text and a unit for every metric', async () => {
  const { http } = createTelemetry();

  const { contentType, text } = await http.exposition();

  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({
    name,
    type,
  }));
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text.endsWith('\n')).toBe(true);
  expect(types.length).toBeGreaterThan(40);
  expect(types.filter(({ name }) => !new RegExp(`^# HELP ${name} \\S`, 'm').test(text))).toEqual([]);
  expect(types.filter(({ name, type }) => (type === 'counter') !== name.endsWith('_total'))).toEqual([]);
  const histograms = types.filter(({ type }) => type === 'histogram').map(({ name }) => name);
  expect(histograms.filter((name) => !/_(?:seconds|bytes|ratio|attempts)$/.test(name))).toEqual([]);
  expect(new Set(types.map(({ name }) => name)).size).toBe(types.length);
});

it('says which build it is, and how the process is', async () => {
  const { text } = await createTelemetry().http.exposition();

  expect(text).toMatch(
    /^glassgate_build_info\{version="\d+\.\d+\.\d+",revision="[^"]+",node_version="\d+\.\d+\.\d+"\} 1$/m,
  );
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});

it('counts commits, their rows, and rows that are lost', async () => {
  const { store, http } = createTelemetry();

  const before = (await http.exposition()).text;
  store.committed({ rows: 5, durationMs: 20, errorCode: undefined });
  store.committed({ rows: 9, durationMs: 30, errorCode: 'SQLITE_FULL' });
  store.rowRefused('jobs', 'SQLITE_CONSTRAINT');
  const after = (await http.exposition()).text;

  const series = (errorType: string) =>
    `db_client_operation_duration_seconds_count{db_system_name="sqlite",db_operation_name="commit",error_type="${errorType}"}`;
  expect(before).toContain(`${series('')} 0\n`);
  expect(after).toContain(`${series('')} 1\n`);
  expect(after).toContain(`${series('SQLITE_FULL')} 1\n`);
  expect(after).toContain('glassgate_store_rows_total 5\n');
  expect(after).toContain('glassgate_store_rows_refused_total{table="jobs"} 1\n');
});

function withContextManager(): Disposable {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return { [Symbol.dispose]: () => context.disable() };
}
