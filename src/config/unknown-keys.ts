import type { AnyPlugin } from '../plugin-api/plugin.ts';
import type { ConfigProblem } from './config-error.ts';
import type { PluginEntry } from './core-config.ts';
import { configJsonSchema, type JsonSchema, sectionJsonSchema } from './json-schema.ts';
import type { KeyPath } from './key-path.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { nearestKey } from './nearest-key.ts';
import type { PluginsInUse } from './plugin-sections.ts';
import type { ConfigDocument } from './read-document.ts';
import { schemaBranches } from './schema-branches.ts';
import { itemSchemas, propertySchemas } from './schema-children.ts';

/** Warn of every key that nobody reads, at the top, below it and in the plugins' own `config:`. */
export function unknownKeys(document: ConfigDocument, { plugins, entries }: PluginsInUse): ConfigProblem[] {
  const schema = configJsonSchema(plugins);
  const shared = walk(document.root, { schemas: [schema], root: schema, path: [] });
  const own = plugins.flatMap((plugin, index) => ownUnknownKeys(plugin, entries[index]));
  return [...shared, ...own].map(({ path, message }) => ({
    path,
    ...document.locate(path),
    message,
    severity: 'warning',
  }));
}

function ownUnknownKeys(plugin: AnyPlugin, entry: PluginEntry | undefined): UnknownKey[] {
  const section = sectionJsonSchema(plugin);
  if (entry?.config === undefined || section === undefined) return [];
  return [...walk(entry.config, { schemas: [section], root: section, path: [...entry.path, 'config'] })];
}

interface UnknownKey {
  readonly path: KeyPath;
  readonly message: string;
}

interface Place {
  /** The value may fit any of them. */
  readonly schemas: readonly (JsonSchema | boolean)[];
  readonly root: JsonSchema;
  readonly path: KeyPath;
}

function* walk(value: unknown, { schemas, root, path }: Place): Generator<UnknownKey> {
  const branches = schemas.flatMap((schema) => schemaBranches(schema, root));
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const items = branches.flatMap((branch) => itemSchemas(branch, index));
      yield* walk(item, { schemas: items, root, path: [...path, index] });
    }
  }
  if (isMapping(value)) yield* walkMapping(value, { branches, root, path });
}

interface MappingPlace {
  readonly branches: readonly JsonSchema[];
  readonly root: JsonSchema;
  readonly path: KeyPath;
}

function* walkMapping(mapping: Mapping, { branches, root, path }: MappingPlace): Generator<UnknownKey> {
  const known = new Set(branches.flatMap((branch) => Object.keys(branch.properties ?? {})));
  const open = known.size === 0 || branches.some(allowsAnyKey);
  for (const [key, value] of Object.entries(mapping)) {
    const childPath = [...path, key];
    if (!open && !known.has(key)) yield { path: childPath, message: warning(key, known) };
    else {
      const schemas = branches.flatMap((branch) => propertySchemas(branch, key));
      yield* walk(value, { schemas, root, path: childPath });
    }
  }
}

function allowsAnyKey(branch: JsonSchema): boolean {
  if (branch.additionalProperties !== undefined) return branch.additionalProperties !== false;
  // A schema without a type and without keys describes nothing: anything may be meant.
  return (
    branch.type === undefined &&
    branch.properties === undefined &&
    branch.enum === undefined &&
    branch.const === undefined
  );
}

function warning(key: string, known: Iterable<string>): string {
  const nearest = nearestKey(key, known);
  return `Unknown key '${key}' is ignored${nearest === undefined ? '.' : `; did you mean '${nearest}'?`}`;
}
