import { setTimeout as pause } from 'node:timers/promises';
import { startGatewayProcess, startWorker, type TestWorker } from 'glassgate/testing';
import { itWithPrograms } from '../../prometheus/programs.ts';
import { scrape, total } from '../scrape.ts';
import { solve } from '../solve.ts';
import { type Stack, startStack } from './stack.ts';

const patienceMs = 60_000;

itWithPrograms(['prometheus', 'prometheus-alertmanager'])(
  'each incident raises its alert once, inhibition holds, and the end is told',
  async () => {
    await using stack = await startStack();
    await deadWorker(stack);
    await noWorkerLeft(stack);
    await flappingWorker(stack);
    await gatewayDown(stack);

    expect(total(await scrape(stack.desk), 'glassgate_alerts_watchdog_age_seconds')).toBeLessThan(15);
    expect(stack.feishu.about('AlertingPathBroken', 'firing')).toEqual([]);
  },
  240_000,
);

async function deadWorker({ feishu, workers }: Stack): Promise<void> {
  await workers[0]?.stop();
  const card = await feishu.until('GlassgateContainerDown', 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('orange');
  expect(card.text).toContain("Container 'c1' does not answer.");
  expect(card.text).toContain('/docs/operations/GlassgateContainerDown.md');

  await restart(workers, 0);
  await feishu.until('GlassgateContainerDown', 'resolved', { count: 1, timeoutMs: patienceMs });
  expect(feishu.about('GlassgateContainerDown', 'firing')).toHaveLength(1);
}

async function noWorkerLeft({ feishu, workers, alertmanagerUrl }: Stack): Promise<void> {
  const told = feishu.about('GlassgateContainerDown', 'firing').length;
  await Promise.all(workers.map((worker) => worker.stop()));
  const card = await feishu.until('GlassgateNoContainerAvailable', 'firing', {
    count: 1,
    timeoutMs: patienceMs,
  });

  expect(card.colour).toBe('red');
  await untilSuppressed(alertmanagerUrl, { alert: 'GlassgateContainerDown', count: 3 });
  expect(feishu.about('GlassgateContainerDown', 'firing')).toHaveLength(told);

  await Promise.all(workers.map((_worker, index) => restart(workers, index)));
  await feishu.until('GlassgateNoContainerAvailable', 'resolved', { count: 1, timeoutMs: patienceMs });
  expect(feishu.about('GlassgateNoContainerAvailable', 'firing')).toHaveLength(1);
}

async function flappingWorker({ feishu, workers, gateway }: Stack): Promise<void> {
  const alert = 'SolveAvailabilityBudgetBurnPage';
  const enough = new AbortController();
  const load = solveUntil(gateway, enough.signal);
  workers[0]?.script({ rules: [{ kind: 'status', status: 500 }] });
  const card = await feishu.until(alert, 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('red');
  expect(card.text).toContain('of solves fail through a worker or the gateway');

  workers[0]?.clearScript();
  await feishu.until(alert, 'resolved', { count: 1, timeoutMs: 1.5 * patienceMs });
  enough.abort();
  await load;
  expect(feishu.about(alert, 'firing')).toHaveLength(1);
}

async function gatewayDown({ feishu, gateway, pool }: Stack): Promise<void> {
  await gateway.kill();
  const card = await feishu.until('GlassgateDown', 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('red');
  expect(card.text).toContain('does not answer its scrapes');

  await using _again = await startGatewayProcess({
    configPath: pool.configPath,
    env: { PORT: new URL(gateway.url).port, SQLITE_PATH: pool.sqlitePath, OTEL_SDK_DISABLED: 'true' },
  });
  await feishu.until('GlassgateDown', 'resolved', { count: 1, timeoutMs: patienceMs });
  expect(feishu.about('GlassgateDown', 'firing')).toHaveLength(1);
}

async function restart(workers: TestWorker[], index: number): Promise<void> {
  workers[index] = await startWorker({ port: workers[index]?.port ?? 0 });
}

/** About ten requests per second, each profile after the other. */
async function solveUntil(gateway: Stack['gateway'], signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await Promise.all([solve(gateway, { profile: `p${(turn % 12) + 1}` }), pause(100)]);
  }
}

interface Suppressed {
  readonly alert: string;
  readonly count: number;
}

/** Alertmanager holds so many alerts of this name back because of another one. */
async function untilSuppressed(url: string, { alert, count }: Suppressed): Promise<void> {
  const deadline = AbortSignal.timeout(patienceMs);
  for (;;) {
    const response = await fetch(`${url}/api/v2/alerts?filter=alertname%3D${alert}`, { signal: deadline });
    const alerts = (await response.json()) as { status: { state: string; inhibitedBy: string[] } }[];
    const held = alerts.filter(
      ({ status }) => status.state === 'suppressed' && status.inhibitedBy.length > 0,
    );
    if (held.length === count) return;
    await pause(200, undefined, { signal: deadline });
  }
}
