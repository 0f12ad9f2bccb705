import type { Registry, RegistryContentType } from 'prom-client';
import { GlassgateError } from '../plugin-api/error.ts';
import type {
  HistogramData,
  Instruments,
  LabelsOf,
  MetricCatalog,
  MetricData,
  MetricFactory,
  OpenSet,
} from '../plugin-api/metrics.ts';
import { type FamilyContext, type MetricFamily, makeFamily, type TracedHistogram } from './metric-family.ts';
import { metricProblem } from './metric-rules.ts';
import type { Mirrors } from './mirrors.ts';

/** As a plugin gets them, with the span of an observation where it is not the active one. */
export type CoreInstruments<C extends MetricCatalog> = {
  readonly [K in keyof C]: C[K] extends HistogramData
    ? TracedHistogram<LabelsOf<C[K]>>
    : Instruments<Pick<C, K>>[K];
};

export interface MetricFamiliesOptions {
  readonly registry: Registry<RegistryContentType>;
  readonly mirrors: Mirrors;
  /** A metric with an open set of labels is declared. */
  readonly onOpenLabels: (metric: string) => void;
  readonly overflowed: (metric: string) => void;
  readonly valueRefused: (plugin: string) => void;
}

interface Retaining {
  readonly owner: string;
  readonly set: OpenSet;
  readonly values: readonly string[];
}

interface Retained {
  readonly set: OpenSet;
  readonly byOwner: Map<string, readonly string[]>;
}

/** Every metric of the gateway, made from catalogs. */
export class MetricFamilies {
  readonly #options: MetricFamiliesOptions;
  readonly #families: MetricFamily[] = [];
  readonly #retained = new Map<string, Retained>();

  constructor(options: MetricFamiliesOptions) {
    this.#options = options;
  }

  /** Metrics of the core: their names are complete. */
  declare<const C extends MetricCatalog>(catalog: C): CoreInstruments<C> {
    const made = this.#make(catalog, { owner: 'core', nameOf: ({ name }) => name });
    return made as CoreInstruments<C>;
  }

  /** The metrics of one plugin, under its own prefix and checked when they are declared. */
  factoryFor(plugin: string): MetricFactory {
    return {
      declare: <const C extends MetricCatalog>(catalog: C) => {
        const made = this.#make(catalog, { owner: plugin, nameOf: (data) => this.#pluginName(plugin, data) });
        return made as Instruments<C>;
      },
      retain: (set, values) => this.#retain({ owner: plugin, set, values }),
    };
  }

  /** As the core sees it. */
  retain(set: OpenSet, values: readonly string[]): void {
    this.#retain({ owner: 'core', set, values });
  }

  #retain({ owner, set, values }: Retaining): void {
    const retained = this.#retained.get(set.kind) ?? { set, byOwner: new Map() };
    this.#retained.set(set.kind, retained);
    retained.byOwner.set(owner, values);
    for (const family of this.#families) family.retain(set, allOf(retained));
  }

  #make(
    catalog: MetricCatalog,
    { owner, nameOf }: { readonly owner: string; readonly nameOf: (data: MetricData) => string },
  ): Readonly<Record<string, unknown>> {
    const { registry, mirrors, overflowed, valueRefused } = this.#options;
    const refused = () => valueRefused(owner);
    const context: FamilyContext = { registry, mirrors, overflowed, refused };
    const made = Object.entries(catalog).map(([key, data]) => {
      const family = makeFamily(data, nameOf(data), context);
      this.#families.push(family);
      // A plugin that is set up later knows the same containers.
      for (const retained of this.#retained.values()) family.retain(retained.set, allOf(retained));
      if (hasOpenLabels(data)) this.#options.onOpenLabels(family.name);
      return [key, family.instrument] as const;
    });
    return Object.fromEntries(made);
  }

  #pluginName(plugin: string, data: MetricData): string {
    const problem = metricProblem(data);
    if (problem !== undefined) throw refusal(plugin, data.name, problem);
    const name = metricName(plugin, data);
    if (this.#families.some((family) => family.name === name)) {
      throw refusal(plugin, data.name, `is already registered as '${name}'`);
    }
    return name;
  }
}

function allOf({ byOwner }: Retained): string[] {
  return [...new Set([...byOwner.values()].flat())];
}

function hasOpenLabels({ labels = {} }: MetricData): boolean {
  return Object.values(labels).some((set) => 'max' in set);
}

/** The full name of a plugin's metric. */
export function metricName(plugin: string, { name }: { readonly name: string }): string {
  return `glassgate_${plugin.replaceAll('-', '_')}_${name}`;
}

function refusal(plugin: string, name: string, problem: string): GlassgateError {
  return new GlassgateError('INTERNAL_ERROR', `Metric '${name}' of plugin '${plugin}' ${problem}.`);
}
