import { setTimeout as pause } from 'node:timers/promises';
import { startWorker, type TestWorker } from 'glassgate/testing';
import * as demo from '../../../src/demo/incidents/container-incidents.ts';
import { startLoad } from './load.ts';
import { begin, sceneOf } from './scene.ts';
import { patienceMs, type Stack } from './stack.ts';

export async function busyStorm(stack: Stack): Promise<void> {
  const { feishu, gateway } = stack;
  await using load = startLoad(gateway);
  await using trouble = await begin(demo.busyStorm, sceneOf(stack));
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

  await trouble.repair();
  await feishu.until('GlassgatePoolSaturated', 'resolved', { count: 1, timeoutMs: patienceMs });
  await feishu.until('SolveAdmissionBudgetBurnPage', 'resolved', { count: 1, timeoutMs: patienceMs });
  await load.stop();
}

/** One of three takes its time, so a third of the tasks does. */
export async function slowWorker(stack: Stack): Promise<void> {
  const { feishu, gateway } = stack;
  // A task takes a third of it, and sixty times as long in the rules.
  await using trouble = await begin(demo.slowWorker, sceneOf(stack, { seconds: 7 }));
  await using load = startLoad(gateway);
  const card = await feishu.until('GlassgateUpstreamSlow', 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('orange');
  expect(card.text).toContain('for a task (p95)');

  await trouble.repair();
  await feishu.until('GlassgateUpstreamSlow', 'resolved', { count: 1, timeoutMs: patienceMs });
  await load.stop();
}

export async function deadWorker(stack: Stack): Promise<void> {
  const { feishu } = stack;
  await using trouble = await begin(demo.deadWorker, sceneOf(stack));
  const card = await feishu.until('GlassgateContainerDown', 'firing', { count: 1, timeoutMs: patienceMs });

  expect(card.colour).toBe('orange');
  expect(card.text).toContain("Container 'c3' does not answer.");
  expect(card.text).toContain('/docs/operations/GlassgateContainerDown.md');

  await trouble.repair();
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

// Every other request may go nowhere else, however slow the machine is.
const halfAtC2 = ['p1', 'p2', 'p3', 'p4'].flatMap((id) => ['only-c2', id]);

/** Works, fails its tasks, fails its probes too, and so on. */
export async function flappingWorker(stack: Stack): Promise<void> {
  const { feishu, gateway } = stack;
  const alerts = [
    'GlassgateContainerErrorRateHigh',
    'GlassgateContainerFlapping',
    'SolveAvailabilityBudgetBurnPage',
  ];
  await using load = startLoad(gateway, { profiles: halfAtC2 });
  await using trouble = await begin(demo.flapping, sceneOf(stack));
  const cards = await Promise.all(
    alerts.map((alert) => feishu.until(alert, 'firing', { count: 1, timeoutMs: patienceMs })),
  );

  expect(cards.map(({ colour }) => colour)).toEqual(['orange', 'orange', 'red']);
  expect(cards[0]?.text).toContain("of the tasks of container 'c2' fail.");
  expect(cards[1]?.text).toContain("Container 'c2' comes and goes.");
  expect(cards[2]?.text).toContain('of solves fail through a worker or the gateway');

  await trouble.repair();
  await Promise.all(
    alerts.map((alert) => feishu.until(alert, 'resolved', { count: 1, timeoutMs: 1.5 * patienceMs })),
  );
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
