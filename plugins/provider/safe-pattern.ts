const maxPatternLength = 256;
const maxUnbounded = 2;
const maxModelLength = 256;

interface SafePattern {
  readonly source: string;
  test(model: string): boolean;
}

type Compiled = { readonly pattern: SafePattern } | { readonly problem: string };

/**
 * A regular expression of the configuration that cannot be made slow by the model names of clients: names are
 * short, nothing is looked around or back at, and what repeats without end contains no choice and no repetition.
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
  return repeats.length > maxUnbounded
    ? `repeats more than ${maxUnbounded} times, which may be slow`
    : undefined;
}

function isRepeat(part: string | undefined): boolean {
  return part === '*' || part === '+' || part?.startsWith('{') === true;
}

/** Escapes, classes, openings of groups and repetitions as one part each; the rest character by character. */
function partsOf(source: string): string[] {
  return source.match(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\(\?<\w+>|\(\?:|\{\d+(?:,\d*)?\}|./gs) ?? [];
}
