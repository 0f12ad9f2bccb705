import type { Logger } from 'pino';
import type { ChainEntry, StartRun } from '../plugin-api/chain.ts';
import type { Exchange } from '../plugin-api/exchange.ts';
import type { MetricFactory } from '../plugin-api/metrics.ts';
import { apiVersion, type SetupContext } from '../plugin-api/plugin.ts';
import type { Redactor } from '../plugin-api/redaction/create-redactor.ts';
import type { SlotMap } from '../plugin-api/slot.ts';
import type { Store } from '../plugin-api/store.ts';
import { BootError } from './boot-error.ts';
import { buildChain } from './chain.ts';
import { chainLinks, type LoadedPlugin } from './chain-link.ts';
import type { ImportedPlugin } from './import-plugins.ts';
import type { Instruments } from './instruments.ts';
import type { ObserverHub } from './observer-hub.ts';
import type { ServiceRegistry } from './service-registry.ts';
import { withinLimit } from './setup-limit.ts';

export interface SetupOptions {
  /** Validated config of each plugin, by plugin name. */
  readonly configs: ReadonlyMap<string, unknown>;
  readonly baseDir: string;
  readonly log: Logger;
  readonly exchange: Exchange;
  readonly store: Store;
  readonly redact: Redactor;
  readonly instruments: Instruments;
  readonly observers: ObserverHub;
  /** Filled by the plugins, for the core to read afterwards. */
  readonly services: ServiceRegistry;
  metricsFor(plugin: string): MetricFactory;
  readonly setupLimitMs?: number;
}

const defaultSetupLimitMs = 10_000;

type AnyStartRun = StartRun<SlotMap, unknown>;

/** Set up every plugin, in order. When one fails, those already set up are closed again. */
export async function setupPlugins(
  imported: readonly ImportedPlugin[],
  options: SetupOptions,
): Promise<LoadedPlugin[]> {
  const { services } = options;
  const chains = new Map<string, AnyStartRun>();
  const loaded: LoadedPlugin[] = [];
  try {
    for (const plugin of imported) {
      const context = contextFor(plugin, { options, services, chains });
      const setup = async () => plugin.spec.setup(context);
      const parts = await withinLimit(setup(), {
        plugin: plugin.spec.name,
        task: 'setup',
        limitMs: options.setupLimitMs ?? defaultSetupLimitMs,
      });
      loaded.push({ spec: plugin.spec, chains: plugin.chains, log: context.log, parts });
      if (parts.observe !== undefined) options.observers.watch(plugin.spec.name, parts.observe);
      tellLoaded(loaded, options.log);
    }
    const problems = services.problems();
    if (problems.length > 0) throw new BootError(problems);
    compileChains(loaded, chains, options);
    return loaded;
  } catch (error) {
    await closePlugins(loaded, options.log);
    throw error;
  }
}

function tellLoaded(loaded: readonly LoadedPlugin[], log: Logger): void {
  const newest = loaded.at(-1);
  if (newest === undefined || !log.isLevelEnabled('debug')) return;
  const { spec, parts } = newest;
  const line = {
    plugin: spec.name,
    api_version: spec.apiVersion ?? apiVersion,
    chains: parts.stage === undefined ? [] : newest.chains,
    position: loaded.length,
  };
  log.debug({ event: 'plugin.loaded', ...line }, 'plugin loaded');
}

interface ContextParts {
  readonly options: SetupOptions;
  readonly services: ServiceRegistry;
  readonly chains: ReadonlyMap<string, AnyStartRun>;
}

function contextFor(
  { spec }: ImportedPlugin,
  { options, services, chains }: ContextParts,
): SetupContext<unknown> {
  const { baseDir, exchange, store, redact } = options;
  return {
    config: options.configs.get(spec.name) ?? {},
    baseDir,
    log: options.log.child({ plugin: spec.name }),
    metrics: options.metricsFor(spec.name),
    exchange,
    store,
    redact,
    provide: services.provideFor(spec.name),
    use: services.useFor(spec.name),
    chain<M extends SlotMap, A>(entry: ChainEntry<M, A>): StartRun<M, A> {
      return (run) => {
        const start = chains.get(entry.chain);
        if (start === undefined)
          throw new Error(`Chain '${entry.chain}' is not ready or not listed in 'opens'.`);
        return start(run) as ReturnType<StartRun<M, A>>;
      };
    },
  };
}

function compileChains(
  loaded: readonly LoadedPlugin[],
  chains: Map<string, AnyStartRun>,
  { instruments, observers, log }: SetupOptions,
): void {
  for (const { chain, fills } of loaded.flatMap(({ spec }) => spec.opens ?? [])) {
    const links = chainLinks(loaded, chain);
    if (links.length === 0) throw new BootError([`Chain '${chain}' is started but has no stages.`]);
    chains.set(chain, buildChain({ name: chain, links, fills, instruments, observers, log }));
  }
  const stranded = loaded
    .filter(({ parts }) => parts.stage !== undefined)
    .flatMap(({ spec, chains: own }) => own.map((chain) => ({ spec, chain })))
    .filter(({ chain }) => !chains.has(chain));
  if (stranded.length === 0) return;
  throw new BootError(
    stranded.map(
      ({ spec, chain }) => `Plugin '${spec.name}' is in chain '${chain}', which no plugin starts.`,
    ),
  );
}

/** Close plugins in reverse order. One that fails to close does not keep the others open. */
export async function closePlugins(loaded: readonly LoadedPlugin[], log: Logger): Promise<void> {
  for (const { spec, parts } of loaded.toReversed()) {
    try {
      await parts.close?.();
    } catch (err) {
      log.error({ event: 'plugin.failed', err, plugin: spec.name }, 'plugin failed to close');
    }
  }
}
