import type { System } from '../system.ts';

/** Nothing in between: what the load generator and the worker cost alone. */
export const direct: System = {
  name: 'direct',
  start: async ({ workerUrl, workerPath, workerPid }) => ({
    url: `${workerUrl}${workerPath}`,
    pid: workerPid,
    [Symbol.asyncDispose]: async () => {},
  }),
};
