import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from '../pool.ts';

const repositoryRoot = resolve(import.meta.dirname, '../../..');

/** Start the gateway and kill it some time later, wherever its start has come to by then. */
export async function killWhileStarting({ configPath, sqlitePath }: Pool, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', './src/telemetry/register.ts', 'src/main.ts'], {
    cwd: repositoryRoot,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      CONFIG_PATH: configPath,
      SQLITE_PATH: sqlitePath,
      OTEL_SDK_DISABLED: 'true',
    },
  });
  const exited = once(child, 'exit');
  await pause(afterMs);
  child.kill('SIGKILL');
  await exited;
}
