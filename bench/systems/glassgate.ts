import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from '../free-port.ts';
import { startProgram } from '../program.ts';
import type { Surroundings, System } from '../system.ts';
import { openChats } from './open-chats.ts';
import { writePoolConfig } from './pool-config.ts';

const repository = resolve(import.meta.dirname, '../..');

/** `POST /v1/solve` with everything on: all spans exported, metrics, rows on disk, I/O log with bodies. */
export const glassgate = variant('glassgate', {
  ioLog: true,
  env: ({ collectorUrl }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_SAMPLER: 'always_on',
    // Above what one second brings: spans that are dropped would cost nothing and make the figures too good.
    OTEL_BSP_MAX_QUEUE_SIZE: '200000',
  }),
});

/** The same without tracing and without the I/O log: what the two cost. */
export const glassgateBare = variant('glassgate-bare', {
  ioLog: false,
  env: () => ({ OTEL_SDK_DISABLED: 'true' }),
});

interface Variant {
  readonly ioLog: boolean;
  readonly env: (surroundings: Surroundings) => Readonly<Record<string, string>>;
}

function variant(name: string, { ioLog, env }: Variant): System {
  return {
    name,
    start: async (surroundings) => {
      const { workerUrl, maxConnections, signal } = surroundings;
      const dir = join(surroundings.dir, name);
      await mkdir(dir);
      const pool = await writePoolConfig(dir, { workerUrl, maxConnections, ioLog });
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const program = await startProgram({
        command: process.execPath,
        args: [
          ...['--import', join(repository, 'src/telemetry/register.ts')],
          join(repository, 'src/main.ts'),
        ],
        env: {
          ...env(surroundings),
          CONFIG_PATH: pool.configPath,
          SQLITE_PATH: join(dir, 'gateway.sqlite'),
          ORCH_LOG_LEVEL: 'info',
          PORT: String(port),
        },
        logPath: join(dir, 'gateway.log'),
        readyUrl: `${url}/health`,
        signal,
      });
      const running = { ...program, url: `${url}/v1/solve`, metricsUrl: `${url}/metrics` };
      try {
        await openChats(running.url, { ...pool, signal });
        return running;
      } catch (error) {
        await program[Symbol.asyncDispose]();
        throw error;
      }
    },
  };
}
