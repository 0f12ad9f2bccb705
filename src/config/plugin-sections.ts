import type { AnyPlugin } from '../plugin-api/plugin.ts';
import type { SchemaResult } from '../plugin-api/schema.ts';
import type { ConfigProblem } from './config-error.ts';
import type { PluginEntry } from './core-config.ts';
import { declaredScalars } from './declared-scalars.ts';
import { flatIssues } from './flat-issues.ts';
import { sectionJsonSchema } from './json-schema.ts';
import { checkKeyOwners } from './key-owners.ts';
import { type KeyPath, samePath } from './key-path.ts';
import type { ConfigDocument } from './read-document.ts';
import { sectionShape } from './section-shape.ts';

export interface PluginsInUse {
  readonly plugins: readonly AnyPlugin[];
  /** `entries[i]` loaded `plugins[i]`. */
  readonly entries: readonly PluginEntry[];
}

export interface PluginConfigs {
  /** Validated config by plugin name; a plugin with problems is missing. */
  readonly configs: ReadonlyMap<string, unknown>;
  readonly problems: readonly ConfigProblem[];
}

/** Validate the part of every plugin at once. */
export async function pluginConfigs(
  document: ConfigDocument,
  { plugins, entries }: PluginsInUse,
): Promise<PluginConfigs> {
  const sections = plugins.map((plugin, index) => sectionOf(document, { plugin, entry: entries[index] }));
  const checked = await Promise.all(sections.map(validate));
  return {
    configs: new Map(
      checked.flatMap(({ plugin, result }) => (result.issues ? [] : [[plugin.name, result.value]])),
    ),
    problems: [
      ...checkKeyOwners(plugins, document.locate),
      ...checked.flatMap((section) => problemsOf(document, section)),
      ...(await Promise.all(checked.map((section) => doubtsOf(document, section)))).flat(),
    ],
  };
}

interface Section {
  readonly plugin: AnyPlugin;
  readonly input: unknown;
  /** Where a key of the input stands in the document. */
  pathOf(key: string | number | undefined): KeyPath;
}

interface PluginInUse {
  readonly plugin: AnyPlugin;
  readonly entry: PluginEntry | undefined;
}

function sectionOf({ root }: ConfigDocument, { plugin, entry }: PluginInUse): Section {
  const shape = sectionShape(plugin.config);
  const own = entry?.config ?? {};
  const shared = Object.entries(root).filter(([key]) => shape !== undefined && Object.hasOwn(shape, key));
  const ownPath = [...(entry?.path ?? []), ...(entry?.config === undefined ? [] : ['config'])];
  const input = { ...Object.fromEntries(shared), ...own };
  const schema = sectionJsonSchema(plugin);
  return {
    plugin,
    input: schema === undefined ? input : declaredScalars(input, schema),
    pathOf: (key) => (shape === undefined || (key !== undefined && Object.hasOwn(own, key)) ? ownPath : []),
  };
}

interface CheckedSection extends Section {
  readonly result: SchemaResult<unknown>;
}

async function validate(section: Section): Promise<CheckedSection> {
  const { config } = section.plugin;
  if (config === undefined) return { ...section, result: { value: {} } };
  try {
    return { ...section, result: await config['~standard'].validate(section.input) };
  } catch (error) {
    const reason = error instanceof Error ? error.name : typeof error;
    const message = `The check of the configuration itself failed with ${reason}.`;
    return { ...section, result: { issues: [{ message }] } };
  }
}

/** What the plugin itself thinks of a configuration that is valid. */
async function doubtsOf(
  document: ConfigDocument,
  { plugin, pathOf, result }: CheckedSection,
): Promise<ConfigProblem[]> {
  if (result.issues || plugin.doubts === undefined) return [];
  const { baseDir, root } = document;
  const doubts = await plugin.doubts(result.value, { baseDir, root });
  return doubts.map((doubt): ConfigProblem => {
    const path = [...pathOf(doubt.path[0]), ...doubt.path];
    const message = document.conceal(doubt.message);
    return { path, ...document.locate(path), message, severity: 'warning' };
  });
}

function problemsOf(document: ConfigDocument, { plugin, pathOf, result }: CheckedSection): ConfigProblem[] {
  const problems = flatIssues(result.issues ?? []).map((issue): ConfigProblem => {
    const path = [...pathOf(issue.path[0]), ...issue.path];
    const message = document.conceal(issue.message);
    // Without a key the line alone would not tell whose complaint it is.
    const text = issue.path.length === 0 ? `Plugin '${plugin.name}': ${message}` : message;
    return { path, ...document.locate(path), message: text, severity: 'error' };
  });
  // A reference that could not be resolved is reported already; its text is no value to complain about.
  return problems.filter(({ path }) => !document.problems.some((known) => samePath(known.path, path)));
}
