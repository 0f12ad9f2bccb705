import { ConfigError, type ConfigProblem } from '../config/config-error.ts';
import type { CoreConfig, PluginEntry } from '../config/core-config.ts';
import { completeConfig, type LoadedConfig, loadConfig } from '../config/load-config.ts';
import { nearestKey } from '../config/nearest-key.ts';
import type { ConfigDocument } from '../config/read-document.ts';
import type { Env } from '../config/references.ts';
import { BootError } from '../kernel/boot-error.ts';
import { checkChains } from '../kernel/check-chains.ts';
import { ImportError, type ImportedPlugin, importPlugins } from '../kernel/import-plugins.ts';
import { bundledPlugins, usualPlugins } from './bundled-plugins.ts';

/** A gateway that can be started: everything that can be wrong on paper was checked. */
export interface GatewayPlan {
  readonly document: ConfigDocument;
  /** What references in the file were resolved with. */
  readonly env: Env;
  readonly core: CoreConfig;
  readonly plugins: readonly ImportedPlugin[];
  readonly configs: ReadonlyMap<string, unknown>;
  readonly warnings: readonly ConfigProblem[];
}

/** The chain of plugins that name none: the first kind of traffic Glassgate was made for. */
const defaultChain = 'solve';

/** Read the config, import the plugins and check both. All problems are reported together. */
export async function planGateway(configPath: string, env: Env): Promise<GatewayPlan> {
  const loaded = await loadConfig({ path: configPath, env });
  const { document, core } = loaded;
  const bundled = await bundledPlugins();
  const entries = core.plugins ?? usualPlugins(bundled).map((use) => ({ use, path: [] }));
  const plugins = await importPlugins(entries, {
    baseDir: document.baseDir,
    bundled,
    defaultChain,
    nearest: nearestKey,
  }).catch(async (error: unknown) => {
    throw await withConfigProblems(error, { loaded, entries });
  });
  const chainProblems = checkChains(plugins);
  const specs = plugins.map(({ spec }) => spec);
  const { configs, warnings } = await completeConfig(loaded, { plugins: specs, entries }).catch(
    (error: unknown) => {
      if (!(error instanceof ConfigError) || chainProblems.length === 0) throw error;
      throw new BootError([error.message, ...chainProblems], { cause: error });
    },
  );
  if (chainProblems.length > 0) throw new BootError(chainProblems);
  return { document, env, core, plugins, configs, warnings };
}

interface Unplanned {
  readonly loaded: LoadedConfig;
  readonly entries: readonly PluginEntry[];
}

/** What else is wrong with the file, as far as the plugins that are there can tell. */
async function withConfigProblems(error: unknown, { loaded, entries }: Unplanned): Promise<unknown> {
  if (!(error instanceof ImportError)) return error;
  const { imported, problems } = error;
  const used = {
    plugins: imported.flatMap((plugin) => plugin?.spec ?? []),
    entries: entries.filter((_entry, index) => imported[index] !== undefined),
  };
  const config: unknown = await completeConfig(loaded, used).catch((reason: unknown) => reason);
  // Nobody knows which keys the others read, so a key is no more unknown than they are: errors alone are told.
  if (!(config instanceof ConfigError)) return error;
  const wrong = config.problems.filter(({ severity }) => severity === 'error');
  const { message } = new ConfigError(wrong, { file: loaded.document.path });
  return new BootError([message, ...problems], { cause: error });
}
