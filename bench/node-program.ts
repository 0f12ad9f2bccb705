import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './program.ts';

export interface NodeProgramOptions {
  /** Without its ending, in `programs/`. */
  readonly name: string;
  readonly args?: readonly string[];
  readonly dir: string;
  readonly signal: AbortSignal;
}

export interface NodeProgram extends Program {
  readonly url: string;
}

/** Start one of the programs of the bench on a free port. */
export async function startNodeProgram(options: NodeProgramOptions): Promise<NodeProgram> {
  const { name, args = [], dir, signal } = options;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram({
    command: process.execPath,
    args: [join(import.meta.dirname, 'programs', `${name}.ts`), '--port', String(port), ...args],
    logPath: join(dir, `${name}.log`),
    readyUrl: url,
    signal,
  });
  return { ...program, url };
}
