import type { SchemaIssue } from '../plugin-api/schema.ts';
import { issueMessage, kindName } from './issue-message.ts';
import type { KeyPath } from './key-path.ts';

export interface FlatIssue {
  readonly path: KeyPath;
  readonly message: string;
}

/** What Zod's issues carry beyond Standard Schema. */
interface ZodIssue extends SchemaIssue {
  readonly code?: string;
  readonly expected?: string;
  readonly errors?: readonly (readonly ZodIssue[])[];
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
}

/** One line per wrong key: unions become the issues of the branch that was meant. */
export function flatIssues(issues: readonly SchemaIssue[], prefix: KeyPath = []): FlatIssue[] {
  return issues.flatMap((issue) => flatten(issue, prefix));
}

function flatten(issue: ZodIssue, prefix: KeyPath): FlatIssue[] {
  const path = [...prefix, ...(issue.path ?? []).map(plainKey)];
  if (issue.code === 'unrecognized_keys' && issue.keys !== undefined) {
    return issue.keys.map((key) => ({ path: [...path, key], message: 'Unknown key; remove it.' }));
  }
  if (issue.code === 'invalid_union' && issue.errors !== undefined && issue.errors.length > 0) {
    return flattenUnion(issue.errors, path);
  }
  return [{ path, message: issueMessage(issue.message) }];
}

function flattenUnion(branches: readonly (readonly ZodIssue[])[], path: KeyPath): FlatIssue[] {
  const meant = branches
    .filter((issues) => !issues.some(isMismatch))
    .sort((a, b) => a.length - b.length)
    .at(0);
  if (meant !== undefined) return flatIssues(meant, path);
  const expected = branches.flatMap((issues) => issues.filter(isMismatch).flatMap(expectations));
  return [{ path, message: `Expected ${[...new Set(expected)].join(' or ')}.` }];
}

/** The value itself is of another kind than the branch, so that the branch was not meant. */
function isMismatch({ code, path = [] }: ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function expectations({ expected, values }: ZodIssue): string[] {
  return (
    values?.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))) ?? [kindName(expected)]
  );
}

function plainKey(segment: NonNullable<SchemaIssue['path']>[number]): string | number {
  const key = typeof segment === 'object' ? segment.key : segment;
  return typeof key === 'number' ? key : String(key);
}
