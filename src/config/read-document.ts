import { dirname, resolve } from 'node:path';
import { concealing } from './conceal.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { copyTree, type StringSite } from './copy-tree.ts';
import type { Locate } from './locate-key.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { type ParsedYaml, parseYaml } from './parse-yaml.ts';
import { readTextFile } from './read-text-file.ts';
import { type Env, type ReferenceSources, resolveReferences } from './references.ts';
import { secretNames } from './secret-names.ts';

export interface ConfigDocument {
  /** As the operator gave it. */
  readonly path: string;
  /** Absolute directory that relative paths in the file start from. */
  readonly baseDir: string;
  /** References resolved, wrapper taken off, keys without a value left out. */
  readonly root: Mapping;
  readonly locate: Locate;
  /** What is wrong with single values. The rest of the document can still be checked. */
  readonly problems: readonly ConfigProblem[];
  /** The values that references were replaced by. */
  readonly references: readonly string[];
  /** Take the values of secret references out of a text. */
  readonly conceal: (text: string) => string;
}

const maxFileBytes = 5 * 1024 * 1024;
const treeLimits = { maxNodes: 500_000, maxDepth: 100 };

/** Read a config file. Throws ConfigError when there is no mapping to work with. */
export async function readDocument(path: string, { env }: { readonly env: Env }): Promise<ConfigDocument> {
  const { value, locate } = unwrap(await parseFile(path), path);
  const copy = copyTree(value, treeLimits);
  const treeProblems = copy.problems.map((problem) => ({ ...problem, ...locate(problem.path) }));
  if (treeProblems.some(({ severity }) => severity === 'error')) {
    throw new ConfigError(treeProblems, { file: path });
  }
  const baseDir = dirname(resolve(path));
  const { secrets, problems } = await fillIn(copy.strings, { sources: { env, baseDir }, locate });
  return {
    path,
    baseDir,
    root: withoutBlanks(copy.root as Mapping),
    locate,
    problems: [...treeProblems, ...problems, ...secretNames(copy.root, locate)],
    references: secrets,
    conceal: concealing(secrets),
  };
}

async function parseFile(path: string): Promise<ParsedYaml> {
  const file = await readTextFile(path, { maxBytes: maxFileBytes });
  if ('failure' in file) {
    throw failed(path, { message: `The config file ${file.failure}.`, cause: file.cause });
  }
  const result = parseYaml(file.text);
  if ('problems' in result) throw new ConfigError(result.problems, { file: path });
  return result.parsed;
}

interface Unwrapped {
  readonly value: Mapping;
  readonly locate: Locate;
}

function unwrap({ value, source, locateBelow }: ParsedYaml, path: string): Unwrapped {
  const root = mappingOr(value, path);
  const keys = Object.keys(root);
  if (keys.length !== 1 || keys[0] !== 'config') return { value: root, locate: locateBelow(source) };
  const inner = source?.children.get('config');
  return { value: mappingOr(root['config'], path), locate: locateBelow(inner) };
}

function mappingOr(value: unknown, path: string): Mapping {
  if (value === undefined || value === null) return {};
  if (isMapping(value)) return value;
  throw failed(path, { message: 'Expected a mapping (key: value) at the top of the file.' });
}

interface FillInOptions {
  readonly sources: ReferenceSources;
  readonly locate: Locate;
}

async function fillIn(
  strings: readonly StringSite[],
  { sources, locate }: FillInOptions,
): Promise<{ secrets: string[]; problems: ConfigProblem[] }> {
  const secrets: string[] = [];
  const problems: ConfigProblem[] = [];
  for (const { path, text, replace } of strings) {
    const resolved = await resolveReferences(text, sources);
    replace(resolved.text);
    secrets.push(...resolved.secrets);
    for (const message of resolved.problems) {
      problems.push({ path, ...locate(path), message, severity: 'error' });
    }
  }
  return { secrets, problems };
}

/** `containers:` with every item commented out means the default, not null. */
function withoutBlanks(root: Mapping): Mapping {
  return Object.fromEntries(Object.entries(root).filter(([, value]) => value !== null));
}

function failed(path: string, { message, cause }: { message: string; cause?: unknown }): ConfigError {
  return new ConfigError([{ path: [], message, severity: 'error' }], { file: path, cause });
}
