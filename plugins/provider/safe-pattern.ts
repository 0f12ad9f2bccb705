const maxPatternLength = 256;
const maxUnbounded = 2;
/** Ways to read a name that are all tried before one is found not to match. */
const maxWays = 1_000;
const maxModelLength = 256;

interface SafePattern {
  readonly source: string;
  test(model: string): boolean;
}

type Compiled = { readonly pattern: SafePattern } | { readonly problem: string };

/**
 * A regular expression of the configuration that cannot be made slow by the model names of clients: names are
 * short, nothing is looked around or back at, what repeats without end contains no choice and no repetition, and
 * choices do not multiply beyond a bound.
 */
export function compilePattern(source: string): Compiled {
  const problem = problemOf(source);
  if (problem !== undefined) return { problem };
  try {
    const expression = new RegExp(source, 'u');
    const test = (model: string) => model.length <= maxModelLength && expression.test(model);
    return { pattern: { source, test } };
  } catch (error) {
    return { problem: `is no regular expression: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function problemOf(source: string): string | undefined {
  if (source.length > maxPatternLength) return `is longer than ${maxPatternLength} characters`;
  const parts = partsOf(source);
  if (parts.some((part) => /^\(\?<?[=!]/.test(part))) return 'looks ahead or behind, which may be slow';
  if (parts.some((part) => /^\\[1-9k]/.test(part))) return 'refers back to a group, which may be slow';
  const repeats = parts.filter((part) => isRepeat(part));
  if (parts.some((part, index) => part === ')' && isRepeat(parts[index + 1]))) {
    return 'repeats a group, which may be slow; list what is meant, or repeat a single character';
  }
  if (repeats.length > maxUnbounded) return `repeats more than ${maxUnbounded} times, which may be slow`;
  return waysThrough(parts) > maxWays
    ? 'has too many choices one after another, which may be slow'
    : undefined;
}

/** Choices multiply, except those of the whole pattern, which are tried one after the other. */
function waysThrough(parts: readonly string[]): number {
  const open: number[] = [];
  let ways = 1;
  for (const [index, part] of parts.entries()) {
    if (part.startsWith('(')) open.push(1);
    if (part === '|' && open.length > 0) open.push((open.pop() ?? 1) + 1);
    if (part === ')') ways *= open.pop() ?? 1;
    if (isOptional(part, parts[index - 1])) ways *= 2;
  }
  return ways;
}

/** After a repetition, `?` asks for the shortest one. */
function isOptional(part: string, before: string | undefined): boolean {
  return part === '?' && !isRepeat(before);
}

function isRepeat(part: string | undefined): boolean {
  return part === '*' || part === '+' || part?.startsWith('{') === true;
}

/** Escapes, classes, openings of groups and repetitions as one part each; the rest character by character. */
function partsOf(source: string): string[] {
  return source.match(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\(\?<\w+>|\(\?:|\{\d+(?:,\d*)?\}|./gs) ?? [];
}
