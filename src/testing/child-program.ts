import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createWatch } from './watch.ts';

const repositoryRoot = resolve(import.meta.dirname, '../..');

export type LogLine = Readonly<Record<string, unknown>>;

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly readyTimeoutMs?: number;
  /** Keeps a Ctrl-C in the terminal from reaching the program: its parent stops it. */
  readonly ownProcessGroup?: boolean;
  /** Recognises the line that says the program listens; its field `url` is where. */
  readonly isReady: (line: LogLine) => boolean;
}

/** A Node program of this repository that runs beside the tests. */
export interface ChildProgram extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** The JSON lines on its stdout so far. */
  readonly lines: readonly LogLine[];
  /** What it wrote to stderr so far. */
  readonly stderr: string;
  /** The first line that satisfies the condition, now or later. */
  untilLine(matches: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  /** SIGTERM; resolves with the exit code, null after a signal. */
  stop(): Promise<number | null>;
  /** SIGKILL: no chance to clean up. */
  kill(): Promise<void>;
}

/** Start a program and wait until it listens. Rejects with its stderr when it exits before that. */
export async function startChildProgram(options: ProgramOptions): Promise<ChildProgram> {
  const { args, env = {}, isReady, readyTimeoutMs = 30_000 } = options;
  const child = spawn(process.execPath, args, {
    cwd: repositoryRoot,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: options.ownProcessGroup ?? false,
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const exited = new Promise<number | null>((done) => {
    child.once('close', (code) => {
      process.off('exit', endWithUs);
      done(code);
    });
  });
  const output = collectOutput(child);

  const stop = () => {
    child.kill('SIGTERM');
    return exited;
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const untilLine = (matches: (line: LogLine) => boolean, timeoutMs = 10_000) =>
    output.watch.until(() => output.lines.find(matches), {
      timeoutMs,
      what: `a line that satisfies ${matches}`,
    });

  const early = new AbortController();
  const becameReady = output.watch.until(() => output.lines.find(isReady), {
    timeoutMs: readyTimeoutMs,
    what: 'the program to listen',
    signal: early.signal,
  });
  exited.then(
    (code) =>
      early.abort(new Error(`The program ended with ${code} before it listened:\n${output.stderr()}`)),
    () => {},
  );
  const ready = await becameReady.catch(async (error: unknown) => {
    await kill();
    throw error;
  });

  return {
    url: String(ready['url']),
    pid: child.pid ?? -1,
    lines: output.lines,
    get stderr() {
      return output.stderr();
    },
    untilLine,
    stop,
    kill,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

function collectOutput(child: ChildProcess) {
  const watch = createWatch();
  const lines: LogLine[] = [];
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parseLine(text);
      if (line === undefined) return;
      lines.push(line);
      watch.changed();
    });
  }
  return { watch, lines, stderr: () => stderr };
}

function parseLine(text: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Only objects are log lines; a dependency may print anything else.
    return typeof value === 'object' && value !== null ? (value as LogLine) : undefined;
  } catch {
    return undefined;
  }
}
