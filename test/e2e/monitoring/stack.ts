import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type GatewayProcess, makeTempDir, type TestWorker } from 'glassgate/testing';
import { dump } from 'js-yaml';
import { leakyChain } from '../../../src/demo/incidents/leaky-chain.ts';
import { startProgram } from '../../programs.ts';
import { openPool, type Pool } from '../pool.ts';
import { type Feishu, startFeishu } from './feishu.ts';
import { warpAlertmanager, warpRules } from './time-warp.ts';

const folder = resolve(import.meta.dirname, '../../../prometheus');
const key = 'the-key-of-the-test-operator';

/** How long to wait for a card. */
export const patienceMs = 60_000;

export interface Stack extends AsyncDisposable {
  readonly feishu: Feishu;
  readonly pool: Pool;
  /** Those that run now: a test may put another one into the place of one that it stopped. */
  readonly workers: TestWorker[];
  /** The gateway that is watched. */
  readonly gateway: GatewayProcess;
  /** The gateway that brings the alerts to people. */
  readonly desk: GatewayProcess;
  readonly alertmanagerUrl: string;
  /** Of the watched gateway. */
  readonly ioLogDir: string;
}

/** Gateway → Prometheus → Alertmanager → plugin `alerts` of a second gateway → Feishu, sixty times as fast. */
export async function startStack(): Promise<Stack> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await makeTempDir());
  const feishu = opened.use(await startFeishu());
  const ioLogDir = join(dir.path, 'io');
  const [pool, deskPool] = [
    opened.use(
      await openPool({
        workers: [{}, {}, {}],
        config: { ...watchedConfig(ioLogDir), plugins: await leakyChain() },
      }),
    ),
    opened.use(await openPool({ config: deskConfig(feishu.url) })),
  ];
  const gateway = opened.use(await pool.start());
  const desk = opened.use(await deskPool.start());

  const keyFile = join(dir.path, 'glassgate.key');
  await writeFile(keyFile, key);
  const routing = (await readFile(join(folder, 'alertmanager.yml'), 'utf8'))
    .replaceAll('http://127.0.0.1:9000', desk.url)
    .replaceAll('/etc/alertmanager/glassgate.key', keyFile);
  const alertmanagerConfig = join(dir.path, 'alertmanager.yml');
  await writeFile(alertmanagerConfig, warpAlertmanager(routing));
  const alertmanager = opened.use(
    await startProgram('prometheus-alertmanager', [
      `--config.file=${alertmanagerConfig}`,
      `--storage.path=${join(dir.path, 'alertmanager')}`,
      '--cluster.listen-address=',
    ]),
  );

  const rules = ['recording.yml', 'alerts.yml'];
  for (const name of rules) {
    await writeFile(join(dir.path, name), warpRules(await readFile(join(folder, 'rules', name), 'utf8')));
  }
  const prometheusConfig = join(dir.path, 'prometheus.yml');
  await writeFile(
    prometheusConfig,
    dump({
      // A scrape that a busy machine is late with must not look like a gateway that is down.
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '500ms' },
      rule_files: rules,
      alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }] },
      scrape_configs: [{ job_name: 'glassgate', static_configs: [{ targets: [new URL(gateway.url).host] }] }],
    }),
  );
  opened.use(
    await startProgram('prometheus', [
      `--config.file=${prometheusConfig}`,
      `--storage.tsdb.path=${join(dir.path, 'prometheus')}`,
      // By default it repeats what it has said only once a minute.
      '--rules.alert.resend-delay=1s',
      '--rules.alert.for-grace-period=0s',
    ]),
  );
  const workers = [...pool.workers];
  opened.defer(async () => void (await Promise.all(workers.map((worker) => worker.stop()))));
  const running = opened.move();
  return {
    feishu,
    pool,
    workers,
    gateway,
    desk,
    alertmanagerUrl: alertmanager.url,
    ioLogDir,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function watchedConfig(dir: string): object {
  const ids = Array.from({ length: 10 }, (_value, index) => `p${index + 1}`);
  return {
    profiles: [
      ...ids.map((id) => ({ profile_id: id, profile_value: `/profiles/${id}` })),
      ...['only-c1', 'only-c2'].map((id) => ({
        profile_id: id,
        profile_value: `/profiles/${id}`,
        allowed_containers: [id.slice(-2)],
      })),
    ],
    selector: { probe_interval_seconds: 0.25 },
    // Long lines fill the buffer of a log that cannot be written soon.
    container_io_log: { enabled: true, dir, max_field_chars: 1_000_000 },
  };
}

function deskConfig(url: string): object {
  return {
    auth: { admin: { key } },
    alerts: {
      channels: [{ id: 'oncall', type: 'feishu', url, rate_per_second: 50, burst: 100 }],
      routes: [{ channels: ['oncall'] }],
      dead_man: { interval_seconds: 5, channels: ['oncall'] },
    },
  };
}
