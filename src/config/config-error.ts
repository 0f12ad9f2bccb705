import { formatKeyPath, type KeyPath } from './key-path.ts';

export interface ConfigProblem {
  /** Empty when the problem is the whole document. */
  readonly path: KeyPath;
  /** From 1. */
  readonly line?: number | undefined;
  /** From 1. */
  readonly column?: number | undefined;
  /** A sentence that says what to do. Never shows the value of a key: it may be a secret. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface ConfigErrorOptions extends ErrorOptions {
  /** Path of the config file as the operator gave it; absent when the problem is not in a file. */
  readonly file?: string | undefined;
}

/** Everything that is wrong with the configuration, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], options: ConfigErrorOptions = {}) {
    const { file, ...errorOptions } = options;
    const inOrder = problems.toSorted(byPosition);
    super(inOrder.map((problem) => formatProblem(problem, { file })).join('\n'), errorOptions);
    this.problems = inOrder;
  }
}

/** `config.yaml:12:5 containers[0].base_url: Expected a URL.` */
export function formatProblem(
  problem: ConfigProblem,
  { file }: { readonly file?: string | undefined },
): string {
  const position = [file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const where = [position, formatKeyPath(problem.path)].filter((part) => part !== '').join(' ');
  const message = problem.severity === 'warning' ? `warning: ${problem.message}` : problem.message;
  return where === '' ? message : `${where}: ${message}`;
}

function byPosition(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
