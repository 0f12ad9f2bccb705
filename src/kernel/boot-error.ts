/** Everything that keeps the gateway from starting, reported together. */
export class BootError extends Error {
  override readonly name = 'BootError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}
