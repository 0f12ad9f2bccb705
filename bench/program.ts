import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Takes both outputs. */
  readonly logPath: string;
  /** Answers anything at all once the program listens. */
  readonly readyUrl: string;
  readonly signal: AbortSignal;
}

export interface Program extends AsyncDisposable {
  readonly pid: number;
}

const readyTimeoutMs = 30_000;
const pollMs = 20;
const stopTimeoutMs = 10_000;

/** Start a program and wait until it listens. It is stopped with its scope, and never outlives this process. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { command, args, env = {}, logPath, signal } = options;
  await using log = await open(logPath, 'a');
  const child = spawn(command, args, {
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: process.env['PATH'] ?? '', ...env },
    // A Ctrl-C in the terminal reaches only us, so that everything is stopped in order.
    detached: true,
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit').finally(() => process.off('exit', kill));
  try {
    await untilReady(options, child, AbortSignal.any([signal, AbortSignal.timeout(readyTimeoutMs)]));
  } catch (cause) {
    kill();
    await exited.catch(() => undefined);
    throw new Error(`${command} did not start:\n${(await readFile(logPath, 'utf8')).slice(-2_000)}`, {
      cause,
    });
  }
  return {
    pid: child.pid ?? -1,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, stopTimeoutMs);
      if (child.exitCode === null && child.signalCode === null) await exited;
      clearTimeout(timer);
    },
  };
}

async function untilReady({ readyUrl }: ProgramOptions, child: ChildProcess, signal: AbortSignal) {
  while (!(await listens(readyUrl, signal))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended at once.');
    await pause(pollMs, undefined, { signal });
  }
}

async function listens(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal });
    await answer.arrayBuffer();
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
