import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeTempDir } from 'glassgate/testing';
import { startProgram } from '../programs.ts';

export type Labels = Readonly<Record<string, string>>;

export interface KnownAlert {
  readonly labels: Labels;
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] };
}

export interface Alertmanager extends AsyncDisposable {
  /** As Prometheus does. */
  post(alerts: readonly Labels[]): Promise<void>;
  /** What it has, as soon as that fits or after the time. */
  alertsOnce(
    fits: (alerts: readonly KnownAlert[]) => boolean,
    timeoutMs: number,
  ): Promise<readonly KnownAlert[]>;
}

/** Alertmanager with the text of prometheus/alertmanager.yml, whose messages go to nobody. */
export async function startAlertmanager(config: string): Promise<Alertmanager> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await makeTempDir());
  const receiverUrl = await startReceiver(opened);
  const keyFile = join(dir.path, 'glassgate.key');
  const configFile = join(dir.path, 'alertmanager.yml');
  await writeFile(keyFile, 'nobody asks for it');
  await writeFile(
    configFile,
    config
      .replaceAll('http://127.0.0.1:9000', receiverUrl)
      .replaceAll('/etc/alertmanager/glassgate.key', keyFile),
  );
  const { url } = opened.use(
    await startProgram('prometheus-alertmanager', [
      `--config.file=${configFile}`,
      `--storage.path=${join(dir.path, 'data')}`,
      '--cluster.listen-address=',
    ]),
  );
  const running = opened.move();
  const read = async (signal: AbortSignal) =>
    (await (await fetch(`${url}/api/v2/alerts`, { signal })).json()) as readonly KnownAlert[];
  return {
    post: async (alerts) => {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts.map((labels) => ({ labels }))),
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) throw new Error(`Alertmanager refuses the alerts: ${await response.text()}`);
    },
    alertsOnce: async (fits, timeoutMs) => {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const alerts = await read(AbortSignal.timeout(timeoutMs));
        if (fits(alerts) || Date.now() > deadline) return alerts;
        await pause(20);
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startReceiver(opened: AsyncDisposableStack): Promise<string> {
  const server = createServer((_req, res) => res.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
