import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
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

interface RunOptions {
  /** What the program reads from its stdin. */
  readonly input?: string;
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input = '' }: RunOptions = {},
): Promise<Finished> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const { promise: exited, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  // One that does not read closes its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code, out, complaints] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, output: `${out}${complaints}` };
}

export interface Program extends AsyncDisposable {
  readonly url: string;
  /** Tells it to read its configuration again. */
  reload(): void;
}

/** Starts Prometheus or Alertmanager with a free port and waits until it listens. */
export async function startProgram(program: string, args: readonly string[]): Promise<Program> {
  const child = spawn(program, [...args, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const closed = once(child, 'close');
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    const address = /msg="Listening on" (?:component=web )?address=(\S+)/.exec(line)?.[1];
    if (address !== undefined) resolve(`http://${address}`);
  });
  closed.then(() => reject(new Error(`${program} ended before it listened:\n${lines.join('\n')}`)), reject);
  return {
    url: await listening,
    reload: () => child.kill('SIGHUP'),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await closed;
      process.off('exit', endWithUs);
    },
  };
}
