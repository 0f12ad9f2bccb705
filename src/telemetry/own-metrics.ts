import { Registry, type RegistryContentType } from 'prom-client';
import type { Gauge, LabelsOf, MetricFactory } from '../plugin-api/metrics.ts';
import { type LogLevelName, logLevels, ownCatalog, pluginHooks } from './catalog/own-catalog.ts';
import { MetricFamilies } from './metric-families.ts';
import { createMirrors, type Mirrors } from './mirrors.ts';
import { registerRuntimeMetrics } from './runtime-metrics.ts';

interface Build {
  readonly version: string;
  readonly revision: string;
}

export interface OwnMetrics {
  readonly families: MetricFamilies;
  readonly mirrors: Mirrors;
  readonly series: Gauge<LabelsOf<typeof ownCatalog.series>>;
  /** A metric could not be read. */
  readonly failed: (metric: string) => void;
  metricsFor(plugin: string): MetricFactory;
  /** A plugin is set up and gave these parts. */
  pluginLoaded(plugin: string, parts: object): void;
  logLine(level: string): void;
}

const overflowName = ownCatalog.labelOverflow.name;
const levelByName: ReadonlyMap<string, LogLevelName> = new Map(logLevels.map((level) => [level, level]));

/** The registry with what the gateway says of itself, and the means to add all other metrics. */
export function createOwnMetrics(registry: Registry<RegistryContentType>, build: Build): OwnMetrics {
  // Exemplars exist in OpenMetrics only; the text format is derived from it.
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  registerRuntimeMetrics(registry);
  const mirrors = createMirrors({
    onAdded: (metric) => own.collectErrors.increment({ metric }, 0),
    onFailed: (metric) => failed(metric),
  });
  const families = new MetricFamilies({
    registry,
    mirrors,
    onOpenLabels: (metric) => {
      if (metric !== overflowName) overflow.increment({ metric }, 0);
    },
    overflowed: (metric) => {
      // With too many metrics it would otherwise count its own overflow, for ever.
      if (metric !== overflowName) overflow.increment({ metric });
    },
    valueRefused: (plugin) => own.valuesRefused.increment({ plugin }),
  });
  const { labelOverflow, ...others } = ownCatalog;
  // Made first: the declaration of every other metric already counts in it.
  const overflow = families.declare({ labelOverflow }).labelOverflow;
  const own = families.declare(others);
  const failed = (metric: string) => own.collectErrors.increment({ metric });
  own.build.set({ ...build, node_version: process.versions.node }, 1);
  return {
    families,
    mirrors,
    failed,
    series: own.series,
    metricsFor: (plugin) => {
      own.valuesRefused.increment({ plugin }, 0);
      return families.factoryFor(plugin);
    },
    pluginLoaded: (plugin, parts) => {
      for (const hook of pluginHooks) if (hook in parts) own.plugins.set({ plugin, hook }, 1);
    },
    logLine: (name) => {
      const level = levelByName.get(name);
      if (level !== undefined) own.logLines.increment({ level });
    },
  };
}
