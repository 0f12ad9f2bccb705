import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Program extends AsyncDisposable {
  readonly url: string;
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
    const address = /msg="Listening on" address=(\S+)/.exec(line)?.[1];
    if (address !== undefined) resolve(`http://${address}`);
  });
  closed.then(() => reject(new Error(`${program} ended before it listened:\n${lines.join('\n')}`)), reject);
  return {
    url: await listening,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await closed;
      process.off('exit', endWithUs);
    },
  };
}
