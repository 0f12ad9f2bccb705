import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type GatewayProcess,
  makeTempDir,
  startGatewayProcess,
  startWorker,
  type TestWorker,
  type WorkerOptions,
} from 'glassgate/testing';
import { dump } from 'js-yaml';

export const startPrompt = 'Be brief.';

export interface PoolOptions {
  readonly workers?: readonly WorkerOptions[];
  /** Lies over the top-level keys of the config. */
  readonly config?: object;
  readonly profiles?: number;
  /** More files beside config.yaml. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Workers, a config that knows them, and a database: everything a gateway process needs. */
export interface Pool extends AsyncDisposable {
  /** Containers c1, c2 … in the config. */
  readonly workers: readonly TestWorker[];
  readonly configPath: string;
  readonly sqlitePath: string;
  start(env?: Readonly<Record<string, string>>): Promise<GatewayProcess>;
  /** Read the database as another program would. */
  rows(sql: string): Readonly<Record<string, unknown>>[];
}

export async function openPool({
  workers: scripts = [{}],
  config = {},
  profiles = 1,
  files = {},
}: PoolOptions = {}): Promise<Pool> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await makeTempDir());
  const workers: TestWorker[] = [];
  for (const options of scripts) workers.push(opened.use(await startWorker(options)));
  const written = {
    containers: workers.map(({ url }, index) => ({ id: `c${index + 1}`, base_url: url })),
    profiles: Array.from({ length: profiles }, (_value, index) => ({
      profile_id: `p${index + 1}`,
      profile_value: `/profiles/${index + 1}`,
    })),
    prompts: [{ prompt_id: 'default', file: './start.txt' }],
    // A test that fails while a worker hangs must not wait for the usual ten minutes.
    shutdown: { drain_seconds: 5 },
    ...config,
  };
  const configPath = join(dir.path, 'config.yaml');
  const all = { 'config.yaml': dump(written), 'start.txt': startPrompt, ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(dir.path, name), text);
  const sqlitePath = join(dir.path, 'glassgate.sqlite');
  const running = opened.move();
  return {
    workers,
    configPath,
    sqlitePath,
    start: (env) =>
      startGatewayProcess({
        configPath,
        // Half of the time to start is the SDK's, and few tests look at spans.
        env: { SQLITE_PATH: sqlitePath, OTEL_SDK_DISABLED: 'true', ...env },
      }),
    rows: (sql) => {
      using database = new DatabaseSync(sqlitePath, { readOnly: true });
      return database.prepare(sql).all();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
