import { ConfigError, type ConfigProblem } from '../config/config-error.ts';
import type { CoreConfig } from '../config/core-section.ts';
import { completeConfig, type LoadedConfig, loadConfig } from '../config/load-config.ts';
import type { ConfigDocument } from '../config/read-document.ts';
import type { Env } from '../config/references.ts';
import { BootError } from '../kernel/boot-error.ts';
import { checkChains } from '../kernel/check-chains.ts';
import { type ImportedPlugin, importPlugins } from '../kernel/import-plugins.ts';
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
  }).catch((error: unknown) => {
    throw withConfigProblems(error, loaded);
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

function withConfigProblems(error: unknown, { document, problems }: LoadedConfig): unknown {
  if (!(error instanceof BootError) || problems.length === 0) return error;
  return new BootError([new ConfigError(problems, { file: document.path }).message, ...error.problems], {
    cause: error,
  });
}
