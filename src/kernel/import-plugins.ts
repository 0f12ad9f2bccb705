import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyPlugin } from '../plugin-api/plugin.ts';
import { BootError } from './boot-error.ts';
import { readPluginModule } from './plugin-module.ts';

/** One line of `plugins:` in config.yaml. */
export interface PluginEntry {
  /** A bundled plugin's name, a path (`./mine.ts`, relative to the config file) or a package name. */
  readonly use: string;
  /** Puts the stage into another chain than the plugin's own, or into several. */
  readonly chain?: string | readonly string[] | undefined;
}

export interface ImportedPlugin {
  readonly spec: AnyPlugin;
  /** Chains that its stage is in: one setup, one stage. */
  readonly chains: readonly string[];
}

export interface ImportOptions {
  readonly baseDir: string;
  /** Entry file of each bundled plugin, by name. */
  readonly bundled: ReadonlyMap<string, string>;
  /** The chain of plugins that name none. */
  readonly defaultChain: string;
  /** The known name that a wrong one was probably meant to be. */
  readonly nearest?: (wrong: string, known: Iterable<string>) => string | undefined;
}

/** Import every plugin. All that cannot be imported are reported together. */
export async function importPlugins(
  entries: readonly PluginEntry[],
  options: ImportOptions,
): Promise<ImportedPlugin[]> {
  const results = await Promise.all(entries.map((entry) => importPlugin(entry, options)));
  const problems = results.filter((result) => typeof result === 'string');
  if (problems.length > 0) throw new ImportError(problems, results);
  return results.filter((result) => typeof result !== 'string');
}

/** Some plugins could not be imported; what is known of the others lets the rest be checked. */
export class ImportError extends BootError {
  /** One for each entry; undefined for those that failed. */
  readonly imported: readonly (ImportedPlugin | undefined)[];

  constructor(problems: readonly string[], results: readonly (ImportedPlugin | string)[]) {
    super(problems);
    this.imported = results.map((result) => (typeof result === 'string' ? undefined : result));
  }
}

async function importPlugin(entry: PluginEntry, options: ImportOptions): Promise<ImportedPlugin | string> {
  let module: unknown;
  try {
    module = await import(resolveSpecifier(entry.use, options));
  } catch (error) {
    return `Plugin '${entry.use}' cannot be loaded: ${reasonOf(error, entry.use)}${hint(entry.use, options)}`;
  }
  const spec = readPluginModule(module, entry.use);
  if (typeof spec === 'string') return spec;
  const chains = [entry.chain ?? spec.chain ?? options.defaultChain].flat();
  return { spec, chains: [...new Set(chains)] };
}

export function resolveSpecifier(
  use: string,
  { baseDir, bundled }: Pick<ImportOptions, 'baseDir' | 'bundled'>,
): string {
  const path = bundled.get(use);
  if (path !== undefined) return pathToFileURL(path).href;
  if (use.startsWith('.') || isAbsolute(use)) return pathToFileURL(resolve(baseDir, use)).href;
  return use;
}

function reasonOf(error: unknown, use: string): string {
  // Node names the file that looked for the package, which is one of Glassgate's own.
  if (isNamed(use) && isUnknownPackage(error, use)) return 'neither a bundled plugin nor a package';
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
}

function isUnknownPackage(error: unknown, use: string): boolean {
  return /Cannot find (?:package|module) '([^']*)'/.exec(String(error))?.[1] === use;
}

function hint(use: string, { bundled, nearest: nearestOf }: ImportOptions): string {
  if (!isNamed(use)) return '';
  const nearest = nearestOf?.(use, bundled.keys());
  return nearest === undefined
    ? ` (bundled plugins: ${[...bundled.keys()].sort().join(', ')})`
    : `; did you mean '${nearest}'?`;
}

/** By a name, and not by a path. */
function isNamed(use: string): boolean {
  return !use.startsWith('.') && !isAbsolute(use);
}
