import { CORE_SCHEMA, constructFromEvents, type Event, mergeTag, parseEvents, YAMLException } from 'js-yaml';
import type { ConfigProblem } from './config-error.ts';
import { indexLines } from './line-index.ts';
import { type Locate, locateIn } from './locate-key.ts';
import { type DuplicateKey, readSource } from './read-source.ts';
import type { SourceNode } from './source-node.ts';

export interface ParsedYaml {
  /** Undefined for an empty text. */
  readonly value: unknown;
  readonly source: SourceNode | undefined;
  /** Locates below another node than the root, too. */
  locateBelow(node: SourceNode | undefined): Locate;
}

export type YamlResult = { readonly parsed: ParsedYaml } | { readonly problems: readonly ConfigProblem[] };

const schema = CORE_SCHEMA.withTags(mergeTag);
const limits = { maxAliases: 10_000, maxTotalMergeKeys: 100_000 };

/** Parse one YAML document and remember where everything stands. */
export function parseYaml(text: string): YamlResult {
  const positionOf = indexLines(text);
  try {
    const events = parseEvents(text, {});
    const { root, duplicates } = readSource(text, events);
    if (duplicates.length > 0) {
      return { problems: duplicates.map((duplicate) => duplicateProblem(duplicate, positionOf)) };
    }
    const values = constructFromEvents(events as Event[], { source: text, schema, ...limits });
    if (values.length > 1) {
      return { problems: [problem('Expected one YAML document; remove the others, they begin with ---.')] };
    }
    return {
      parsed: { value: values[0], source: root, locateBelow: (node) => locateIn(node, positionOf) },
    };
  } catch (error) {
    return { problems: [syntaxProblem(error, text)] };
  }
}

function duplicateProblem(
  { path, offset, firstOffset }: DuplicateKey,
  positionOf: ReturnType<typeof indexLines>,
): ConfigProblem {
  const message = `The key is already set on line ${positionOf(firstOffset).line}; keep one of them.`;
  return { ...problem(message), path, ...positionOf(offset) };
}

function syntaxProblem(error: unknown, text: string): ConfigProblem {
  if (!(error instanceof YAMLException)) return problem('Invalid YAML.');
  const message = `Invalid YAML: ${withoutSource(error.reason)}.${hint(error, text)}`;
  if (error.mark === undefined) return problem(message);
  return { ...problem(message), line: error.mark.line + 1, column: error.mark.column + 1 };
}

/** An unquoted password that begins with `*` or `!` is an alias or a tag to YAML, and its error would show it. */
function withoutSource(reason: string): string {
  return reason.replace(/ ?".*"| ?!<.*>|: .*$/gs, '');
}

function hint({ reason, mark }: YAMLException, text: string): string {
  if (/\balias\b|\btag\b/.test(reason)) return ' Quote a value that begins with * or !.';
  const lines = text.split(/\r\n|\r|\n/);
  if (/flow/.test(reason) && lines[mark?.line ?? -1]?.includes('${')) {
    return ` Quote a \${reference} inside { } or [ ].`;
  }
  return '';
}

function problem(message: string): ConfigProblem {
  return { path: [], message, severity: 'error' };
}
