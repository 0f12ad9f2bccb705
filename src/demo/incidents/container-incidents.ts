import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerScript } from '../../testing/worker-script.ts';
import { calmWorker, scriptWorker } from '../load/trouble.ts';
import type { Incident } from './incident.ts';

const requests = 'glassgate_upstream_requests_total';

export const busyStorm: Incident = {
  id: 'busy-storm',
  title: 'somebody else uses all workers',
  story:
    'Every worker answers 423. The gateway tries the next one, finds none, and refuses with CONTAINER_BUSY and a Retry-After.',
  watched: [
    { metric: 'glassgate_solve_requests_total', labels: { code: 'CONTAINER_BUSY' } },
    { metric: 'glassgate_selector_containers', labels: { state: 'busy' } },
  ],
  alerts: [
    { alert: 'GlassgatePoolSaturated', wait: '10m' },
    { alert: 'SolveAdmissionBudgetBurnPage', wait: '2m' },
  ],
  dashboard: 'containers',
  path: '/v1/status/all',
  begin: async ({ workers }) => {
    const urls = [...workers.urls.values()];
    await Promise.all(urls.map((url) => scriptWorker(url, { busy: { status: true, posts: true } })));
    return async () => {
      await Promise.all(urls.map(calmWorker));
    };
  },
};

export const slowWorker: Incident = {
  id: 'slow-worker',
  title: 'one worker takes its time',
  story:
    'camoufox-1 needs a third of the incident, at most 100 s, for each task. Its own requests wait; the others go elsewhere.',
  watched: [
    { metric: 'glassgate_upstream_in_flight', labels: { container_id: 'camoufox-1' } },
    { metric: requests, labels: { container_id: 'camoufox-1', operation: 'analyze' } },
  ],
  alerts: [{ alert: 'GlassgateUpstreamSlow', wait: '10m', note: 'tasks above 90 s; needs --seconds 1200' }],
  dashboard: 'upstream',
  path: '/v1/jobs?container=camoufox-1&limit=3',
  begin: async ({ workers, seconds }) => {
    const url = workers.url('camoufox-1');
    await scriptWorker(url, { delayMs: Math.min(100_000, Math.max(1_000, Math.round(seconds * 333))) });
    return () => calmWorker(url);
  },
};

const taskPaths = ['/analyze', '/analyze_text'];
const failingTasks: WorkerScript = { rules: [{ kind: 'status', status: 500, paths: taskPaths }] };
const failing: WorkerScript = {
  rules: [{ kind: 'status', status: 500, paths: [...taskPaths, '/status'] }],
};

export const flapping: Incident = {
  id: 'flapping',
  title: 'a worker answers 500 every other moment',
  story:
    'camoufox-2 says that it is free and fails its tasks, then answers 500 to everything, then works, and so on. Tasks that meet a 500 fail with UPSTREAM_ERROR; while /status fails too, nobody is sent there.',
  watched: [
    { metric: 'glassgate_solve_requests_total', labels: { code: 'UPSTREAM_ERROR' } },
    { metric: requests, labels: { container_id: 'camoufox-2', outcome: 'server_error' } },
    { metric: 'glassgate_selector_container_up', labels: { container_id: 'camoufox-2' } },
  ],
  alerts: [{ alert: 'GlassgateContainerFlapping' }, { alert: 'GlassgateContainerErrorRateHigh', wait: '5m' }],
  dashboard: 'upstream',
  path: '/v1/status/all',
  begin: async ({ workers, signal }) => {
    const url = workers.url('camoufox-2');
    const over = new AbortController();
    const flaps = flap(url, AbortSignal.any([signal, over.signal]));
    return async () => {
      over.abort();
      await flaps;
      await calmWorker(url);
    };
  },
};

async function flap(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await scriptWorker(url, failingTasks);
    await rest(2_500, signal);
    await scriptWorker(url, failing);
    // Longer than a probe takes to notice, and shorter than the wait of `GlassgateContainerDown` in any test.
    await rest(1_200, signal);
    await calmWorker(url);
    await rest(500, signal);
  }
}

export const deadWorker: Incident = {
  id: 'dead-worker',
  title: 'a worker is killed',
  story:
    'camoufox-3 gets a SIGKILL. The message that was there has an unknown fate, its chat is given up, and everything else goes to the other two.',
  watched: [
    { metric: 'glassgate_selector_container_up', labels: { container_id: 'camoufox-3' } },
    { metric: requests, labels: { container_id: 'camoufox-3', outcome: 'transport' } },
  ],
  alerts: [{ alert: 'GlassgateContainerDown', wait: '3m' }],
  dashboard: 'containers',
  path: '/v1/status?container_id=camoufox-3',
  begin: async ({ workers }) => {
    await workers.kill('camoufox-3');
    return () => workers.restart('camoufox-3');
  },
};

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
