import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type GatewayProcess, type OtlpReceiver, startOtlpReceiver } from 'glassgate/testing';
import { bundledPlugins, usualPlugins } from '../../src/boot/bundled-plugins.ts';
import { runLoad } from '../../src/demo/load/run-load.ts';
import { openPool, type Pool } from '../e2e/pool.ts';
import { sendChats, startMoodyProvider } from './moody-provider.ts';

/** A gateway with everything switched on that its dashboards show. */
export interface BusyGateway extends AsyncDisposable {
  readonly gateway: GatewayProcess;
  readonly collector: OtlpReceiver;
  /** Clients, mishaps and alerts for so long. */
  work(ms: number): Promise<void>;
}

export async function openBusyGateway(): Promise<BusyGateway> {
  await using opened = new AsyncDisposableStack();
  const collector = opened.use(await startOtlpReceiver());
  const provider = opened.use(await startMoodyProvider());
  const worker = { script: { delayMs: 40 } };
  const pool = opened.use(
    await openPool({
      workers: [worker, worker, worker],
      config: {
        profiles: ['p1', 'p2', 'p3', 'p4'].map((id) => ({
          profile_id: id,
          profile_value: `/profiles/${id}`,
          max_uses: 5_000,
        })),
        prompts: [
          { prompt_id: 'default', file: './start.txt' },
          { prompt_id: 'short', file: './short.txt' },
        ],
        plugins: await everyPlugin(),
        providers: [
          {
            id: 'moody',
            base_url: provider.url,
            allow_private: true,
            aliases: ['moody'],
            api_key: 'not-a-real-key',
            limiter: { rate_rpm: 1_200 },
          },
        ],
        container_io_log: { enabled: true, dir: './io', max_bytes: 20_000 },
        alerts: {
          channels: [{ id: 'ops', type: 'stdout' }],
          routes: [{ channels: ['ops'] }],
          dead_man: { interval_seconds: 60, channels: ['ops'] },
        },
        self_check: { interval_seconds: 3 },
        // The state of a container is what the dashboards are about, so it is asked often.
        selector: { probe_interval_seconds: 1 },
      },
      files: { 'short.txt': 'Be very brief.' },
    }),
  );
  const gateway = opened.use(
    await pool.start({
      OTEL_SDK_DISABLED: 'false',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '500',
    }),
  );
  const running = opened.move();
  return {
    gateway,
    collector,
    work: (ms) => work(ms, { pool, gateway }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function work(
  ms: number,
  { pool, gateway }: { readonly pool: Pool; readonly gateway: GatewayProcess },
): Promise<void> {
  const signal = AbortSignal.timeout(ms);
  const load = runLoad({
    url: gateway.url,
    profiles: ['p1', 'p2', 'p3', 'p4'],
    prompts: ['default', 'short'],
    workerUrls: pool.workers.map(({ url }) => url),
    clients: 6,
    pauseMs: 60,
    signal,
  });
  await Promise.all([load, sendAlerts(gateway, signal), sendChats(gateway, signal)]);
}

/** What Alertmanager would post: the watchdog, and news about a container. */
async function sendAlerts({ url }: GatewayProcess, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    const alertname = turn % 2 === 0 ? 'Watchdog' : 'GlassgateContainerDown';
    const labels = { alertname, severity: 'warning', container_id: `c${turn}` };
    await fetch(`${url}/v1/alerts/ops`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        version: '4',
        groupKey: `{}:{alertname="${alertname}",turn="${turn}"}`,
        status: 'firing',
        receiver: 'ops',
        groupLabels: { alertname },
        commonLabels: labels,
        commonAnnotations: {},
        externalURL: 'http://127.0.0.1:9093',
        alerts: [
          {
            status: 'firing',
            labels,
            annotations: { summary: 'A container is gone' },
            startsAt: new Date().toISOString(),
            endsAt: '0001-01-01T00:00:00Z',
            generatorURL: 'http://127.0.0.1:9090',
            fingerprint: `f${turn}`,
          },
        ],
      }),
    });
    await pause(700, undefined, { signal }).catch(() => undefined);
  }
}

/** All that are bundled: the usual ones, and those for LLM APIs behind them. */
async function everyPlugin(): Promise<string[]> {
  const bundled = await bundledPlugins();
  const forProviders = ['openai', 'provider', 'rate-limit', 'proxy'];
  const usual = usualPlugins(bundled).filter((name) => !forProviders.includes(name));
  // A folder without an entry file is no plugin.
  return [...usual, ...forProviders].filter((name) => existsSync(bundled.get(name) ?? ''));
}
