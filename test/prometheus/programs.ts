import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

/**
 * A test that needs programs of the Debian packages `prometheus` and `prometheus-alertmanager`. Where one is
 * missing the test is skipped, but never in CI, where a proof must not vanish silently.
 */
export function itWithPrograms(programs: readonly string[]) {
  const missing = programs.filter((program) => spawnSync(program, ['--version']).error !== undefined);
  if (missing.length === 0 || process.env['CI'] !== undefined) return it;
  return (name: string, _body: () => Promise<void>, _timeoutMs?: number): void => {
    it.skip(`${name} (skipped: ${missing.join(', ')} not installed)`, () => {});
  };
}

export interface Finished {
  readonly code: number | null;
  /** stdout and stderr, one after the other. */
  readonly output: string;
}

/** Runs a program to its end. */
export async function runProgram(program: string, args: readonly string[]): Promise<Finished> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise: exited, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const [code, out, complaints] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, output: `${out}${complaints}` };
}
