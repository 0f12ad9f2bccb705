import { type ChildProgram, type ProgramOptions, startChildProgram } from './child-program.ts';

/** Start a test worker as a process of its own, with the arguments of `worker-process.ts`. */
export function startWorkerProcess(
  args: readonly string[] = [],
  options: Pick<ProgramOptions, 'ownProcessGroup'> = {},
): Promise<ChildProgram> {
  return startChildProgram({
    ...options,
    args: ['src/testing/worker-process.ts', ...args],
    isReady: (line) => line['event'] === 'listening',
  });
}
