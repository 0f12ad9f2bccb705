import { join } from 'node:path';
import { readEnvironment } from '../../config/environment.ts';
import { type ChildProgram, startChildProgram } from '../../testing/child-program.ts';
import { makeTempDir } from '../../testing/temp-dir.ts';
import { writeDemoConfig } from '../demo-config.ts';
import { freePort } from '../free-port.ts';
import { runLoad } from '../load/run-load.ts';
import type { Scene } from './incident.ts';
import { startIncidentWorkers } from './incident-workers.ts';
import { leakyChain } from './leaky-chain.ts';

/** A scene of its own: with clients, in front of demo workers. */
export interface Stage extends Scene, AsyncDisposable {
  metrics(): Promise<string>;
}

interface StageOptions {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const profiles = ['p1', 'p2', 'p3'];
const timeouts = { connect_seconds: 10, read_seconds: 3_600 };

export async function openStage({ seconds, signal }: StageOptions): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await makeTempDir());
  const workers = opened.use(await startIncidentWorkers());
  const ioLogDir = join(dir.path, 'container-io');
  const configPath = await writeDemoConfig(dir.path, workers.urls, {
    // Whoever hangs may do so for the whole incident.
    containers: [...workers.urls].map(([id, base_url]) => ({ id, base_url, timeouts })),
    plugins: await leakyChain(),
    // Lines as long as they come, so that a full disk is felt soon.
    container_io_log: { enabled: true, dir: ioLogDir, max_field_chars: 1_000_000 },
    selector: { probe_interval_seconds: 1 },
    // Whoever reads of an alert wants to see its requests some minutes later.
    observability: { flight_recorder: { max_bytes: 128 * 1024 * 1024 } },
    shutdown: { drain_seconds: 2 },
  });
  const gateway = opened.use(await startGateway({ configPath, sqlitePath: join(dir.path, 'demo.sqlite') }));
  const clients = letIn(gateway.url, signal);
  opened.defer(clients.leave);
  const running = opened.move();
  return {
    url: gateway.url,
    workers,
    profiles,
    ioLogDir,
    seconds,
    signal,
    sendClientsAway: async () => {
      await clients.leave();
      return clients.come;
    },
    metrics: async () =>
      (await fetch(`${gateway.url}/metrics`, { signal: AbortSignal.timeout(5_000) })).text(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Clients that come at once, and whenever they are asked again. */
function letIn(url: string, signal: AbortSignal) {
  let leave = async (): Promise<void> => undefined;
  const come = () => {
    const over = new AbortController();
    const finished = runLoad({
      url,
      profiles,
      prompts: ['default', 'short'],
      clients: 8,
      pauseMs: 200,
      unblocks: false,
      signal: AbortSignal.any([signal, over.signal]),
    });
    leave = async () => {
      over.abort();
      await finished;
    };
  };
  come();
  return { come, leave: () => leave() };
}

interface GatewayFiles {
  readonly configPath: string;
  readonly sqlitePath: string;
}

/** A process of its own, so that its log does not run through the story. */
async function startGateway({ configPath, sqlitePath }: GatewayFiles): Promise<ChildProgram> {
  const environment = readEnvironment({ ...process.env, CONFIG_PATH: configPath });
  const port = process.env['PORT'] === undefined ? await freePort(environment) : environment.port;
  const telemetry = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('OTEL_') && value !== undefined ? [[name, value] as const] : [],
  );
  return startChildProgram({
    args: ['--import', './src/telemetry/register.ts', 'src/main.ts'],
    env: {
      ...Object.fromEntries(telemetry),
      CONFIG_PATH: configPath,
      SQLITE_PATH: sqlitePath,
      PORT: String(port),
    },
    // A Ctrl-C in the terminal is for us; we stop it.
    ownProcessGroup: true,
    isReady: (line) => line['msg'] === 'listening' && typeof line['url'] === 'string',
  });
}
