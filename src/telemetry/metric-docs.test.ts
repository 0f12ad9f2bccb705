import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { createTelemetry } from './create-telemetry.ts';
import { type MetricKind, metricProblem } from './metric-rules.ts';

interface Row {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

const markdown = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

it('documents every metric of the core as it is registered, and no other', () => {
  const registered = registeredMetrics().filter(({ name }) => !isRuntime(name));

  expect(rowsOf('Core').toSorted(byName)).toEqual(registered.toSorted(byName));
});

it('documents every metric of the runtime as it is registered', () => {
  const documented = rowsOf('Runtime');
  const registered = registeredMetrics().filter(({ name }) => isRuntime(name));

  expect(documented).toEqual(expect.arrayContaining(registered));
  if (process.platform === 'linux') expect(documented).toHaveLength(registered.length);
});

it('documents metrics of plugins only once and under names that a plugin may declare', () => {
  const rows = rowsOf('Plugins');
  const core = new Set(registeredMetrics().map(({ name }) => name));
  const problems = rows.flatMap(({ name, type, labels, help }) => {
    const own = /^glassgate_[a-z0-9]+_(.+)$/.exec(name)?.[1] ?? '';
    const problem = metricProblem(type as MetricKind, { name: own, labels, help });
    return core.has(name)
      ? [`${name} is a metric of the core`]
      : problem === undefined
        ? []
        : [`${name} ${problem}`];
  });

  expect(problems).toEqual([]);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});

it('gives every row a unit and says when it moves', () => {
  const cells = [...tableLines('Core'), ...tableLines('Runtime'), ...tableLines('Plugins')];

  for (const row of cells) expect(row).toEqual([...row.filter((cell) => cell !== '')]);
  for (const row of cells) expect(row).toHaveLength(6);
});

function registeredMetrics(): Row[] {
  const registry = new Registry();
  createTelemetry({ registry });
  return registry.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames } = metric as unknown as Row & { labelNames: string[] };
    return { name, type, labels: labelNames, help };
  });
}

function isRuntime(name: string): boolean {
  return name.startsWith('process_') || name.startsWith('nodejs_');
}

function tableLines(section: string): string[][] {
  const text = markdown.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? '';
  const lines = text.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function rowsOf(section: string): Row[] {
  return tableLines(section).map(([name = '', type = '', labels = '', , help = '']) => ({
    name: name.replaceAll('`', ''),
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
    help,
  }));
}

function byName(one: Row, other: Row): number {
  return one.name.localeCompare(other.name);
}
