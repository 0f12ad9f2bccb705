import { startNodeProgram } from '../node-program.ts';
import type { System } from '../system.ts';

/** Express with http-proxy-middleware and a keep-alive agent: what the gateway is compared with. */
export const expressHpm: System = {
  name: 'express-hpm',
  start: async ({ workerUrl, workerPath, dir, signal }) => {
    const program = await startNodeProgram({
      name: 'express-hpm',
      args: ['--target', workerUrl],
      dir,
      signal,
    });
    return { ...program, url: `${program.url}${workerPath}` };
  },
};
