import { ConfigError, type ConfigProblem } from './config-error.ts';
import type { CoreConfig } from './core-config.ts';
import { declaredScalars } from './declared-scalars.ts';
import { configJsonSchema } from './json-schema.ts';
import { samePath } from './key-path.ts';
import type { Mapping } from './mapping.ts';
import { parseCore } from './parse-core.ts';
import { type PluginsInUse, pluginConfigs } from './plugin-sections.ts';
import { type ConfigDocument, readDocument } from './read-document.ts';
import type { Env } from './references.ts';
import { unknownKeys } from './unknown-keys.ts';

export interface LoadedConfig {
  readonly document: ConfigDocument;
  readonly core: CoreConfig;
  /** Found so far. `completeConfig` reports them together with those of the plugins. */
  readonly problems: readonly ConfigProblem[];
}

export interface CompleteConfig {
  /** Validated config of every plugin, by plugin name. */
  readonly configs: ReadonlyMap<string, unknown>;
  readonly warnings: readonly ConfigProblem[];
}

/**
 * Read the config file and the core's keys: the first of two steps. It throws only when the plugins cannot be
 * known, so that the second step can report everything at once.
 */
export async function loadConfig({
  path,
  env,
}: {
  readonly path: string;
  readonly env: Env;
}): Promise<LoadedConfig> {
  const document = await readDocument(path, { env });
  const root = declaredScalars(document.root, configJsonSchema([])) as Mapping;
  const { core, problems: coreProblems } = parseCore({ ...document, root });
  const problems = [...document.problems, ...coreProblems];
  const pluginsUnknown = problems.some(
    (problem) => problem.severity === 'error' && problem.path[0] === 'plugins',
  );
  if (pluginsUnknown) throw new ConfigError(problems, { file: path });
  return { document, core, problems };
}

/** The second step, when the plugins are imported: check their parts. Throws ConfigError with all problems. */
export async function completeConfig(loaded: LoadedConfig, used: PluginsInUse): Promise<CompleteConfig> {
  const { document } = loaded;
  const { configs, problems: pluginProblems } = await pluginConfigs(document, used);
  // A key that its plugin refuses is not ignored.
  const ignored = unknownKeys(document, used).filter(
    ({ path }) => !pluginProblems.some((problem) => samePath(problem.path, path)),
  );
  const problems = [...loaded.problems, ...pluginProblems, ...ignored];
  if (problems.some(({ severity }) => severity === 'error')) {
    throw new ConfigError(problems, { file: document.path });
  }
  return { configs, warnings: problems };
}
