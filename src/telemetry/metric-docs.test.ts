import { Registry } from 'prom-client';
import { coreMetrics } from './catalog/core-catalog.ts';
import { createTelemetry } from './create-telemetry.ts';
import { metricProblem } from './metric-rules.ts';

interface Registered {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

const registered = registeredMetrics();

it('registers every metric of the core as its catalog says, and no other', () => {
  const cataloged = coreMetrics().filter(({ owner }) => owner === 'core');

  expect(registered.filter(({ name }) => !isRuntime(name)).toSorted(byName)).toEqual(
    cataloged
      .map(({ name, data }) => ({
        name,
        type: data.type,
        help: data.help,
        labelNames: Object.keys(data.labels ?? {}),
      }))
      .toSorted(byName),
  );
});

it('catalogs every metric of the runtime as it is registered', () => {
  const cataloged = coreMetrics()
    .filter(({ owner }) => owner === 'runtime')
    .map(({ name, data: { type, help, labels = {} } }) => ({
      name,
      type,
      help,
      labelNames: Object.keys(labels),
    }));
  const runtime = registered.filter(({ name }) => isRuntime(name));

  expect(cataloged).toEqual(expect.arrayContaining(runtime));
  if (process.platform === 'linux') expect(cataloged).toHaveLength(runtime.length);
});

it('names and describes metrics of the core as a plugin would have to', () => {
  const ofCore = coreMetrics().filter(({ owner, name }) => owner === 'core' && !name.endsWith('_info'));
  const problems = ofCore.flatMap(({ name, data }) => {
    const problem = metricProblem(data);
    return problem === undefined ? [] : [`${name} ${problem}`];
  });

  expect(problems).toEqual([]);
});

it.each(coreMetrics().map((metric) => [metric.name, metric] as const))(
  'gives %s a unit and says when it moves',
  (_name, { data }) => {
    expect(data.unit).not.toBe('');
    expect(data.moves).toMatch(/^[A-Z`].*\.$/);
    expect(data.help).toMatch(/^[A-Z0-9].*\.$/);
  },
);

function registeredMetrics(): Registered[] {
  const registry = new Registry();
  createTelemetry({ registry });
  return registry.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames } = metric as unknown as Registered;
    // In OpenMetrics a counter is called without the ending of its samples.
    return { name: type === 'counter' ? `${name}_total` : name, type, help, labelNames };
  });
}

function isRuntime(name: string): boolean {
  return name.startsWith('process_') || name.startsWith('nodejs_');
}

function byName(one: Registered, other: Registered): number {
  return one.name.localeCompare(other.name);
}
