import { Gauge, Registry } from 'prom-client';
import { createTelemetry } from './create-telemetry.ts';

it('asks plugins for their state before each scrape', async () => {
  const { metricsFor, http } = createTelemetry();
  const metrics = metricsFor('lock');
  const held = metrics.gauge({ name: 'held', help: 'Profiles locked now.' });
  let leases = 3;
  metrics.onCollect(() => held.set({}, leases));

  const before = (await http.exposition()).text;
  leases = 0;
  const after = (await http.exposition()).text;

  expect(before).toContain('glassgate_lock_held 3\n');
  expect(after).toContain('glassgate_lock_held 0\n');
});

it('survives a plugin that cannot say its state', async () => {
  const { metricsFor, http } = createTelemetry();
  metricsFor('broken').onCollect(() => {
    throw new Error('no state');
  });
  const later = metricsFor('lock');
  const held = later.gauge({ name: 'held', help: 'Profiles locked now.' });
  later.onCollect(() => held.set({}, 1));

  const { text } = await http.exposition();

  expect(text).toContain('glassgate_collect_errors_total{plugin="broken"} 1\n');
  expect(text).toContain('glassgate_lock_held 1\n');
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

  expect(text).not.toContain('broken_bytes');
  expect(text).toContain('glassgate_collect_errors_total{plugin="core"} 1\n');
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
  expect(histograms.filter((name) => !/_(?:seconds|bytes|attempts)$/.test(name))).toEqual([]);
  expect(new Set(types.map(({ name }) => name)).size).toBe(types.length);
});

it('says which build it is, and how the process is', async () => {
  const { text } = await createTelemetry().http.exposition();

  expect(text).toMatch(/^glassgate_build_info\{version="\d+\.\d+\.\d+",node_version="\d+\.\d+\.\d+"\} 1$/m);
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
