import { setTimeout as pause } from 'node:timers/promises';
import { startWorker, type TestWorker } from 'glassgate/testing';
import { startLoad } from './load.ts';
import { patienceMs, type Stack } from './stack.ts';

/** Somebody else uses all workers. */
export async function busyStorm({ feishu, workers, gateway }: Stack): Promise<void> {
  const load = startLoad(gateway);
  for (const worker of workers) worker.script({ busy: { status: true, posts: true } });
  const saturated = await feishu.until('GlassgatePoolSaturated', 'firing', {
    count: 1,
    timeoutMs: patienceMs,
  });
  const burning = await feishu.until('SolveAdmissionBudgetBurnPage', 'firing', {
    count: 1,
    timeoutMs: patienceMs,
  });

  expect([saturated.colour, burning.colour]).toEqual(['orange', 'red']);
  expect(saturated.text).toContain('is at work.');
  expect(burning.text).toContain('of solves are refused for lack of room');

  for (const worker of workers) worker.clearScript();
  await feishu.until('GlassgatePoolSaturated', 'resolved', { count: 1, timeoutMs: patienceMs });
  await feishu.until('SolveAdmissionBudgetBurnPage', 'resolved', { count: 1, timeoutMs: patienceMs });
  await load.stop();
}

/** One of three takes its time, so a third of the tasks does. */
export async function slowWorker({ feishu, workers, gateway }: Stack): Promise<void> {
  workers[0]?.script({ delayMs: 2_000 });
  const load = startLoad(gateway);
  const card = await feishu.until('GlassgateUpstreamSlow', 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('orange');
  expect(card.text).toContain('for a task (p95)');

  workers[0]?.clearScript();
  await feishu.until('GlassgateUpstreamSlow', 'resolved', { count: 1, timeoutMs: patienceMs });
  await load.stop();
}

export async function deadWorker({ feishu, workers }: Stack): Promise<void> {
  await workers[0]?.stop();
  const card = await feishu.until('GlassgateContainerDown', 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('orange');
  expect(card.text).toContain("Container 'c1' does not answer.");
  expect(card.text).toContain('/docs/operations/GlassgateContainerDown.md');

  await restart(workers, 0);
  await feishu.until('GlassgateContainerDown', 'resolved', { count: 1, timeoutMs: patienceMs });
  expect(feishu.about('GlassgateContainerDown', 'firing')).toHaveLength(1);
}

export async function noWorkerLeft({ feishu, workers, alertmanagerUrl }: Stack): Promise<void> {
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
}

export async function flappingWorker({ feishu, workers, gateway }: Stack): Promise<void> {
  const alert = 'SolveAvailabilityBudgetBurnPage';
  const load = startLoad(gateway);
  workers[0]?.script({ rules: [{ kind: 'status', status: 500 }] });
  const card = await feishu.until(alert, 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('red');
  expect(card.text).toContain('of solves fail through a worker or the gateway');

  workers[0]?.clearScript();
  await feishu.until(alert, 'resolved', { count: 1, timeoutMs: 1.5 * patienceMs });
  await load.stop();
}

async function restart(workers: TestWorker[], index: number): Promise<void> {
  workers[index] = await startWorker({ port: workers[index]?.port ?? 0 });
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
