import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { freePort } from '../free-port.ts';
import { startProgram } from '../program.ts';
import type { RunningSystem, Surroundings } from '../system.ts';

export interface PoolSize {
  readonly containers: number;
  readonly clients: number;
}

const repository = resolve(import.meta.dirname, '../..');

/** A gateway with so many containers, all of which every profile may use, and a profile for each client. */
export async function startPool(
  { containers, clients }: PoolSize,
  { dir, workerUrl, signal }: Surroundings & { readonly dir: string },
): Promise<RunningSystem & { readonly metricsUrl: string }> {
  await mkdir(dir, { recursive: true });
  const config = {
    containers: named('w', containers).map((id) => ({ id, base_url: `${workerUrl}/${id}` })),
    profiles: named('p', clients).map((id) => ({ profile_id: id, profile_value: `/data/profiles/${id}` })),
    // Every message opens a chat. Chats that are kept would make another difference between the pools: a large
    // one has so many more of them.
    prompts: [{ prompt_id: 'default', file: './start.txt', default_max_chat_uses: 1 }],
  };
  await writeFile(join(dir, 'start.txt'), 'You answer questions of other programs.\n');
  await writeFile(join(dir, 'config.yaml'), dump(config));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram({
    command: process.execPath,
    args: ['--import', join(repository, 'src/telemetry/register.ts'), join(repository, 'src/main.ts')],
    env: {
      OTEL_SDK_DISABLED: 'true',
      CONFIG_PATH: join(dir, 'config.yaml'),
      SQLITE_PATH: join(dir, 'gateway.sqlite'),
      ORCH_LOG_LEVEL: 'info',
      PORT: String(port),
    },
    logPath: join(dir, 'gateway.log'),
    readyUrl: `${url}/health`,
    signal,
  });
  return { ...program, url: `${url}/v1/solve`, metricsUrl: `${url}/metrics` };
}

/** p000, p001 … as the load script names the profiles of its connections. */
function named(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_value, index) => prefix + String(index).padStart(3, '0'));
}
