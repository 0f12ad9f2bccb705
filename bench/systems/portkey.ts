import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port.ts';
import { startProgram } from '../program.ts';
import type { System } from '../system.ts';

// Its range takes newer versions of this server too, and with those every stream is answered with 500.
const packages = ['@portkey-ai/gateway@1.15.2', '@hono/node-server@1.11.0'];
const home = resolve(import.meta.dirname, '../../node_modules/.cache/glassgate-bench/portkey-1.15.2');
const program = join(home, 'node_modules/@portkey-ai/gateway/build/start-server.js');
const installTimeoutMs = 120_000;
const run = promisify(execFile);

/** The gateway of Portkey, told to pass everything on to our API. Installed when it is first wanted. */
export const portkey: System = {
  name: 'portkey',
  missing: async () => {
    if (await isInstalled()) return undefined;
    try {
      const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
      await run('npm', ['install', '--prefix', home, ...quiet, ...packages], { timeout: installTimeoutMs });
      return undefined;
    } catch (error) {
      const [reason] = String(error).split('\n');
      return `Portkey's gateway could not be installed and is left out: ${reason}`;
    }
  },
  start: async ({ workerUrl, workerPath, dir, signal }) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const started = await startProgram({
      command: process.execPath,
      args: [program, `--port=${port}`, '--headless'],
      env: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: new URL(workerUrl).hostname },
      logPath: join(dir, 'portkey.log'),
      readyUrl: url,
      signal,
    });
    const headers = {
      authorization: 'Bearer bench-key',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${workerUrl}/v1`,
    };
    return { ...started, url: url + workerPath, headers };
  },
};

async function isInstalled(): Promise<boolean> {
  return access(program).then(
    () => true,
    () => false,
  );
}
