import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeValues } from '../plugin-api/metrics.ts';
import { metricsPage } from '../telemetry/catalog/metrics-page.ts';
import { mostSamples, type World } from '../telemetry/catalog/series-budget.ts';
import { buildGateway } from '../testing/build-gateway.ts';
import { bundledPlugins, usualPlugins } from './bundled-plugins.ts';
import { metricCatalog } from './metric-catalog.ts';

const catalog = await metricCatalog();
const usual = usualPlugins(await bundledPlugins());

/** Eight containers and a provider, the usual plugins, and what a day of ordinary traffic brings about. */
const eightContainers: World = {
  values: {
    // A provider has a log and its counters under the name of a container.
    containers: 8 + 1,
    profiles: 32,
    chains: 2,
    stages: 14,
    // Four parts of the core declare theirs as plugins do.
    plugins: usual.length + 4,
    routes: 14,
    metrics: catalog.length,
    tables: 8,
    'alert channels': 2,
    'alert receivers': 1,
    limiters: 1,
    providers: 1,
  },
  combinations: {
    http_server_active_requests: 5,
    http_server_request_duration_seconds: 40,
    http_server_request_body_size_bytes: 8,
    // The two of every stage that are there from the start, and refusals of some.
    glassgate_stage_duration_seconds: 2 * 14 + 10,
    // Of the eight stages of one chain and the four of the other.
    glassgate_stage_errors_total: 12 * codeValues.length,
    glassgate_stage_in_flight: 12,
    // analyze, open and status
    glassgate_upstream_request_duration_seconds: 24,
    glassgate_upstream_timeout_budget_ratio: 3,
    glassgate_plugin_info: 57,
    glassgate_collect_errors_total: 34,
    glassgate_telemetry_label_overflow_total: 61,
    glassgate_rate_limit_requests_total: 6,
    glassgate_rate_limit_wait_seconds: 2,
  },
};

function samplesIn(world: World): number {
  const watched = catalog.filter(({ owner }) => owner !== 'runtime');
  return watched.reduce((sum, metric) => sum + mostSamples(metric, world), 0);
}

it('has a budget of 4,500 samples with eight containers, besides those of the process', () => {
  expect(samplesIn(eightContainers)).toBeLessThanOrEqual(4_500);
});

it('counts in a world that is made of what there is', () => {
  const sets = catalog.flatMap(({ data }) => Object.values(data.labels ?? {}));
  const kinds = new Set(sets.flatMap((set) => ('max' in set ? [set.kind] : [])));
  const names = new Set(catalog.map(({ name }) => name));

  expect(Object.keys(eightContainers.values ?? {}).filter((kind) => !kinds.has(kind))).toEqual([]);
  expect(Object.keys(eightContainers.combinations ?? {}).filter((name) => !names.has(name))).toEqual([]);
});

it('never shows more than 28,000 samples, whatever happens', () => {
  expect(samplesIn({})).toBeLessThanOrEqual(28_000);
});

it('has each name once', () => {
  const names = catalog.map(({ name }) => name);

  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('is what docs/metrics.md says: run `npm run docs:metrics` after a change', async () => {
  const page = resolve(import.meta.dirname, '../../docs/metrics.md');

  expect(await readFile(page, 'utf8')).toBe(metricsPage(catalog));
});

it('lists what a gateway with the usual plugins registers, and nothing else', async () => {
  await using gateway = await buildGateway({});
  const owners = new Set(['core', 'runtime', ...usual]);
  const listed = catalog.filter(({ owner }) => owners.has(owner));

  const shown = describedIn(await gateway.metrics());

  expect(shown).toEqual(
    listed
      .map(({ name, data: { type, help } }) => ({ name, type, help }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
});

function describedIn(exposition: string) {
  const families = [...exposition.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm)];
  return families
    .map(([, name = '', help, type]) => ({ name, type, help }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
